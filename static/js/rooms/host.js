// For hosts: one's own activity keeps the room open, and the panel stays up to date.

import { words } from "./words.js";

const BEAT = 15_000; // how often the house hears that the host is there
const IDLE_ASK = 60_000; // no sign for this long: ask
const IDLE_END = 90_000; // and for this long: say nothing more, and the room pauses
const SIGNS = ["pointermove", "pointerdown", "keydown", "wheel", "touchstart", "focus"];

export class Host {
  constructor(root, wire, status) {
    this.root = root;
    this.wire = wire;
    this.status = status;
    this.address = root.dataset.hostPage;
    this.seen = Date.now();
    this.asked = false;
    for (const sign of SIGNS) {
      window.addEventListener(sign, () => this.sign(), { passive: true, capture: true });
    }
    this.timer = setInterval(() => this.beat(), BEAT);
  }

  sign() {
    this.seen = Date.now();
    if (this.asked) {
      this.asked = false;
      this.status.hint("");
      this.beat();
    }
  }

  beat() {
    const idle = Date.now() - this.seen;
    if (document.hidden || idle > IDLE_END) return;
    if (idle > IDLE_ASK && !this.asked) {
      this.asked = true;
      this.status.hint(words.stillHere);
    }
    if (!this.wire.say({ t: "here" })) this.post();
  }

  post() {
    const body = new FormData();
    body.set("do", "here");
    body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    fetch(`${this.address}turn/`, { method: "POST", body, redirect: "manual" }).catch(() => {});
  }

  async refresh() {
    clearTimeout(this.later);
    const old = document.querySelector("[data-host]");
    if (!old) return;
    // Somebody who is typing a reason, or reading a line, is not interrupted.
    if (old.contains(document.activeElement) || old.querySelector("details[open]")) {
      this.later = setTimeout(() => this.refresh(), 3_000);
      return;
    }
    try {
      const answer = await fetch(this.address, { headers: { accept: "text/html" } });
      if (answer.status !== 200) return;
      // Our own page, parsed as a document of its own: scripts in it would not run.
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-host]");
      if (fresh) old.replaceWith(document.adoptNode(fresh));
    } catch {
      this.later = setTimeout(() => this.refresh(), 5_000);
    }
  }

  stop() {
    clearInterval(this.timer);
    clearTimeout(this.later);
  }
}
