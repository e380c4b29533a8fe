/** What cards are made of. */

import { h, icon, uniqueId } from "../dom.mjs";

/**
 * A framed group with a heading.
 * @param {{kind: string, title: string, tone?: "good"|"part"|"bad"|"open"|"plain", symbol?: string}} head
 */
export function frame({ kind, title, tone = "plain", symbol }, ...content) {
  const id = uniqueId("card");
  return h(
    "div",
    { class: `card card-${kind} tone-${tone}`, role: "group", "aria-labelledby": id },
    h("h3", { id, class: "card-title" }, symbol && icon(symbol), h("span", {}, title)),
    content,
  );
}

/** Names and values; pairs without a value are left out. */
export function facts(pairs) {
  const shown = pairs.filter(([, value]) => value || value === 0);
  return shown.length > 0 && h("dl", { class: "facts" }, shown.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

/** A text that the city may send bare, or with where it comes from: "…" or {text, clause, version}. */
export function phrase(value) {
  if (value === null || value === undefined) return null;
  if (typeof value !== "object") return String(value);
  return [value.text, value.version, value.clause].filter(Boolean).join(" · ") || null;
}

/** A remark inside a card. */
export const hint = (text) => h("p", { class: "hint" }, text);
