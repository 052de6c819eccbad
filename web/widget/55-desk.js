// What officers say, who answer in the bot's place once the reader agreed: the server cannot call, so it is asked.
const DESK_PAUSE = 4000;
// They may answer later still, when the bot does again.
const DESK_LATE_PAUSE = 60000;
const DESK_LATE = 24 * 3600 * 1000;

Object.assign(Conversation.prototype, {
  // An officer answers now in *session*.
  heedDesk(session) {
    const { memory } = this;
    memory.change(() => {
      if (!memory.desk || memory.desk.session !== session) memory.desk = { session, after: 0 };
      memory.desk.until = Date.now() + DESK_LATE;
      memory.desk.open = true;
    });
    this.waitForDesk();
  },

  waitForDesk() {
    clearTimeout(this.deskTimer);
    const { desk } = this.memory;
    if (desk) this.deskTimer = setTimeout(() => this.hearDesk(), desk.open ? DESK_PAUSE : DESK_LATE_PAUSE);
  },

  async hearDesk() {
    const { memory } = this;
    memory.recall();
    const { desk } = memory;
    if (!desk) return;
    try {
      const got = await this.call("GET", "messages?after=" + desk.after, { session: desk.session });
      this.heard(desk.session, got);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
    }
    this.waitForDesk();
  },

  heard(session, got) {
    const { memory } = this;
    memory.recall();
    if (!memory.desk || memory.desk.session !== session) return;
    if (got.status === 401 || got.status === 404 || got.status === 405 || Date.now() > memory.desk.until) return memory.change(() => (memory.desk = null));
    if (got.status !== 200) return;
    // Another tab may have heard the same.
    asList(got.body.messages).filter((one) => one && isText(one.text) && one.number > memory.desk.after).forEach((one) => {
      memory.change(() => memory.desk && (memory.desk.after = one.number));
      const reply = asReply({ bubbles: [{ text: one.text, kind: "answer" }], buttons: one.buttons });
      this.append({ id: "desk-" + one.number, reply, session, time: Date.now() });
    });
    memory.change(() => {
      if (!memory.desk) return;
      memory.desk.open = got.body.open === true;
      if (memory.desk.open || asList(got.body.messages).length) memory.desk.until = Date.now() + DESK_LATE;
    });
  },
});
