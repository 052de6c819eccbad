// What officers say, who answer in the bot's place once the reader agreed: the server cannot call, so it is asked, by pages that are looked at.
const DESK_PAUSE = 4000;
// They may answer later still, when the bot does again.
const DESK_LATE_PAUSE = 60000;
const DESK_LATE = 24 * 3600 * 1000;

Object.assign(Conversation.prototype, {
  // An officer answers now in *session*. back: the question by which the bot answers again, "" where the reply does not offer it.
  heedDesk(session, back) {
    const { memory } = this;
    memory.change(() => {
      if (!memory.desk || memory.desk.session !== session) memory.desk = { session, after: 0 };
      memory.desk.until = Date.now() + DESK_LATE;
      memory.desk.open = true;
      if (back) memory.desk.back = back;
    });
    this.waitForDesk();
  },

  // The reader begins another conversation: an officer who answers in this one is left, by a message that goes out until it arrives.
  leaveDesk() {
    const { desk } = this.memory;
    if (!desk) return;
    if (desk.open && isText(desk.back)) desk.leave = desk.leave || newId();
    else this.memory.desk = null;
  },

  waitForDesk() {
    clearTimeout(this.deskTimer);
    const { desk } = this.memory;
    if (desk && !document.hidden) this.deskTimer = setTimeout(() => this.hearDesk(), desk.open ? DESK_PAUSE : DESK_LATE_PAUSE);
  },

  // Nothing while nobody looks: a page asks when it is looked at again, and what it hears is stored for all.
  async hearDesk() {
    const { memory } = this;
    memory.recall();
    const { desk } = memory;
    if (!desk || document.hidden) return;
    const { session } = desk;
    try {
      if (desk.leave) this.left(desk.leave, await this.call("POST", "messages", { session, body: { id: desk.leave, text: desk.back } }));
      else this.heard(session, await this.call("GET", "messages?after=" + desk.after, { session }));
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
    }
    this.waitForDesk();
  },

  left(id, got) {
    const { memory } = this;
    // Too many or broken for now: again, under the same id.
    if (got.status === 429 || got.status >= 500) return;
    memory.change(() => memory.desk && memory.desk.leave === id && (memory.desk = null));
  },

  heard(session, got) {
    const { memory } = this;
    memory.recall();
    if (!memory.desk || memory.desk.session !== session || memory.desk.leave) return;
    if (got.status === 401 || got.status === 404 || got.status === 405) return memory.change(() => (memory.desk = null));
    if (got.status !== 200) return;
    // Another tab may have heard the same.
    asList(got.body.messages).filter((one) => one && isText(one.text) && one.number > memory.desk.after).forEach((one) => {
      memory.change(() => memory.desk && (memory.desk.after = one.number));
      const reply = asReply({ bubbles: [{ text: one.text, kind: "answer" }], buttons: one.buttons });
      this.append({ id: "desk-" + one.number, reply, session, time: Date.now() });
    });
    memory.change(() => {
      const { desk } = memory;
      if (!desk) return;
      desk.open = got.body.open === true;
      if (desk.open || asList(got.body.messages).length) desk.until = Date.now() + DESK_LATE;
      else if (Date.now() > desk.until) memory.desk = null;
    });
  },
});
