// The widget's own words by language, and what an embedding page may choose. Parts 10 to 39 are the first script, the others the second.
const FIRST_LANGUAGE = "vi";
const ELEMENT = "tro-ly-cds";
// Known while the script line runs, and never again.
const SCRIPT = document.currentScript;
const SCRIPT_SERVER = SCRIPT && SCRIPT.src ? new URL(SCRIPT.src).origin : location.origin;

// say("name", {blank: value}) in the language of *element*; labels: {language: {name: text}}.
function wordsOf(element, labels) {
  const wanted = option(element, "language");
  const language = labels[wanted] ? wanted : FIRST_LANGUAGE;
  const own = labels[language];
  const say = (name, values) => own[name].replace(/\{(\w+)\}/g, (whole, key) => (values && key in values ? values[key] : whole));
  say.language = language;
  say.topics = own.topics;
  return say;
}

// An option stands on the element as data-name or as name; null where neither does.
function option(element, name) {
  const value = element.getAttribute("data-" + name);
  return value === null ? element.getAttribute(name) : value;
}

function serverOf(element) {
  const address = safeAddress(option(element, "server") || SCRIPT_SERVER, location.href);
  return (address || SCRIPT_SERVER).replace(/\/+$/, "");
}
