// The one line of an embedding page: puts an element at the end of the page unless the page has its own, and fetches the rest.
const FROM_SCRIPT = "data-from-script";

function addElement() {
  const side = (SCRIPT && SCRIPT.dataset.side) || "right";
  // The same line twice, as content systems do it, gives one widget; a line for the other side gives another.
  const isThere = (one) => !one.hasAttribute(FROM_SCRIPT) || one.getAttribute(FROM_SCRIPT) === side;
  if (Array.prototype.some.call(document.querySelectorAll(ELEMENT), isThere)) return;
  const element = document.createElement(ELEMENT);
  Object.assign(element.dataset, { server: SCRIPT_SERVER }, SCRIPT ? SCRIPT.dataset : {});
  element.setAttribute(FROM_SCRIPT, side);
  document.body.appendChild(element);
}

// Fetches the window; once, but again at the next press if the network failed.
function loadSecond() {
  const first = window[Symbol.for(ELEMENT)];
  if (first.loading || customElements.get(ELEMENT)) return;
  first.loading = true;
  const script = make("script", { src: SCRIPT_SERVER + SECOND, on: { error: () => (first.loading = false) } });
  if (SCRIPT && SCRIPT.nonce) script.nonce = SCRIPT.nonce;
  document.head.appendChild(script);
}

function start() {
  addElement();
  document.querySelectorAll(ELEMENT).forEach(begin);
  loadSecond();
}

// Old browsers without custom elements show the page as it is.
if (window.customElements && Element.prototype.attachShadow) {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  // After this script has told the second what it has.
  else Promise.resolve().then(start);
}
