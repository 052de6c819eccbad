// A goal drawn large: the figure, what it is a share of, and a bar to scale. All that the bar shows stands beside it as text.
const MOST_FIGURES = 4;
const WHOLE = 100;

// "ít nhất 75%" → ["ít nhất ", "75%", ""]: what is set small, large, small.
function figureParts(text) {
  const parts = /^(\D*)(\d[\d.,\s–-]*%?)(.*)$/.exec(text);
  return parts ? parts.slice(1) : ["", text, ""];
}

function figureText(text, tag) {
  const [before, number, after] = figureParts(text);
  const small = (part) => part && make("small", { text: part });
  return make(tag, { class: "number" }, small(before), make("b", { text: number }), small(after));
}

// A point on a thin line, never a filled bar, which would show something reached; a range as a block from its lower to its
// upper end; «at least» and «over» go on as dashes to the end of the scale, from a full or an open point.
function bar(figure) {
  const percent = (value) => Math.min(WHOLE, Math.max(0, value)) + "%";
  const range = typeof figure.from === "number" && typeof figure.to === "number";
  const end = range ? figure.to : figure.value;
  if (figure.unit !== "%" || typeof end !== "number") return null;
  const start = range ? figure.from : 0;
  const open = figure.comparator !== "exactly" && end < WHOLE;
  const point = (value, kind) => draw("circle", { class: "point " + kind, cx: percent(value), cy: "50%", r: "7" });
  const svg = draw(
    "svg",
    { class: "bar", "aria-hidden": "true", focusable: "false", "data-from": String(start), "data-to": String(end), "data-open": open },
    draw("line", { class: "track", x1: "0", x2: "100%", y1: "50%", y2: "50%" }),
    open && draw("line", { class: "beyond", x1: percent(end), x2: "100%", y1: "50%", y2: "50%" }),
    draw("line", { class: range ? "span" : "toward", x1: percent(start), x2: percent(end), y1: "50%", y2: "50%" }),
    !range && point(end, figure.comparator === "over" ? "open" : "full")
  );
  const scale = make("span", { class: "scale", "aria-hidden": "true" }, make("span", { text: "0%" }), make("span", { text: "50%" }), make("span", { text: "100%" }));
  return make("div", { class: "drawing" }, svg, scale);
}

// That the figure is a goal, and by when if all of *list* have the same day.
function goalLine(list, say) {
  const days = list.map((one) => (one.due && isText(one.due.text) ? one.due.text : ""));
  const same = days[0] && days.every((day) => day === days[0]);
  return make("p", { class: "due", text: same ? say("figureDue", { date: days[0] }) : say("figureGoal") });
}

function figureCard(one, server, say) {
  const due = goalLine([one], say);
  const address = isText(one.href) && safeAddress(one.href, server + "/");
  const more = address && make("p", { class: "more" }, outwardLink(address, say("figureMore"), say("figureMore") + ": " + one.name));
  return make("div", { class: "figure" }, due, figureText(one.figure.text, "p"), make("p", { class: "name", text: one.name }), bar(one.figure), more);
}

// One figure as a card; several as rows, the first few at once.
function figures(list, server, say) {
  if (!list.length) return null;
  if (list.length === 1) return make("div", { class: "figures" }, figureCard(list[0], server, say));
  const rows = make("ul", { class: "figures rows" });
  const row = (one) => {
    const address = isText(one.href) && safeAddress(one.href, server + "/");
    const name = address ? outwardLink(address, one.name) : make("span", { text: one.name });
    return make("li", { class: "figure" }, figureText(one.figure.text, "span"), make("span", { class: "name" }, name), bar(one.figure));
  };
  // A single one left over is shown rather than asked for.
  const shown = list.length <= MOST_FIGURES + 1 ? list.length : MOST_FIGURES;
  list.slice(0, shown).forEach((one) => rows.appendChild(row(one)));
  if (shown === list.length) return make("div", { class: "figures-all" }, goalLine(list, say), rows);
  const rest = () => {
    const added = list.slice(shown).map((one) => rows.appendChild(row(one)));
    remove(button);
    (added[0].querySelector("a") || rows).focus();
  };
  const button = make("button", { type: "button", class: "chip", text: say("figuresRest", { count: list.length - shown }), on: { click: rest } });
  return make("div", { class: "figures-all" }, goalLine(list, say), rows, button);
}
