// A live room. Without this script the page reads and sends just the same, by forms.

import { Host } from "./host.js";
import { Log } from "./log.js";
import { Say } from "./say.js";
import { Wire } from "./wire.js";
import { words } from "./words.js";

const root = document.querySelector("[data-room]");
const form = document.querySelector("[data-say]");

if (root && form) {
  const { dataset } = root;
  root.classList.add("cg-room--live");
  for (const each of root.querySelectorAll("[data-noscript]")) each.hidden = true;

  const csrf = () => document.querySelector("[name=csrfmiddlewaretoken]").value;
  const statusBox = root.querySelector("[data-status]");
  const support = root.querySelector("[data-support]");
  const people = root.querySelector("[data-people]");
  let myName = dataset.name;
  let state = "";
  let supportAsked = !support.hidden;

  const status = {
    lines: { state: statusBox.textContent.trim(), wire: "", hint: "", own: "" },
    draw() {
      const said = Object.values(this.lines).filter(Boolean);
      const now = said.join("\n");
      if (now === this.drawn) return;
      this.drawn = now;
      statusBox.replaceChildren(
        ...said.map((text) => {
          const line = document.createElement("p");
          line.textContent = text;
          return line;
        }),
      );
    },
    set(name, text) {
      this.lines[name] = text;
      this.draw();
    },
    hint(text) {
      this.set("hint", text);
    },
  };

  const log = new Log(
    root,
    root.querySelector("[data-log]"),
    root.querySelector("[data-summary]"),
    root.querySelector("[data-pause]"),
  );
  let offlineTimer = 0;
  let say = null;
  let host = null;

  const wire = new Wire({
    room: dataset.room,
    epoch: dataset.epoch,
    seq: Number(dataset.seq),
    events: dataset.events,
    csrf,
    on(name, frame) {
      handlers[name]?.(frame);
    },
  });

  function showState(frame) {
    if (frame.state !== state) {
      state = frame.state;
      status.set("state", state === "open" ? "" : (words.state[state] ?? ""));
      support.hidden = !(supportAsked || state === "paused");
      host?.refresh();
    }
    people.textContent = words.people(frame.people ?? 0);
  }

  const handlers = {
    online(frame) {
      clearTimeout(offlineTimer);
      status.set("wire", frame.slow ? words.slow : "");
    },
    offline() {
      clearTimeout(offlineTimer);
      // A drop of a second or two is not worth a worry.
      offlineTimer = setTimeout(() => status.set("wire", words.offline), 2_000);
    },
    snapshot(frame) {
      if (frame.me) myName = frame.me.name;
      if (frame.fresh) log.fresh();
      showState(frame.state);
      const kept = new Set(frame.pending.map((line) => line.cid));
      for (const row of root.querySelectorAll("[data-pending]")) {
        const { pending } = row.dataset;
        if (!kept.has(pending) && !say?.open.has(pending)) row.remove();
      }
    },
    "caught-up"() {
      say?.again();
    },
    items({ items, fresh }) {
      log.take(items, { quiet: fresh });
    },
    state: showState,
    ack(frame) {
      say?.ack(frame);
    },
    own(frame) {
      if (frame.what === "released") log.settle(frame.cid);
      else if (frame.what === "declined") log.note(frame.cid, words.keptBack);
      else if (frame.what === "muted") status.set("own", words.muted);
      else if (frame.what === "unmuted") status.set("own", "");
    },
    queue(frame) {
      host?.refresh();
      if (frame.held) status.hint(words.held(frame.held));
      else status.hint("");
    },
    error(frame) {
      if (frame.message) say?.explain([{ message: frame.message }]);
    },
    end({ code }) {
      status.set("wire", words.end[code] ?? words.end.other);
      host?.stop();
      if ([4505, 4506, 4507].includes(code)) {
        setTimeout(() => location.assign(dataset.door), 4_000);
      }
      statusBox.scrollIntoView({ block: "nearest" });
    },
  };

  say = new Say(form, log, wire, {
    room: dataset.room,
    address: dataset.send,
    csrf,
    name: () => myName,
    support() {
      supportAsked = true;
      support.hidden = false;
      support.scrollIntoView({ block: "nearest" });
    },
  });
  if (dataset.hostPage) host = new Host(root, wire, status);

  function leave() {
    wire.stop();
    say.forget();
    host?.stop();
  }

  // Leaving in a hurry: the socket closes and the draft goes before anything else happens.
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-exit-page]")) leave();
  }, { capture: true });
  let shifts = [];
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift") {
      shifts = [];
      return;
    }
    shifts = [...shifts.filter((at) => Date.now() - at < 10_000), Date.now()];
    if (shifts.length >= 3) leave();
  }, { capture: true });
  root.querySelector("[data-leave]")?.addEventListener("submit", leave);
  window.addEventListener("pagehide", () => wire.stop());
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });

  wire.start();
}
