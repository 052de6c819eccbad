// What was asked and answered, and what is still to be sent, whoever shows it.
const SENT = "sent";
const SENDING = "sending";
const WAITING = "waiting";
const FAILED = "failed";
const GONE = [204, 401, 404];
// The server keeps an answer for votes only so long.
const GONE_ANSWER = [401, 404];

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
    // Leaving cuts the request off, and where the page still hears of that it has just failed.
    const isCutOff = (entry) => entry.state === SENDING || (entry.state === FAILED && entry.unreached && Date.now() - entry.time < PATIENCE);
    if (this.log.some(isCutOff)) memory.change(() => this.log.filter(isCutOff).forEach((entry) => (entry.state = WAITING)));
  }

  get log() {
    return this.memory.log;
  }

  // Sends *text*, shown as *shown*.
  ask(text, shown) {
    this.append({ id: newId(), text: shown || text, send: text, time: Date.now(), state: WAITING });
    this.pump();
  }

  append(entry) {
    this.memory.change(() => this.log.push(entry));
    this.changed("add", entry);
  }

  resend(entry) {
    if (!this.stillHas(entry) || entry.state !== FAILED) return;
    this.memory.change(() => this.log.splice(this.log.indexOf(entry), 1));
    this.changed("remove", entry);
    this.append(Object.assign(entry, { state: WAITING, note: "", time: Date.now() }));
    this.pump();
  }

  // Whether *entry* has not been deleted meanwhile, here or in another tab.
  stillHas(entry) {
    this.memory.recall();
    return this.log.includes(entry);
  }

  // The network is back: what failed while it was away goes out too.
  wake() {
    this.memory.recall();
    this.log.filter((entry) => entry.state === FAILED && entry.unreached).forEach((entry) => this.mark(entry, WAITING));
    this.resume();
  }

  // Goes on with what an earlier page, or the time without network, left undone.
  resume() {
    this.pump();
    this.hearDesk();
    if (!this.memory.forget.length) return;
    this.deleteForgotten().then(() => this.memory.forget.length || this.changed("deletedLater"));
  }

  mark(entry, state, more) {
    this.memory.change(() => Object.assign(entry, { state, note: "" }, more));
    this.changed("update", entry);
  }

  // One message at a time, in order.
  pump() {
    this.memory.recall();
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
    let used = "";
    const body = { id: entry.id, text: entry.send || entry.text };
    try {
      const got = await this.withSession((session) => this.call("POST", "messages", { session: (used = session), body }));
      if (!this.stillHas(entry)) return this.forget(used);
      if (got.status !== 200) return this.mark(entry, FAILED, { unreached: got.status >= 500, note: isText(got.body.message) ? got.body.message : "" });
      this.mark(entry, SENT);
      // Another tab may have sent the same message, and got the same reply.
      const id = entry.id + "-reply";
      const reply = asReply(got.body);
      if (reply.bubbles.length && !this.log.some((one) => one.id === id)) this.append({ id, reply, session: used, time: Date.now() });
      if (got.body.handover === true) this.heedDesk(used, reply.buttons.length ? reply.buttons[0].payload : "");
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      if (!this.stillHas(entry)) return this.forget(used);
      if (entry.state !== SENT) this.mark(entry, navigator.onLine === false ? WAITING : FAILED, { unreached: true });
    }
  }

  // Runs send(session), once more in a new session where the server does not know the one we had.
  async withSession(send) {
    const refusal = await this.begin();
    if (refusal) return refusal;
    const { session } = this.memory;
    const got = await send(session);
    if (got.status !== 401) return got;
    this.memory.change(() => this.memory.session === session && (this.memory.session = ""));
    return (await this.begin()) || send(this.memory.session);
  }

  // Gets a session if there is none; the server's reply if it gives none. Asked twice at once, it gets one.
  begin() {
    this.memory.recall();
    if (this.memory.session) return Promise.resolve(null);
    if (!this.beginning) {
      this.beginning = this.call("POST", "session")
        .then((got) => {
          if (!isText(got.body.session)) return { status: Math.max(got.status, 400), body: got.body };
          // Not in place of another tab's, which may have been talked in.
          this.memory.change(() => this.memory.session || (this.memory.session = got.body.session));
          return null;
        })
        .finally(() => (this.beginning = null));
    }
    return this.beginning;
  }

  // Another conversation, of which the bot remembers nothing; the one before stays readable above a line.
  async startFresh() {
    await this.running;
    this.memory.recall();
    const last = this.log[this.log.length - 1];
    if (!last || last.line) return;
    this.memory.change(() => {
      if (this.memory.session) this.memory.past.push(this.memory.session);
      this.memory.session = "";
      this.leaveDesk();
    });
    this.append({ id: newId(), line: true, time: Date.now() });
    this.hearing = this.hearDesk();
  }

  // Empties this device at once and the server as soon as it can be reached.
  async forgetAll() {
    const { memory } = this;
    memory.change(() => {
      const sessions = memory.past.concat(memory.session || []);
      Object.assign(memory, { session: "", past: [], log: [], desk: null, forget: memory.forget.concat(sessions) });
    });
    this.changed("reset");
    // Not before a message on its way has been answered: the server would keep that one.
    await this.running;
    await this.hearing;
    await this.deleteForgotten();
    this.changed(memory.forget.length ? "deletedHere" : "deleted");
  }

  // A message was on its way when its conversation was deleted: what the server kept of it goes too.
  forget(session) {
    const { memory } = this;
    if (!session) return null;
    memory.change(() => {
      if (memory.session === session) memory.session = "";
      memory.forget.push(session);
    });
    return this.deleteForgotten();
  }

  async deleteForgotten() {
    this.memory.recall();
    for (const session of this.memory.forget.slice()) {
      try {
        const got = await this.call("DELETE", "conversation", { session });
        if (!GONE.includes(got.status)) return;
      } catch (error) {
        return;
      }
      this.memory.change(() => (this.memory.forget = this.memory.forget.filter((one) => one !== session)));
    }
  }

  // The name of the label that says how it went, "thanks" if the server has it.
  async judge(entry, value, reason) {
    const body = { answer: entry.reply.answer, value };
    if (reason) body.reason = reason;
    try {
      const got = await this.call("POST", "feedback", { session: entry.session, body });
      if (GONE_ANSWER.includes(got.status)) return "feedbackGone";
      if (got.status !== 204 && got.status !== 200) return "feedbackFailed";
      if (got.status === 200) entry.offer = got.body;
    } catch (error) {
      return "feedbackFailed";
    }
    this.memory.change(() => (entry.vote = value));
    return "thanks";
  }
}
