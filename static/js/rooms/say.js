// The box: sending once, keeping what was typed, showing kindly why something was not taken.

import { words } from "./words.js";

const TRY_AGAIN = 5_000;

function newCid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Say {
  constructor(form, log, wire, options) {
    this.form = form;
    this.log = log;
    this.wire = wire;
    this.options = options;
    this.box = form.querySelector("[data-body]");
    this.why = form.querySelector("[data-why]");
    this.group = form.querySelector("[data-group]");
    this.key = `cg-draft:${options.room}`;
    this.open = new Map(); // cid → what was sent and is not yet answered
    this.restore();
    this.box.addEventListener("input", () => this.keep());
    this.box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.send(this.box.value);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const quick = event.submitter?.name === "quick" ? event.submitter.textContent : "";
      this.send(quick || this.box.value, Boolean(quick));
    });
    this.timer = setInterval(() => this.again(), TRY_AGAIN);
  }

  // --- the draft -----------------------------------------------------------------------------
  restore() {
    try {
      if (!this.box.value) this.box.value = sessionStorage.getItem(this.key) ?? "";
    } catch {
      // Storage may be off; then the draft lives in the box alone.
    }
  }

  keep() {
    try {
      if (this.box.value) sessionStorage.setItem(this.key, this.box.value);
      else sessionStorage.removeItem(this.key);
    } catch {
      // See above.
    }
  }

  forget() {
    clearInterval(this.timer);
    try {
      sessionStorage.removeItem(this.key);
    } catch {
      // See above.
    }
  }

  // --- sending -------------------------------------------------------------------------------
  send(text, quick = false) {
    const body = text.trim();
    if (!body) {
      this.box.focus();
      return;
    }
    const cid = newCid();
    this.open.set(cid, { body, quick, at: Date.now(), tries: 0 });
    this.log.pending(cid, body, this.options.name());
    this.explain([]);
    if (!quick) {
      this.box.value = "";
      this.keep();
      this.box.focus();
    }
    this.push(cid);
  }

  push(cid) {
    const line = this.open.get(cid);
    if (!line) return;
    line.at = Date.now();
    line.tries += 1;
    if (!this.wire.say({ t: "send", cid, body: line.body })) this.post(cid, line);
  }

  async post(cid, line) {
    try {
      const answer = await fetch(this.options.address, {
        method: "POST",
        headers: {
          accept: "application/json",
          "content-type": "application/json",
          "x-csrftoken": this.options.csrf(),
        },
        body: JSON.stringify({ cid, body: line.body }),
      });
      const ack = await answer.json();
      if (ack.t === "ack") this.ack(ack);
      else if (answer.status < 500) this.refuse(cid, line, [{ message: ack.message ?? "" }]);
    } catch {
      this.log.note(cid, words.notSent);
    }
  }

  again() {
    for (const [cid, line] of this.open) {
      if (Date.now() - line.at < TRY_AGAIN) continue;
      this.log.note(cid, words.notSent);
      this.push(cid);
    }
  }

  // --- answers -------------------------------------------------------------------------------
  ack(ack) {
    const line = this.open.get(ack.cid);
    this.open.delete(ack.cid);
    if (ack.support) this.options.support();
    if (ack.status === "shown") {
      this.log.settle(ack.cid);
      return;
    }
    if (ack.status === "held") {
      this.log.note(ack.cid, ack.reasons?.[0]?.message ?? words.checking);
      return;
    }
    if (line) this.refuse(ack.cid, line, ack.reasons ?? []);
  }

  refuse(cid, line, reasons) {
    this.open.delete(cid);
    this.log.settle(cid);
    this.explain(reasons);
    // The words come back into the box, unless something new has been begun.
    if (!this.box.value.trim() && !line.quick) {
      this.box.value = line.body;
      this.keep();
      const marked = reasons.find((reason) => reason.start != null && reason.end > reason.start);
      this.box.focus();
      if (marked) {
        const place = (offset) => Array.from(line.body).slice(0, offset).join("").length;
        this.box.setSelectionRange(place(marked.start), place(marked.end));
      }
    }
  }

  explain(reasons) {
    this.why.replaceChildren(
      ...reasons.map((reason) => {
        const said = document.createElement("p");
        said.className = "nhsuk-error-message";
        said.textContent = reason.message;
        return said;
      }),
    );
    this.group.classList.toggle("nhsuk-form-group--error", reasons.length > 0);
  }
}
