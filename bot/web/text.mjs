/** A message's text as safe elements: paragraphs, "• " lists, and links to http(s), telephone numbers and own pages. */

import { h, hidden } from "./dom.mjs";

const BULLET = /^\s*[•·-]\s+/;
const STOP = "\\s<>\"'`“”‘’（）【】《》，。；、！？：";
// What may not stand directly before a path or a number is checked apart: older phones know no lookbehind.
const TOKENS = new RegExp(
  [
    `(?<url>https?://[^${STOP}]+)`,
    `(?<path>/(?:receipts|verify|dev/inbox|ledger)(?![\\w-])[^${STOP}]*)`,
    "(?<phone>(?:0\\d{2,3}-\\d{7,8}|400-?\\d{3}-?\\d{4}|123\\d\\d|12110)(?![\\d-]|[.,]\\d| ?(?:元|块|yuan)))",
    "(?<urgent>1(?:10|19|20|22)(?![\\d.,]?\\d))",
  ].join("|"),
  "gu",
);
const CALL = /(?:打|报警|call|dial|phone|ring)\s*$/i;
const GLUED = { path: /[\w/.:~-]$/, phone: /[\d.-]$/, urgent: /[\d.,¥-]$/ };

/**
 * @param {string} text
 * @param {(key: string) => string} t words in the language of the message
 * @returns {HTMLElement[]} block elements
 */
export function paragraphs(text, t) {
  const blocks = [];
  let list = null;
  let lines = [];
  const flush = () => {
    if (lines.length) blocks.push(h("p", {}, lines.flatMap((line, i) => (i ? [h("br"), ...inline(line, t)] : inline(line, t)))));
    lines = [];
  };
  for (const line of String(text).replace(/\r\n?/g, "\n").split("\n")) {
    if (BULLET.test(line)) {
      flush();
      if (!list) blocks.push((list = h("ul", { class: "bullets" })));
      list.append(h("li", {}, inline(line.replace(BULLET, ""), t)));
      continue;
    }
    list = null;
    if (line.trim()) lines.push(line);
    else flush();
  }
  flush();
  return blocks;
}

/** One line as text nodes and links. */
export function inline(line, t) {
  const tokens = [...line.matchAll(TOKENS)].filter((match) => !GLUED[kind(match)]?.test(line.slice(0, match.index)));
  // 110, 119, 120 and 122 are also prices and amounts: they are telephone numbers after "call", or where two stand together.
  const together = new Set(tokens.map((match) => match.groups.urgent).filter(Boolean)).size > 1;
  const parts = [];
  let end = 0;
  for (const match of tokens) {
    if (kind(match) === "urgent" && !together && !CALL.test(line.slice(0, match.index))) continue;
    const found = match.groups.url || match.groups.path ? match[0].replace(/[.,;:!?)\]}]+$/, "") : match[0];
    const link = linked(kind(match), found, t);
    if (!link) continue;
    parts.push(line.slice(end, match.index), link);
    end = match.index + found.length;
  }
  parts.push(line.slice(end));
  return parts.filter(Boolean);
}

const kind = (match) => Object.keys(match.groups).find((name) => match.groups[name]);

function linked(token, found, t) {
  if (token === "url") return external(found, t);
  if (token === "path") return h("a", { href: found }, found);
  return tel(found);
}

function external(address, t) {
  let parsed;
  try {
    parsed = new URL(address);
  } catch {
    return null;
  }
  // A user name before an @ is how links pretend to lead elsewhere.
  if (parsed.username || parsed.password) return null;
  if (parsed.origin === location.origin) return h("a", { href: parsed.pathname + parsed.search + parsed.hash }, address);
  return h("a", { href: parsed.href, target: "_blank", rel: "noopener noreferrer" }, address, " ", hidden(t("link.new_tab")));
}

/** A telephone number as a link. */
export function tel(number) {
  const digits = String(number).replace(/[^\d+]/g, "");
  return digits ? h("a", { href: `tel:${digits}`, class: "tel" }, String(number)) : String(number);
}
