// Opening, closing and fitting the window: a card beside the page, or the whole of a small screen.
const SMALL_WIDTH = 600;
const SMALL_HEIGHT = 480;
const MARK = "troLyCds";
const OPENED = ELEMENT + ":open";

class Frame {
  constructor(parts, say, key) {
    this.parts = parts;
    this.say = say;
    this.key = key;
    this.isOpen = false;
    this.pushed = false;
    this.fit = this.fit.bind(this);
    this.back = this.back.bind(this);
  }

  attach() {
    window.addEventListener("resize", this.fit);
    window.addEventListener("popstate", this.back);
    if (window.visualViewport) ["resize", "scroll"].forEach((name) => window.visualViewport.addEventListener(name, this.fit));
  }

  detach() {
    this.close({ quietly: true });
    window.removeEventListener("resize", this.fit);
    window.removeEventListener("popstate", this.back);
    if (window.visualViewport) ["resize", "scroll"].forEach((name) => window.visualViewport.removeEventListener(name, this.fit));
  }

  // quietly: not at the reader's own wish, so focus is not touched.
  open(options) {
    if (this.isOpen) return;
    const quietly = Boolean(options && options.quietly);
    const { shell, launcher, title, input } = this.parts;
    this.isOpen = true;
    shell.dataset.open = "";
    launcher.setAttribute("aria-expanded", "true");
    rename(launcher, this.say("close"), "close");
    shell.setAttribute("role", "dialog");
    shell.setAttribute("aria-label", title.textContent);
    this.fit();
    this.remember("1");
    if (this.marked()) this.pushed = true;
    else if (this.full) this.pushed = this.step();
    // On a touch screen the text box would call up the keyboard, over the topics to choose from.
    if (!quietly) (matchMedia("(pointer: coarse)").matches ? title : input).focus({ preventScroll: true });
  }

  // One step of history more, for the back button to take. Pages in a locked frame may have none.
  step() {
    try {
      history.pushState(Object.assign({}, history.state, { [MARK]: this.key }), "");
      return true;
    } catch (error) {
      return false;
    }
  }

  close(options) {
    if (!this.isOpen) return;
    const quietly = Boolean(options && options.quietly);
    const { shell, launcher } = this.parts;
    this.isOpen = false;
    delete shell.dataset.open;
    ["role", "aria-label", "aria-modal"].forEach((name) => shell.removeAttribute(name));
    launcher.setAttribute("aria-expanded", "false");
    rename(launcher, this.say("open"), "chat");
    this.fit();
    if (quietly) return;
    this.remember("0");
    launcher.focus({ preventScroll: true });
    if (this.pushed && this.marked()) history.back();
    this.pushed = false;
  }

  // The back button of browser or phone.
  back() {
    if (!this.isOpen || !this.pushed || this.marked()) return;
    this.pushed = false;
    this.close();
  }

  marked() {
    return Boolean(history.state && history.state[MARK] === this.key);
  }

  remember(value) {
    write("sessionStorage", OPENED + this.key, value);
  }

  // What the reader did last on this site in this tab: "1" opened, "0" closed, else nothing yet.
  remembered() {
    const value = read("sessionStorage", OPENED + this.key);
    return isText(value) ? value : "";
  }

  // Full screen where there is no room for a card, above the keyboard of a phone, with the page behind held still.
  fit() {
    const { shell } = this.parts;
    const full = this.isOpen && (window.innerWidth <= SMALL_WIDTH || window.innerHeight <= SMALL_HEIGHT);
    const view = window.visualViewport;
    if (full && view && view.scale <= 1.01) {
      shell.style.setProperty("--top", view.offsetTop + "px");
      shell.style.setProperty("--height", view.height + "px");
    } else if (!full) {
      shell.style.removeProperty("--top");
      shell.style.removeProperty("--height");
    }
    if (full === this.full) return;
    this.full = full;
    shell.toggleAttribute("data-full", full);
    if (full) shell.setAttribute("aria-modal", "true");
    else shell.removeAttribute("aria-modal");
    const page = document.documentElement.style;
    if (full) {
      this.pageOverflow = page.overflow;
      page.overflow = "hidden";
    } else if (this.pageOverflow !== undefined) {
      page.overflow = this.pageOverflow;
    }
  }

  // On a full screen the page behind cannot be seen, so Tab stays here.
  wrapTab(event) {
    if (!this.full) return;
    const reached = Array.prototype.filter.call(this.parts.shell.querySelectorAll(CAN_BE_REACHED), canBeSeen);
    const first = reached[0];
    const last = reached[reached.length - 1];
    const now = this.parts.shell.getRootNode().activeElement;
    if (event.shiftKey ? now === first || !reached.includes(now) : now === last) {
      event.preventDefault();
      (event.shiftKey ? last : first).focus();
    }
  }
}
