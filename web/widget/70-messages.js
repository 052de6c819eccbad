// How an entry of the conversation looks.

function timeOf(time, language) {
  const at = new Date(time);
  const today = at.toDateString() === new Date().toDateString();
  const hour = { hour: "2-digit", minute: "2-digit", hour12: false };
  const text = at.toLocaleString(language, today ? hour : Object.assign({ day: "numeric", month: "numeric" }, hour));
  return make("time", { datetime: at.toISOString(), text });
}

function hiddenText(text) {
  return make("span", { class: "unseen", text: text + " " });
}

function questionElement(entry, view) {
  const bubble = make("p", { class: "bubble" }, hiddenText(view.say("me")), make("span", { text: entry.text, lang: "vi" }));
  return make("div", { class: "message mine", "data-state": entry.state }, bubble, stateElement(entry, view));
}

// What became of a question; apart from the question, so that a change does not read the question aloud again.
function stateElement(entry, view) {
  const { say } = view;
  const state = entry.state === SENT ? null : entry.note || say(entry.state);
  const again = make("button", { type: "button", class: "again", on: { click: () => view.resend(entry) } }, icon("again"), make("span", { text: say("resend") }));
  return make("div", { class: "meta" }, state && make("span", { class: "state", text: state }), timeOf(entry.time, say.language), entry.state === FAILED && again);
}

function lineElement(say) {
  return make("div", { class: "line" }, make("span", { text: say("freshLine") }));
}

function replyElement(entry, view) {
  const { say } = view;
  const { reply } = entry;
  const body = make("div", { class: "bubble", lang: "vi" });
  const drawn = figures(reply.figures, view.server, say);
  if (drawn) body.appendChild(drawn);
  const named = reply.sources.length > 0;
  reply.bubbles.forEach((bubble) => {
    if (bubble.kind !== "source") writeText(body, bubble.text);
    else if (!named) body.appendChild(writeText(make("div", { class: "source" }), bubble.text));
  });
  if (named) body.appendChild(sourcesElement(reply.sources, view));
  return make(
    "div",
    { class: "message theirs" },
    hiddenText(say("bot")),
    body,
    make("div", { class: "meta", "aria-live": "off" }, timeOf(entry.time, say.language), toolsElement(entry, view)),
    make("div", { class: "after" })
  );
}

function sourcesElement(sources, view) {
  const items = sources.map((source) => {
    const address = isText(source.link) && safeAddress(source.link, view.server + "/");
    const cite = address ? outwardLink(address, source.cite, view.say("sourceOpens", { cite: source.cite })) : make("span", { text: source.cite });
    return make("li", null, cite);
  });
  return make("div", { class: "source" }, make("span", { class: "label", text: view.say("source") }), make("ul", null, ...items));
}

// The whole answer as text: to copy, and to read aloud.
function textsOf(reply, withSources) {
  return reply.bubbles.filter((bubble) => withSources || bubble.kind !== "source").map((bubble) => bubble.text);
}

function toolsElement(entry, view) {
  const { say } = view;
  const { reply } = entry;
  const copy = iconButton("copy", say("copy"), async () => {
    const done = await copyText(textsOf(reply, true).join("\n\n"));
    copy.focus();
    view.notice(say(done ? "copied" : "copyFailed"));
  });
  const speak = iconButton("sound", say("listen"), () => view.readAloud(entry, speak), { class: "tool speak", "aria-pressed": "false" });
  const tools = make("div", { class: "tools" }, speak, copy);
  if (reply.feedback && reply.answer) voteButtons(entry, view).forEach((button) => tools.appendChild(button));
  return tools;
}

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch (error) {
    // Pages without HTTPS have no such clipboard.
    const area = document.body.appendChild(make("textarea", { readonly: true }));
    area.value = text;
    area.select();
    const done = document.execCommand("copy");
    remove(area);
    return done;
  }
}

// Buttons with further questions, which go once one is used.
function chips(list, name, used) {
  const buttons = list.map((one) => make("button", { type: "button", class: "chip", text: one.title, on: { click: () => used(one) } }));
  return make("div", { class: "chips", role: "group", "aria-label": name }, ...buttons);
}
