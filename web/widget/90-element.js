// <tro-ly-cds>: ties the conversation to its window.
const NOTICE_TIME = 6000;
const ASK_HASH = /^#hoi=(.+)$/;
const KEYS_IN_USE = new Set();

const asQuestion = (text) => String(text).trim().slice(0, MOST_CHARACTERS);

class TroLyCds extends HTMLElement {
  static get observedAttributes() {
    const names = ["title", "colour", "accent", "side", "scheme", "opening", "language", "server"];
    return names.concat(names.map((name) => "data-" + name));
  }

  connectedCallback() {
    const begun = begin(this);
    riseAbove(this);
    if (this.parts) return;
    this.say = wordsOf(this, LABELS);
    this.server = serverOf(this);
    this.key = this.takeKey();
    addStyle(begun, STYLE, this.server + "/assets/widget.css");
    this.parts = buildPanel(begun, this.say, this.acts());
    this.settings = begun.settings;
    this.reader = new Reader();
    this.frame = new Frame(this.parts, this.say, this.key);
    this.logView = new LogView(this.parts.log, this);
    this.conversation = new Conversation(new Memory(this.key), serverAt(this.server), (what, entry) => this.changed(what, entry));
    this.dress();
    this.filled = false;
    this.watch();
    this.conversation.resume();
    delete begun.shell.dataset.loading;
    if (begun.pressed) this.open();
    else this.openAtStart();
  }

  disconnectedCallback() {
    // Moved within the page, it is connected again at once and keeps all.
    Promise.resolve().then(() => {
      if (this.isConnected || !this.parts) return;
      this.reader.stop();
      clearTimeout(this.conversation.deskTimer);
      this.frame.detach();
      this.unwatch.forEach((stop) => stop());
      KEYS_IN_USE.delete(this.key);
      this.parts = this.begun = null;
    });
  }

  attributeChangedCallback(name) {
    if (!this.parts) return;
    if (/(language|server)$/.test(name)) this.rebuild();
    else this.dress();
  }

  // With another server or language nothing of the window stays.
  rebuild() {
    const wasOpen = this.frame.isOpen;
    clearTimeout(this.conversation.deskTimer);
    this.frame.detach();
    this.unwatch.forEach((stop) => stop());
    KEYS_IN_USE.delete(this.key);
    this.parts = this.begun = null;
    this.connectedCallback();
    if (wasOpen) this.openQuietly();
  }

  openQuietly() {
    this.frame.open({ quietly: true });
    this.fill();
  }

  // The conversation is drawn when it is first looked at, not while the page is still loading.
  fill() {
    if (!this.filled) {
      this.filled = true;
      this.logView.reset(this.conversation.log);
    } else this.logView.toEnd();
  }

  // Two widgets on one page must not write into one conversation.
  takeKey() {
    const name = option(this, "name");
    const first = ELEMENT + ":" + this.server + (name ? ":" + name : "");
    let key = first;
    for (let number = 2; KEYS_IN_USE.has(key); number += 1) key = first + "#" + number;
    KEYS_IN_USE.add(key);
    return key;
  }

  opening() {
    return option(this, "opening") || this.say("opening");
  }

  isBusy() {
    return this.conversation.busy;
  }

  dress() {
    const { shell, title, options, log } = this.parts;
    title.textContent = option(this, "title") || this.say("title");
    this.settings.show(shell, this);
    options.querySelectorAll(".size").forEach((button) => button.setAttribute("aria-pressed", String(Number(button.dataset.size) === this.settings.size)));
    options.querySelectorAll(".switch").forEach((button) => button.setAttribute("aria-checked", String(this.settings[button.dataset.setting])));
    const first = log.querySelector(".first .bubble");
    if (first) writeText(clear(first), this.opening());
  }

  // --- for pages

  open() {
    if (!this.frame.isOpen) this.tell("open");
    this.frame.open();
    this.fill();
    this.conversation.begin().catch(() => null);
  }

  close() {
    if (this.frame.isOpen) this.tell("close");
    this.frame.close();
  }

  ask(text) {
    const question = asQuestion(text);
    this.open();
    if (question) this.conversation.ask(question);
  }

  // Puts *text* into the text box, for the reader to send.
  suggest(text) {
    this.open();
    const question = asQuestion(text);
    if (!question) return;
    this.parts.input.value = question;
    this.typed();
    this.notice(this.say("suggested"));
  }

  tell(name) {
    this.dispatchEvent(new CustomEvent(ELEMENT + ":" + name, { bubbles: true, composed: true }));
  }

  // --- what the parts ask for

  acts() {
    return {
      toggle: () => (this.frame.isOpen ? this.close() : this.open()),
      toggleOptions: () => this.showOptions(this.parts.options.hidden),
      key: (event) => this.keyPressed(event),
      inputKey: (event) => this.inputKey(event),
      typed: () => this.typed(),
      submit: (event) => this.submit(event),
      dictate: () => this.dictate(),
      setSize: (size) => this.set("size", size),
      flip: (name) => this.set(name, !this.settings[name]),
      fresh: () => this.fresh(),
      askDelete: () => this.askDelete(true),
      deleteNot: () => this.askDelete(false),
      deleteAll: () => this.deleteAll(),
    };
  }

  resend(entry) {
    this.focusHome();
    this.conversation.resend(entry);
  }

  // The name of a label that says how it went.
  judge(entry, value, reason) {
    return this.conversation.judge(entry, value, reason);
  }

  choose(one) {
    this.conversation.ask(one.payload, one.title);
    this.focusHome();
  }

  // Where focus goes when what had it is gone: to the text box, or to the log where a keyboard would jump up.
  focusHome() {
    const touch = matchMedia("(pointer: coarse)").matches;
    (touch ? this.parts.log : this.parts.input).focus({ preventScroll: true });
  }

  // Said, and shown above the text box for a while.
  notice(text) {
    const { notice, log } = this.parts;
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
    notice.textContent = text;
    if (atEnd) log.scrollTop = log.scrollHeight;
    clearTimeout(this.noticeTimer);
    this.noticeTimer = setTimeout(() => (notice.textContent = ""), NOTICE_TIME);
  }

  // Said to those who cannot see it where it stands.
  whisper(text) {
    this.parts.status.textContent = text;
  }

  changed(what, entry) {
    if (!this.parts) return;
    const { log } = this.conversation;
    const drawn = ["add", "update", "remove", "reset", "busy"].includes(what);
    if (!drawn) this.notice(this.say(what));
    else if (!this.filled) return;
    else if (what === "add") {
      this.logView.add(entry, log);
      if (entry.reply) this.answered(entry);
    } else if (what === "reset") this.logView.reset(log);
    else if (what === "busy") this.logView.busy(this.isBusy());
    else this.logView[what](entry);
    if (what === "busy" && this.isBusy()) this.whisper(this.say("typing"));
    else if (what === "busy" && this.parts.status.textContent === this.say("typing")) this.whisper("");
    if (what === "update" && entry.state === FAILED) this.whisper(entry.note || this.say(FAILED));
  }

  answered(entry) {
    this.tell("answer");
    if (this.settings.speak && this.speaks) this.readAloud(entry, this.logView.shown.get(entry.id).querySelector(".speak"));
  }

  readAloud(entry, button) {
    const running = button.getAttribute("aria-pressed") === "true";
    this.reader.stop();
    if (running) return;
    button.setAttribute("aria-pressed", "true");
    rename(button, this.say("listenStop"), "stop");
    this.reader.read(textsOf(entry.reply, false), () => {
      button.setAttribute("aria-pressed", "false");
      rename(button, this.say("listen"), "sound");
    });
  }
}
