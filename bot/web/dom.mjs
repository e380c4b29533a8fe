/** Building elements. Text only ever becomes text nodes: nothing in this page parses a string as markup. */

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  check: "M5 13l4.5 4.5L19 7",
  cross: "M6 6l12 12M18 6 6 18",
  partly: "M12 3a9 9 0 1 0 .01 0M12 5v14M15 6v12M18 8.5v7",
  question: "M9 9a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M12 17.5v.01",
  warning: "M12 4 2.5 20h19zM12 10v4M12 17v.01",
  clock: "M12 3a9 9 0 1 0 .01 0M12 7v5l3.5 2",
  phone: "M6 3h3l2 5-2.5 1.5a12 12 0 0 0 6 6L16 13l5 2v3a3 3 0 0 1-3 3A15 15 0 0 1 3 6a3 3 0 0 1 3-3z",
  shield: "M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6z M8.5 12l2.5 2.5 4.5-5",
  calendar: "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4",
  person: "M12 4a4 4 0 1 0 .01 0M4 21c0-4.5 3.5-7 8-7s8 2.5 8 7",
  list: "M8 6h12M8 12h12M8 18h12M4 6v.01M4 12v.01M4 18v.01",
  download: "M12 4v11M7 11l5 5 5-5M5 20h14",
};

/**
 * Build an element.
 * @param {string} tag
 * @param {Record<string, unknown>} [attributes] `on…` functions are listeners; true is a bare attribute; false, null and undefined leave it out
 * @param {...(Node|string|null|undefined|false|Array)} children strings become text nodes
 * @returns {HTMLElement}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child || child === 0));
  return element;
}

/** An icon that says nothing to a screen reader; the words beside it do. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** Text for screen readers only. */
export const hidden = (text) => h("span", { class: "visually-hidden" }, text);

let count = 0;

/** An id that no other element of the page has. */
export const uniqueId = (prefix) => `${prefix}-${(count += 1)}`;

/** A random UUID, also on a plain-http address of the local network, where `crypto.randomUUID` does not exist. */
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** The address itself if it leads to this site by path, else null: cards must not send anyone elsewhere. */
export function ownPath(address) {
  return typeof address === "string" && /^\/(?![/\\])[^\\\s]*$/.test(address) ? address : null;
}
