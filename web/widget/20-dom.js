// Elements are made here and nowhere else: text is only ever text, never HTML.
const SVG = "http://www.w3.org/2000/svg";

// make("p", {class: "x", text: "…", on: {click}}, child, …); attributes that are null, undefined or false are left out.
function make(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function draw(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  Object.keys(attributes || {}).forEach((name) => {
    const value = attributes[name];
    if (value === null || value === undefined || value === false) return;
    if (name === "text") element.textContent = value;
    else if (name === "on") Object.keys(value).forEach((event) => element.addEventListener(event, value[event]));
    else element.setAttribute(name, value === true ? "" : value);
  });
  children.forEach((child) => child && element.appendChild(child));
  return element;
}

function clear(element) {
  while (element.firstChild) element.removeChild(element.firstChild);
  return element;
}

function remove(element) {
  if (element && element.parentNode) element.parentNode.removeChild(element);
}

// The whole address if a browser may be sent there by what somebody wrote, else "".
function safeAddress(address, base) {
  try {
    const url = new URL(address, base);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : "";
  } catch (error) {
    return "";
  }
}
