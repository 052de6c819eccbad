// Text size, contrast and reading aloud: the reader's own, for all widgets of this site, kept on the device.
const SETTINGS = ELEMENT + ":settings";
const SCHEME = matchMedia("(prefers-color-scheme: dark)");

// What the browser refuses to store is kept here: the conversation then lasts as long as the page.
const REFUSED = new Map();

function read(store, key) {
  try {
    return JSON.parse(REFUSED.has(store + key) ? REFUSED.get(store + key) : window[store].getItem(key)) || {};
  } catch (error) {
    return {};
  }
}

function write(store, key, value) {
  const text = JSON.stringify(value);
  try {
    window[store].setItem(key, text);
    REFUSED.delete(store + key);
  } catch (error) {
    REFUSED.set(store + key, text);
  }
}

class Settings {
  constructor() {
    const kept = read("localStorage", SETTINGS);
    this.size = [0, 1, 2].includes(kept.size) ? kept.size : 0;
    this.contrast = typeof kept.contrast === "boolean" ? kept.contrast : matchMedia("(prefers-contrast: more)").matches;
    this.speak = kept.speak === true;
  }

  keep() {
    write("localStorage", SETTINGS, { size: this.size, contrast: this.contrast, speak: this.speak });
  }

  // Dresses *shell* in them and in what the page chose for *element*.
  show(shell, element) {
    const chosen = {};
    ["colour", "accent", "side", "scheme"].forEach((name) => (chosen[name] = option(element, name)));
    shell.dataset.size = this.size;
    shell.dataset.side = chosen.side === "left" ? "left" : "right";
    shell.toggleAttribute("data-contrast", this.contrast);
    shell.toggleAttribute("data-dark", chosen.scheme === "dark" || (chosen.scheme !== "light" && SCHEME.matches));
    paint(shell, chosen);
  }
}
