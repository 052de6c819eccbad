// A site chooses its colours; whatever they are, text on them and in them stays readable.
const ENOUGH = 4.5;

// [red, green, blue] of any colour that the browser knows, or null.
function rgb(colour) {
  const hex = /^\s*#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})\s*$/i.exec(colour || "");
  if (hex) return hex.slice(1).map((part) => parseInt(part, 16));
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const pen = canvas.getContext("2d");
  if (!pen || !colour) return null;
  pen.fillStyle = "#010203";
  pen.fillStyle = colour.trim();
  if (pen.fillStyle === "#010203") return null;
  pen.fillRect(0, 0, 1, 1);
  return Array.prototype.slice.call(pen.getImageData(0, 0, 1, 1).data, 0, 3);
}

function luminance(parts) {
  const [red, green, blue] = parts.map((part) => (part <= 10 ? part / 3295 : Math.pow((part / 255 + 0.055) / 1.055, 2.4)));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const WHITE = [255, 255, 255];
// White or black: on every colour one of them has enough contrast.
const BLACK = [0, 0, 0];

function inkOn(colour) {
  return contrast(colour, WHITE) >= ENOUGH ? WHITE : BLACK;
}

// *colour* moved towards black or white until it can be read on *ground*.
function readable(colour, ground) {
  const aim = luminance(ground) > 0.18 ? BLACK : WHITE;
  let parts = colour;
  for (let share = 0.1; contrast(parts, ground) < ENOUGH && share < 1.05; share += 0.1) {
    parts = colour.map((part, index) => Math.round(part + (aim[index] - part) * share));
  }
  return parts;
}

function css(parts) {
  return "rgb(" + parts.join(",") + ")";
}

// Sets the colours that depend on the site's choice; those of the style sheet hold for the rest.
function paint(shell, chosen) {
  const style = getComputedStyle(shell);
  const own = (name) => rgb(style.getPropertyValue(name)) || WHITE;
  const strong = "contrast" in shell.dataset;
  shell.style.removeProperty("--accent");
  const accent = (!strong && rgb(chosen.colour)) || own("--accent");
  const figure = (!strong && (rgb(chosen.accent) || rgb(chosen.colour))) || own("--bright");
  shell.style.setProperty("--accent", css(accent));
  shell.style.setProperty("--on-accent", css(inkOn(accent)));
  shell.style.setProperty("--link", css(readable(figure, own("--card"))));
}
