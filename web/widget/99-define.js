// From here on the elements of the page are alive.
customElements.define(ELEMENT, TroLyCds);
