// The connection to a room: hello, resume, and coming back. It knows numbers and frames, nothing
// of the page. Sockets first; after two handshakes that fail, it asks by long-poll instead.

const FINAL = 4500; // close codes from here on mean: that was it
const SILENCE = 60_000; // no frame for this long, and the line is dead
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;

export class Wire {
  /**
   * @param {{room: string, epoch: string, seq: number, events: string, csrf: () => string,
   *   on: (name: string, frame: object) => void}} options
   */
  constructor(options) {
    Object.assign(this, options);
    this.socket = null;
    this.failures = 0;
    this.handshakesFailed = 0;
    this.stopped = false;
    this.polling = null;
    this.heard = 0;
    this.timer = 0;
    this.watch = setInterval(() => this.check(), 5_000);
    window.addEventListener("online", () => this.soon());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.soon();
    });
  }

  start() {
    if (this.handshakesFailed >= 2 || !("WebSocket" in window)) this.poll();
    else this.open();
  }

  open() {
    if (this.stopped || this.socket) return;
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    let socket;
    try {
      socket = new WebSocket(`${scheme}://${location.host}/ws/rooms/${this.room}/`);
    } catch {
      this.handshakesFailed = 2;
      this.start();
      return;
    }
    this.socket = socket;
    this.welcome = false;
    socket.onopen = () => {
      const hello = { t: "hello", room: this.room, csrf: this.csrf() };
      if (this.epoch) Object.assign(hello, { epoch: this.epoch, seq: this.seq });
      socket.send(JSON.stringify(hello));
    };
    socket.onmessage = (event) => {
      this.heard = Date.now();
      if (!this.welcome) {
        this.welcome = true;
        this.failures = 0;
        this.handshakesFailed = 0;
        this.on("online", {});
      }
      this.take(JSON.parse(event.data));
    };
    socket.onclose = (event) => {
      if (this.socket !== socket) return;
      this.socket = null;
      if (this.stopped) return;
      if (event.code >= FINAL && event.code < 5000) {
        this.end(event.code);
        return;
      }
      if (!this.welcome) this.handshakesFailed += 1;
      this.on("offline", {});
      this.later(event.code === 1012 ? 20_000 : event.code === 4013 ? 10_000 : 0);
    };
  }

  later(spread = 0) {
    clearTimeout(this.timer);
    this.failures += 1;
    const most = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.failures);
    // Full jitter: a thousand pages that lost one server do not come back in one moment.
    this.timer = setTimeout(() => this.start(), Math.random() * Math.max(most, spread));
  }

  soon() {
    if (this.stopped || this.socket || this.polling) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.start(), Math.random() * FIRST_PAUSE);
  }

  check() {
    if (this.socket && this.welcome && Date.now() - this.heard > SILENCE) {
      const dead = this.socket;
      this.socket = null;
      dead.close();
      this.on("offline", {});
      this.later();
    }
  }

  take(frame) {
    switch (frame.t) {
      case "events":
        this.items(frame.items);
        break;
      case "snapshot":
      case "poll":
        this.epoch = frame.epoch;
        if (frame.fresh) this.seq = -1;
        this.on("snapshot", frame);
        this.items(frame.items, frame.fresh);
        this.seq = Math.max(this.seq, frame.seq);
        this.on("caught-up", frame);
        break;
      case "reset":
        this.epoch = "";
        break;
      case "hb":
        // We should have everything up to head; if not, the quickest cure is to resume.
        if (frame.head > this.seq) this.resume();
        break;
      default:
        this.on(frame.t, frame);
    }
  }

  items(items, fresh = false) {
    const news = [];
    for (const item of items) {
      if (item.seq <= this.seq) continue;
      if (!fresh && this.seq >= 0 && item.seq !== this.seq + 1) {
        this.resume();
        return;
      }
      this.seq = item.seq;
      news.push(item);
    }
    if (news.length) this.on("items", { items: news, fresh });
  }

  resume() {
    const socket = this.socket;
    this.socket = null;
    if (socket) socket.close(4003);
    this.later();
  }

  /** True when the frame is on its way; false: use the form's address instead. */
  say(frame) {
    if (!this.socket || this.socket.readyState !== WebSocket.OPEN || !this.welcome) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  async poll() {
    if (this.stopped || this.polling) return;
    this.polling = new AbortController();
    while (!this.stopped) {
      let pause = 3;
      try {
        const query = new URLSearchParams();
        if (this.epoch) {
          query.set("after", String(this.seq));
          query.set("epoch", this.epoch);
        }
        const answer = await fetch(`${this.events}?${query}`, {
          headers: { accept: "application/json" },
          signal: this.polling.signal,
        });
        const frame = await answer.json();
        if (!answer.ok) {
          if (frame.t === "error" && Number(frame.code) >= FINAL) {
            this.end(Number(frame.code));
            return;
          }
          throw new Error(answer.statusText);
        }
        this.failures = 0;
        this.on("online", { slow: true });
        pause = frame.again ?? 0;
        this.take(frame);
      } catch {
        if (this.stopped) return;
        this.on("offline", {});
        this.failures += 1;
        const most = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.failures);
        pause = (Math.random() * most) / 1000;
      }
      await new Promise((done) => setTimeout(done, pause * 1000));
    }
  }

  end(code) {
    this.stop();
    this.on("end", { code });
  }

  stop() {
    this.stopped = true;
    clearInterval(this.watch);
    clearTimeout(this.timer);
    if (this.polling) this.polling.abort();
    if (this.socket) {
      const socket = this.socket;
      this.socket = null;
      socket.close(1000);
    }
  }
}
