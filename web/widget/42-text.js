// Texts of others, as text: paragraphs, lists, links.
function outwardLink(address, text, name) {
  return make("a", { href: address, target: "_blank", rel: "noopener noreferrer", text, "aria-label": name });
}

// Lines that begin with a bullet become a list, others a paragraph each.
function writeText(parent, text) {
  let list = null;
  String(text).split(/\n+/).forEach((line) => {
    const item = /^\s*[•-]\s+(.*)$/.exec(line);
    if (!line.trim()) return;
    if (!item) list = null;
    else if (!list) list = parent.appendChild(make("ul"));
    writeLine((item ? list : parent).appendChild(make(item ? "li" : "p")), item ? item[1] : line);
  });
  return parent;
}

// One line, with addresses in it as links.
function writeLine(parent, line) {
  let from = 0;
  line.replace(/https?:\/\/[^\s<>"«»]+/g, (match, at) => {
    const address = match.replace(/[.,;:!?)…\]]+$/, "");
    if (!safeAddress(address)) return match;
    parent.appendChild(document.createTextNode(line.slice(from, at)));
    parent.appendChild(outwardLink(address, address));
    from = at + address.length;
    return match;
  });
  parent.appendChild(document.createTextNode(line.slice(from)));
}

function canBeSeen(element) {
  return element.getClientRects().length > 0;
}

const CAN_BE_REACHED = 'button:not([disabled]), textarea, a[href], [tabindex="0"]';

// A switch is on when it is there at all, unless it says no.
function isOn(element, name) {
  const value = option(element, name);
  return value !== null && !/^(false|no|0)$/i.test(value);
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.prototype.map.call(bytes, (byte) => (byte + 256).toString(16).slice(1)).join("");
}
