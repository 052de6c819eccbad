// The parts of the window, without what they do.

// Adds the window to the shell that is there already, with its launcher.
function buildPanel(begun, say, act) {
  const { shell, launcher } = begun;
  const options = optionsElement(say, act);
  const optionsButton = iconButton("options", say("options"), act.toggleOptions, { class: "tool options-button", "aria-expanded": "false" });
  const head = make(
    "div",
    { class: "head" },
    make("span", { class: "mark" }, icon("chat")),
    make("div", { class: "titles" }, make("h2", { class: "title", tabindex: "-1" }), make("p", { class: "subtitle", text: say("subtitle") })),
    optionsButton
  );
  const offline = make("p", { class: "offline", hidden: true }, icon("offline"), make("span", { text: say("offline") }));
  // The log itself says each new message; everything else that happens is said by the notice.
  const log = make("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": say("log"), tabindex: "0" });
  const notice = make("p", { class: "notice", role: "status" });
  const status = make("p", { class: "unseen", role: "status" });
  const input = make("textarea", {
    class: "input",
    rows: 1,
    maxlength: MOST_CHARACTERS,
    placeholder: say("placeholder"),
    "aria-label": say("input"),
    enterkeyhint: "send",
    autocomplete: "off",
    lang: "vi",
    on: { keydown: act.inputKey, input: act.typed },
  });
  const mic = iconButton("mic", say("dictate"), act.dictate, { class: "tool mic", "aria-pressed": "false", hidden: true });
  const send = make("button", { class: "send", "aria-label": say("send"), title: say("send") }, icon("send"));
  const composer = make("form", { class: "composer", novalidate: true, on: { submit: act.submit } }, make("div", { class: "field" }, input, mic), send);
  const panel = make("div", { class: "panel" }, head, options, offline, log, notice, status, composer);
  begun.press = act.toggle;
  fill(shell, { on: { keydown: act.key, keyup: keepInside, keypress: keepInside } }, [panel]);
  return { shell, launcher, panel, head, options, optionsButton, offline, log, notice, status, input, mic, send, composer, title: panel.querySelector(".title") };
}

const MOST_CHARACTERS = 4000;

// Pages with keys of their own must not act on what is typed here.
function keepInside(event) {
  event.stopPropagation();
}

function optionsElement(say, act) {
  const sizes = [0, 1, 2].map((size) =>
    make("button", { type: "button", class: "size", "data-size": size, "aria-label": say("size" + size), "aria-pressed": "false", on: { click: () => act.setSize(size) } }, make("span", { text: "A", "aria-hidden": "true" }))
  );
  const toggle = (name, attributes) =>
    make(
      "button",
      Object.assign({ type: "button", class: "switch", role: "switch", "data-setting": name, "aria-checked": "false", on: { click: () => act.flip(name) } }, attributes),
      make("span", { text: say(name) }),
      make("span", { class: "knob", "aria-hidden": "true" })
    );
  const action = (name, picture, click) => make("button", { type: "button", class: "action", on: { click } }, icon(picture), make("span", { text: say(name) }));
  const question = make("p", { text: say("deleteAsk"), tabindex: "-1" });
  const confirm = make(
    "div",
    { class: "confirm", role: "group", "aria-label": say("delete"), hidden: true },
    question,
    make(
      "div",
      { class: "row" },
      make("button", { type: "button", class: "danger", text: say("deleteYes"), on: { click: act.deleteAll } }),
      make("button", { type: "button", text: say("deleteNo"), on: { click: act.deleteNot } })
    )
  );
  return make(
    "div",
    { class: "options", role: "group", "aria-label": say("options"), hidden: true },
    make("div", { class: "sizes", role: "group", "aria-label": say("size") }, make("span", { text: say("size"), "aria-hidden": "true" }), ...sizes),
    toggle("contrast"),
    toggle("speak", { hidden: true }),
    action("fresh", "fresh", act.fresh),
    action("delete", "bin", act.askDelete),
    confirm
  );
}

// Three dots; the words for them are in the notice.
function typingElement() {
  return make("div", { class: "typing", "aria-hidden": "true" }, make("i"), make("i"), make("i"));
}
