// The conversation as it is shown: entries that come, change and go, the typing sign, and what to ask next.

class LogView {
  constructor(log, view) {
    this.log = log;
    this.view = view;
    this.shown = new Map();
  }

  reset(entries) {
    clear(this.log);
    this.shown.clear();
    const { say } = this.view;
    const opening = writeText(make("div", { class: "bubble" }), this.view.opening());
    this.log.appendChild(make("div", { class: "message theirs first" }, hiddenText(say("bot")), opening));
    entries.forEach((entry) => this.put(entry));
    this.suggest(entries);
    this.busy(this.view.isBusy());
    this.toEnd();
  }

  element(entry) {
    if (entry.line) return lineElement(this.view.say);
    return entry.reply ? replyElement(entry, this.view) : questionElement(entry, this.view);
  }

  put(entry) {
    const element = this.element(entry);
    this.shown.set(entry.id, element);
    return this.log.appendChild(element);
  }

  add(entry, entries) {
    remove(this.dots);
    const element = this.put(entry);
    this.suggest(entries);
    this.busy(this.view.isBusy());
    if (entry.reply) this.toBeginning(element);
    else this.toEnd();
  }

  update(entry) {
    const element = this.shown.get(entry.id);
    if (!element) return;
    element.dataset.state = entry.state;
    element.replaceChild(stateElement(entry, this.view), element.lastChild);
    if (entry.state === FAILED) this.toEnd();
  }

  remove(entry) {
    remove(this.shown.get(entry.id));
    this.shown.delete(entry.id);
  }

  // What may be asked with one touch now: the topics at the beginning, else what the last answer offers.
  suggest(entries) {
    remove(this.offered);
    this.offered = null;
    const { say } = this.view;
    const last = entries[entries.length - 1];
    const used = (one) => this.view.choose(one);
    if (!last || last.line) {
      const topics = say.topics.map((topic) => ({ title: topic.title, payload: topic.question }));
      this.offered = chips(topics, say("topicsName"), used);
    } else if (last.reply && last.reply.buttons.length) {
      this.offered = chips(last.reply.buttons, say("repliesName"), used);
    }
    if (this.offered) this.log.appendChild(this.offered);
  }

  busy(isBusy) {
    remove(this.dots);
    if (!isBusy) return;
    this.dots = this.log.appendChild(typingElement());
    this.toEnd();
  }

  // A long answer is read from its beginning, under its question if that is short.
  toBeginning(element) {
    if (!this.view.frame.isOpen) return;
    const question = element.previousElementSibling;
    const from = question && question.offsetHeight < this.log.clientHeight / 3 ? question : element;
    this.scrollTo(from.offsetTop - 12);
  }

  // Where one goes on; what has not begun is read from its greeting.
  toEnd() {
    if (this.view.frame.isOpen) this.scrollTo(this.shown.size ? this.log.scrollHeight : 0);
  }

  scrollTo(top) {
    const smooth = this.shown.size > 1 && !matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (smooth && "scrollBehavior" in this.log.style) this.log.scrollTo({ top, behavior: "smooth" });
    else this.log.scrollTop = top;
  }
}
