// Icons of 24 by 24, drawn with one line; those that the launcher needs.
const ICONS = {
  chat: "M4 5.5h16v11H11l-4.5 3.5v-3.5H4zM8 9.5h8M8 12.5h5",
  close: "M6 6l12 12M18 6L6 18",
};


function icon(name) {
  return draw("svg", { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true", focusable: "false" }, draw("path", { d: ICONS[name] }));
}

function rename(button, label, name) {
  button.setAttribute("aria-label", label);
  button.title = label;
  if (name) button.replaceChild(icon(name), button.querySelector("svg"));
}
