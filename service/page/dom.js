// Elements from data. Text only ever becomes text: what a model writes is never read as markup.

export const byId = (id) => document.getElementById(id);

/** A new element; children are elements or texts, and what is null is left out. */
export function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** Put new children in place of the old ones. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat().filter((child) => child !== null));
}

export const lines = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean);
export const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;
