// Thumbs up and down, with a reason after the latter. Nothing is said of who votes.
const MOST_REASON = 500;

function voteButtons(entry, view) {
  const buttons = ["up", "down"].map((value) =>
    iconButton(value, view.say(value), () => vote(value), { class: "tool vote", "data-vote": value, "aria-pressed": String(entry.vote === value) })
  );
  const show = () => buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.vote === entry.vote)));
  const vote = async (value) => {
    const outcome = await view.judge(entry, value);
    show();
    view.notice(view.say(outcome));
    if (outcome !== "thanks") return;
    const after = clear(buttons[0].closest(".message").querySelector(".after"));
    const said = value === "down" && entry.offer && Array.isArray(entry.offer.bubbles) ? entry.offer.bubbles : [];
    said.filter((bubble) => bubble && isText(bubble.text)).forEach((bubble) => after.appendChild(make("p", { class: "offer", text: bubble.text })));
    if (value === "down") after.appendChild(reasonForm(entry, view, buttons[1])).querySelector("textarea").focus();
  };
  return buttons;
}

function reasonForm(entry, view, opener) {
  const { say } = view;
  const hint = newId();
  const area = make("textarea", { rows: 2, maxlength: MOST_REASON, "aria-label": say("reason"), "aria-describedby": hint });
  const close = () => {
    remove(form);
    opener.focus();
  };
  const send = async (event) => {
    event.preventDefault();
    const reason = area.value.trim();
    const outcome = reason ? await view.judge(entry, "down", reason) : "thanks";
    view.notice(say(outcome));
    if (outcome !== "feedbackFailed") close();
  };
  const form = make(
    "form",
    { class: "reason", on: { submit: send } },
    make("p", { class: "label", text: say("reason") }),
    area,
    make("p", { class: "hint", id: hint, text: say("reasonHint") }),
    make("div", { class: "row" }, make("button", { class: "primary", text: say("reasonSend") }), make("button", { type: "button", text: say("reasonSkip"), on: { click: close } }))
  );
  return form;
}
