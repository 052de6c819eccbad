// What is there first: the launcher in its shell. The window is added by the second script; until then a press is remembered.

function begin(element) {
  if (element.begun) return element.begun;
  const say = wordsOf(element, FIRST_LABELS);
  const root = clear(element.shadowRoot || element.attachShadow({ mode: "open" }));
  const begun = { root, pressed: false, settings: new Settings() };
  begun.press = () => {
    begun.pressed = true;
    begun.shell.dataset.loading = "";
    loadSecond();
  };
  begun.launcher = make(
    "button",
    { type: "button", class: "launcher", "aria-expanded": "false", "aria-label": say("open"), title: say("open"), on: { click: () => begun.press() } },
    icon("chat"),
    make("span", { class: "launcher-text", text: say("launcher") })
  );
  begun.shell = make("div", { class: "shell", lang: say.language }, begun.launcher);
  root.adoptedStyleSheets = [];
  root.appendChild(begun.shell);
  begun.show = () => begun.settings.show(begun.shell, element);
  addStyle(begun, FIRST_STYLE, serverOf(element) + "/assets/first.css");
  riseAbove(element);
  element.begun = begun;
  return begun;
}

// A style sheet made by script, which the strictest policy lets in; by a link in browsers that cannot (Safari before 16.4).
// Then nothing is shown before it has arrived, and the colours that follow from it are computed then.
function addStyle(begun, text, address) {
  const { root, shell } = begun;
  if (window.CSSStyleSheet && CSSStyleSheet.prototype.replaceSync) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    root.adoptedStyleSheets = Array.prototype.concat.call([], Array.prototype.slice.call(root.adoptedStyleSheets), sheet);
    return begun.show();
  }
  const shown = () => {
    shell.style.visibility = "";
    begun.show();
  };
  shell.style.visibility = "hidden";
  root.insertBefore(make("link", { rel: "stylesheet", href: address, on: { load: shown, error: shown } }), shell);
}

// In the browser's top layer, where there is one, neither a page's z-index nor what it does to its body reaches us.
function riseAbove(element) {
  if (!element.showPopover || !element.isConnected) return;
  element.popover = "manual";
  if (!element.matches(":popover-open")) element.showPopover();
}
