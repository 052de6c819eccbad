// What the reader does with keys, text box, microphone and options.

// The label for each error of a recogniser that tells the reader something; a button that can never work goes.
const DICTATE_FAILED = {
  "no-speech": "dictateSilent",
  "not-allowed": "dictateDenied",
  "service-not-allowed": "dictateDenied",
  "audio-capture": "dictateNoMicrophone",
  network: "dictateNoNetwork",
  "language-not-supported": "dictateNone",
};

function onChange(query, changed) {
  if (query.addEventListener) query.addEventListener("change", changed);
  else query.addListener(changed);
}

// Letters and digits without diacritics, in lower case: how what is typed is compared with *words*, which stand between bars.
function bare(text) {
  return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/\u0111/g, "d").replace(/[^a-z0-9|]+/g, " ").trim();
}

function isOneOf(text, words) {
  return bare(words).split("|").indexOf(bare(text.replace(/\|/g, " "))) >= 0;
}

// Whether the reader has just pressed something here; older browsers do not tell, and are believed.
function wasPressed() {
  return !navigator.userActivation || navigator.userActivation.isActive;
}

Object.assign(TroLyCds.prototype, {
  keyPressed(event) {
    event.stopPropagation();
    if (event.key === "Tab") this.frame.wrapTab(event);
    if (event.key !== "Escape" || !this.frame.isOpen || event.isComposing) return;
    event.preventDefault();
    if (this.parts.options.hidden) this.close();
    else this.showOptions(false);
  },

  inputKey(event) {
    // While a Vietnamese keyboard composes a letter, Enter belongs to it (229: older browsers).
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.submit(event);
  },

  typed() {
    const { input } = this.parts;
    input.style.height = "auto";
    input.style.height = input.scrollHeight + "px";
    if (input.value.length >= MOST_CHARACTERS) this.notice(this.say("tooLong", { count: MOST_CHARACTERS }));
  },

  submit(event) {
    event.preventDefault();
    const { input } = this.parts;
    const text = input.value.trim();
    if (this.stopListening) this.stopListening();
    input.focus();
    if (!text) return;
    input.value = "";
    this.typed();
    // Typed here, it means what stands on this device too: the button asks once more and deletes both.
    if (isOneOf(text, this.say("deleteWords"))) return this.showDelete();
    this.showOptions(false, true);
    this.conversation.ask(text);
  },

  dictate() {
    if (this.stopListening) return this.stopListening();
    const { input, mic } = this.parts;
    const before = input.value ? input.value.replace(/\s*$/, " ") : "";
    const ended = (reason) => {
      this.stopListening = null;
      mic.setAttribute("aria-pressed", "false");
      rename(mic, this.say("dictate"), "mic");
      this.notice(reason ? this.say(DICTATE_FAILED[reason] || "dictateFailed") : "");
      if (DICTATE_FAILED[reason] === "dictateNone") mic.hidden = true;
      input.focus();
    };
    this.reader.stop();
    try {
      this.stopListening = listen((text) => {
        input.value = (before + text).slice(0, MOST_CHARACTERS);
        this.typed();
      }, ended);
    } catch (error) {
      return ended("not-started");
    }
    mic.setAttribute("aria-pressed", "true");
    rename(mic, this.say("dictateStop"), "stop");
    this.notice(this.say("listening"));
  },

  showOptions(shown, quietly) {
    const { options, optionsButton } = this.parts;
    if (options.hidden === !shown) return;
    this.askDelete(false, true);
    options.hidden = !shown;
    optionsButton.setAttribute("aria-expanded", String(shown));
    if (!shown && !quietly) optionsButton.focus();
  },

  set(name, value) {
    this.settings[name] = value;
    this.settings.keep();
    this.dress();
    if (name === "speak" && !value) this.reader.stop();
  },

  async fresh() {
    this.showOptions(false, true);
    this.focusHome();
    await this.conversation.startFresh();
  },

  askDelete(asked, quietly) {
    const { options } = this.parts;
    const confirm = options.querySelector(".confirm");
    confirm.hidden = !asked;
    if (asked) confirm.querySelector("p").focus();
    else if (!quietly) options.querySelector(".action:last-of-type").focus();
  },

  showDelete() {
    this.showOptions(true);
    this.askDelete(true);
  },

  async deleteAll() {
    this.showOptions(false, true);
    this.reader.stop();
    this.focusHome();
    await this.conversation.forgetAll();
  },

  // Everything from outside that the widget follows; each with what ends it.
  watch() {
    const { parts } = this;
    const on = (target, name, act) => {
      target.addEventListener(name, act);
      this.unwatch.push(() => target.removeEventListener(name, act));
    };
    this.unwatch = [];
    this.frame.attach();
    on(window, "online", () => this.network(true));
    on(window, "offline", () => this.network(false));
    on(window, "hashchange", () => this.askFromAddress(wasPressed()));
    on(window, "storage", (event) => this.otherTab(event));
    on(document, "visibilitychange", () => this.conversation.hearDesk());
    on(window, "pageshow", (event) => event.persisted && this.cameBack());
    onChange(SCHEME, () => this.parts && this.dress());
    parts.offline.hidden = navigator.onLine !== false;
    watchVoice((found) => {
      this.speaks = found;
      parts.shell.toggleAttribute("data-speaks", found);
      parts.options.querySelector('[data-setting="speak"]').hidden = !found;
    });
    watchRecogniser((found) => (parts.mic.hidden = !found));
  },

  network(online) {
    this.parts.offline.hidden = online;
    if (!online) return this.whisper(this.say("offline"));
    this.notice(this.say("online"));
    this.conversation.wake();
  },

  // Another tab of this site has gone on with the conversation.
  otherTab(event) {
    if (event.key === SETTINGS) {
      this.settings = new Settings();
      this.dress();
    } else if (event.key === this.key || event.key === null) {
      this.redraw();
      this.conversation.waitForDesk();
    }
  },

  // The back button has brought this page out of the browser's memory as it was; other pages have gone on since.
  cameBack() {
    this.redraw();
    this.parts.offline.hidden = navigator.onLine !== false;
    this.conversation.resume();
  },

  redraw() {
    this.conversation.memory.recall();
    if (this.filled) this.logView.reset(this.conversation.log);
  },

  // A link to #hoi=<question> opens the chat and asks if it was pressed on this page. From anywhere else it only fills the
  // text box: nobody's link may speak in the reader's name.
  askFromAddress(pressed) {
    const found = ASK_HASH.exec(location.hash);
    if (!found || document.querySelector(ELEMENT) !== this) return false;
    history.replaceState(history.state, "", location.pathname + location.search);
    let question = "";
    try {
      question = decodeURIComponent(found[1]);
    } catch (error) {
      question = "";
    }
    if (pressed) this.ask(question);
    else this.suggest(question);
    return true;
  },

  openAtStart() {
    if (this.askFromAddress()) return;
    const last = this.frame.remembered();
    const wide = window.innerWidth > SMALL_WIDTH;
    // Opened before on this site, it stays open from page to page, but never covers a phone's page unasked.
    if (this.frame.marked() || (last === "1" && wide) || (last !== "0" && isOn(this, "open"))) this.openQuietly();
  },
});
