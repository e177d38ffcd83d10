// The list of lines. Everything that people typed goes in as text, never as markup.

import { words } from "./words.js";

const SUMMARY_PAUSE = 3_000;
const KEPT_LINES = 400;

function make(tag, name, text) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text !== undefined) element.textContent = text;
  return element;
}

export class Log {
  constructor(root, list, summary, pauseButton) {
    this.root = root;
    this.list = list;
    this.box = list.parentElement; // it scrolls
    this.summary = summary;
    this.pauseButton = pauseButton;
    this.me = root.dataset.me;
    this.paused = false;
    this.waiting = [];
    this.unsaid = [];
    this.timer = 0;
    pauseButton.hidden = false;
    pauseButton.addEventListener("click", () => this.pause(!this.paused));
    this.toEnd();
  }

  // --- events --------------------------------------------------------------------------------
  fresh() {
    for (const row of this.list.querySelectorAll("[data-seq], [data-empty]")) row.remove();
    this.waiting = [];
  }

  take(items, { quiet = false } = {}) {
    for (const item of items) {
      // What was taken down goes at once, also while updates are paused.
      if (item.kind === "remove") this.remove(item.id);
      else if (this.paused && item.kind === "message") this.waiting.push(item);
      else this.apply(item, quiet);
    }
    if (this.paused && this.waiting.length) this.say(words.waiting(this.waiting.length));
  }

  apply(item, quiet) {
    switch (item.kind) {
      case "message":
        this.add(this.row(item), item.seq, quiet);
        if (!quiet && item.who && item.who.id !== this.me) this.announce(item);
        break;
      case "edit":
        this.change(item);
        break;
      case "room_state":
        if (words.state[item.word]) {
          this.add(this.said(item, words.state[item.word]), item.seq, quiet);
        }
        break;
      default:
    }
  }

  add(row, seq, quiet) {
    this.list.querySelector("[data-empty]")?.remove();
    const follow = this.atEnd();
    row.dataset.seq = seq;
    const firstPending = this.list.querySelector("[data-pending]");
    this.list.insertBefore(row, firstPending);
    while (this.list.childElementCount > KEPT_LINES) this.list.firstElementChild.remove();
    if (follow || quiet) this.toEnd();
  }

  remove(id) {
    this.waiting = this.waiting.filter((item) => item.id !== id);
    this.unsaid = this.unsaid.filter((item) => item.id !== id);
    for (const row of this.list.querySelectorAll(`[data-line="${Number(id)}"]`)) {
      const tomb = this.tomb(words.gone);
      tomb.dataset.seq = row.dataset.seq;
      tomb.dataset.line = row.dataset.line;
      row.replaceWith(tomb);
    }
  }

  change(item) {
    const old = this.list.querySelector(`[data-line="${Number(item.id)}"]`);
    if (!old || item.removed) return;
    const row = this.row(item);
    row.dataset.seq = old.dataset.seq;
    old.replaceWith(row);
  }

  // --- rows ----------------------------------------------------------------------------------
  tomb(text) {
    const row = make("li", "cg-line cg-line--gone");
    row.append(make("p", "cg-line__body", text));
    return row;
  }

  said(item, text) {
    const row = make("li", "cg-line cg-line--said");
    const body = make("p", "cg-line__body", `${text} `);
    body.append(this.time(item.at));
    row.append(body);
    return row;
  }

  time(at) {
    const time = make("time", "cg-line__at");
    time.dateTime = at;
    time.textContent = new Date(at)
      .toLocaleTimeString("en-GB", { hour: "numeric", minute: "2-digit", hour12: true })
      .replace(/\s/g, "")
      .replace(":00", "");
    return time;
  }

  face(name) {
    const box = make("span", "cg-line__face");
    const image = make("img", "cg-avatar");
    image.src = this.root.dataset.face.replace("NAME", encodeURIComponent(name));
    image.alt = "";
    image.width = 40;
    image.height = 40;
    box.append(image);
    return box;
  }

