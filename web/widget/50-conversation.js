// What was asked and answered, and what is still to be sent, whoever shows it.
const SENT = "sent";
const SENDING = "sending";
const WAITING = "waiting";
const FAILED = "failed";
const GONE = [204, 401, 404];

class Conversation {
  // changed(what, entry): "add", "update", "remove" with the entry, "reset" for everything, "busy" for the typing sign,
  // and the name of a label for a notice.
  constructor(memory, call, changed) {
    this.memory = memory;
    this.call = call;
    this.changed = changed;
    this.busy = false;
    this.running = Promise.resolve();
    // A page that was left while a message was on its way: it goes out again under its own id, and is answered once.
    memory.log.filter((entry) => entry.state === SENDING).forEach((entry) => (entry.state = WAITING));
  }

  get log() {
    return this.memory.log;
  }

  // Sends *text*, shown as *shown*.
  ask(text, shown) {
    const entry = { id: newId(), text: shown || text, send: text, time: Date.now(), state: WAITING };
    this.log.push(entry);
    this.memory.keep();
    this.changed("add", entry);
    this.pump();
  }

  resend(entry) {
    if (entry.state !== FAILED) return;
    this.log.splice(this.log.indexOf(entry), 1);
    this.changed("remove", entry);
    Object.assign(entry, { state: WAITING, note: "", time: Date.now() });
    this.log.push(entry);
    this.memory.keep();
    this.changed("add", entry);
    this.pump();
  }

  // The network is back: what failed while it was away goes out too.
  wake() {
    this.log.filter((entry) => entry.state === FAILED && entry.unreached).forEach((entry) => this.mark(entry, WAITING));
    this.resume();
  }

  // Goes on with what an earlier page, or the time without network, left undone.
  resume() {
    this.pump();
    if (!this.memory.forget.length) return;
    this.deleteForgotten().then(() => this.memory.forget.length || this.changed("deletedLater"));
  }

  mark(entry, state, note) {
    Object.assign(entry, { state, note: note || "" });
    this.memory.keep();
    this.changed("update", entry);
  }

  // One message at a time, in order.
  pump() {
    const entry = this.log.find((one) => one.state === WAITING);
    if (this.busy || !entry || navigator.onLine === false) return;
    this.busy = true;
    this.mark(entry, SENDING);
    this.changed("busy");
    this.running = this.deliver(entry).finally(() => {
      this.busy = false;
      this.changed("busy");
      this.pump();
    });
  }

  async deliver(entry) {
    try {
      const got = await this.withSession((session) => this.call("POST", "messages", { session, body: { id: entry.id, text: entry.send || entry.text } }));
      if (!this.log.includes(entry)) return;
      if (got.status !== 200) {
        entry.unreached = got.status >= 500;
        this.mark(entry, FAILED, isText(got.body.message) ? got.body.message : "");
        return;
      }
      this.mark(entry, SENT);
      const reply = { id: newId(), reply: asReply(got.body), session: this.memory.session, time: Date.now() };
      this.log.push(reply);
      this.memory.keep();
      this.changed("add", reply);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      if (!this.log.includes(entry)) return;
      entry.unreached = true;
      this.mark(entry, navigator.onLine === false ? WAITING : FAILED);
    }
  }

  // Runs send(session), once more in a new session where the server does not know the one we had.
  async withSession(send) {
    const refusal = await this.begin();
    if (refusal) return refusal;
    const got = await send(this.memory.session);
    if (got.status !== 401) return got;
    this.memory.session = "";
    return (await this.begin()) || send(this.memory.session);
  }

  // Gets a session if there is none; the server's reply if it gives none. Asked twice at once, it gets one.
  begin() {
    if (this.memory.session) return Promise.resolve(null);
    if (!this.beginning) {
      this.beginning = this.call("POST", "session")
        .then((got) => {
          if (!isText(got.body.session)) return { status: Math.max(got.status, 400), body: got.body };
          this.memory.session = got.body.session;
          this.memory.keep();
          return null;
        })
        .finally(() => (this.beginning = null));
    }
    return this.beginning;
  }

  // Another conversation, of which the bot remembers nothing; the one before stays readable above a line.
  async startFresh() {
    await this.running;
    const last = this.log[this.log.length - 1];
    if (!last || last.line) return;
    if (this.memory.session) this.memory.past.push(this.memory.session);
    this.memory.session = "";
    const line = { id: newId(), line: true, time: Date.now() };
    this.log.push(line);
    this.memory.keep();
    this.changed("add", line);
  }

  // Empties this device at once and the server as soon as it can be reached.
  async forgetAll() {
    const memory = this.memory;
    const sessions = memory.past.concat(memory.session || []);
    memory.forget = memory.forget.concat(sessions);
    Object.assign(memory, { session: "", past: [], log: [] });
    memory.keep();
    this.changed("reset");
    // Not before a message on its way has been answered: the server would keep that one.
    await this.running;
    if (memory.session) memory.forget.push(memory.session);
    memory.session = "";
    await this.deleteForgotten();
    this.changed(memory.forget.length ? "deletedHere" : "deleted");
  }

  async deleteForgotten() {
    for (const session of this.memory.forget.slice()) {
      try {
        const got = await this.call("DELETE", "conversation", { session });
        if (!GONE.includes(got.status)) return;
      } catch (error) {
        return;
      }
      this.memory.forget = this.memory.forget.filter((one) => one !== session);
      this.memory.keep();
    }
  }

  // True when the server has it.
  async judge(entry, value, reason) {
    const body = { answer: entry.reply.answer, value };
    if (reason) body.reason = reason;
    try {
      const got = await this.call("POST", "feedback", { session: entry.session, body });
      if (got.status !== 204) return false;
    } catch (error) {
      return false;
    }
    entry.vote = value;
    this.memory.keep();
    return true;
  }
}