  row(item) {
    if (item.folded) return this.tomb(words.folded);
    if (item.removed || !item.who) {
      const tomb = this.tomb(words.gone);
      tomb.dataset.line = item.id;
      return tomb;
    }
    const mine = item.who.id === this.me;
    const row = make("li", "cg-line");
    row.classList.toggle("cg-line--mine", mine);
    row.classList.toggle("cg-line--host", Boolean(item.who.host));
    row.dataset.line = item.id;
    const middle = make("div", "cg-line__words");
    const who = make("p", "cg-line__who");
    who.append(make("span", "cg-line__name", item.who.name), " ");
    if (mine) who.append(make("span", "cg-line__tag", words.you), " ");
    else if (item.who.host) who.append(make("span", "cg-line__tag", words.host), " ");
    who.append(this.time(item.at));
    middle.append(who, this.body(item.body));
    row.append(this.face(item.who.name), middle, this.acts(item, mine));
    return row;
  }

  body(text) {
    const body = make("p", "cg-line__body");
    text.split("\n").forEach((part, index) => {
      if (index) body.append(make("br"));
      body.append(part);
    });
    return body;
  }

  acts(item, mine) {
    const { withdraw, remove, report } = this.root.dataset;
    const details = make("details", "cg-line__more");
    const summary = make("summary");
    const dots = make("span", "", "⋯");
    dots.setAttribute("aria-hidden", "true");
    summary.append(dots, make("span", "nhsuk-u-visually-hidden", words.more(item.who.name)));
    const box = make("div", "cg-line__acts");
    if (mine) {
      box.append(this.form(withdraw, item.id, words.takeBack));
    } else {
      const link = make("a", "", words.report);
      link.href = report.replace("/0/", `/${Number(item.id)}/`);
      box.append(link);
      if (remove && !item.who.host) box.append(this.form(remove, item.id, words.takeDown));
    }
    details.append(summary, box);
    return details;
  }

  form(address, id, label) {
    const form = make("form");
    form.method = "post";
    form.action = address.replace("/0/", `/${Number(id)}/`);
    const token = make("input");
    token.type = "hidden";
    token.name = "csrfmiddlewaretoken";
    token.value = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const button = make("button", "cg-linkbutton", label);
    button.type = "submit";
    form.append(token, button);
    return form;
  }

  // --- one's own line while it waits ---------------------------------------------------------
  pending(cid, body, name) {
    const row = make("li", "cg-line cg-line--mine cg-line--waiting");
    row.dataset.pending = cid;
    const middle = make("div", "cg-line__words");
    const who = make("p", "cg-line__who");
    who.append(
      make("span", "cg-line__name", name),
      " ",
      make("span", "cg-line__tag", words.onlyYou),
    );
    middle.append(who, this.body(body), make("p", "cg-line__note", words.sending));
    row.append(this.face(name), middle);
    this.list.querySelector("[data-empty]")?.remove();
    this.list.append(row);
    this.toEnd();
  }

  pendingRow(cid) {
    return this.list.querySelector(`[data-pending="${CSS.escape(cid)}"]`);
  }

  note(cid, text) {
    const note = this.pendingRow(cid)?.querySelector(".cg-line__note");
    if (note) note.textContent = text;
  }

  settle(cid) {
    this.pendingRow(cid)?.remove();
  }

  // --- what is heard ---------------------------------------------------------------------------
  announce(item) {
    this.unsaid.push(item);
    if (!this.timer) this.timer = setTimeout(() => this.summarise(), SUMMARY_PAUSE);
  }

  summarise() {
    this.timer = 0;
    const lines = this.unsaid;
    this.unsaid = [];
    if (!lines.length) return;
    const one = lines[0];
    this.say(
      lines.length === 1 && one.body
        ? words.oneLine(one.who.name, one.body.slice(0, 200))
        : words.newLines(lines.length),
    );
  }

  say(text) {
    this.summary.textContent = text;
  }

  pause(on) {
    this.paused = on;
    const { wordsPause, wordsGo } = this.pauseButton.dataset;
    this.pauseButton.setAttribute("aria-pressed", String(on));
    this.pauseButton.textContent = on ? wordsGo : wordsPause;
    if (on) return;
    const waiting = this.waiting;
    this.waiting = [];
    for (const item of waiting) this.apply(item, true);
    this.say(waiting.length ? words.newLines(waiting.length) : "");
    this.toEnd();
  }

  atEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.box;
    return scrollHeight - scrollTop - clientHeight < 80;
  }

  toEnd() {
    this.box.scrollTop = this.box.scrollHeight;
  }
}
