/** Fields of a receipt the way a citizen reads them. Whatever is not known here is shown as it was signed. */

import { clock, date, stamp } from "../format.mjs";
import { tag } from "./language.mjs";

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;
const DATE = /^\d{4}-\d\d-\d\d$/;
// The secret by which a holder finds what replaced their receipt means nothing to a reader.
const UNSHOWN = new Set(["succ"]);

/** Return [label, text] of each field that is shown. */
export function fieldsOf(disclosed, language, t) {
  const shown = [...disclosed].filter(([name]) => !UNSHOWN.has(name));
  return shown.map(([name, value]) => [t(`field_${name}`, { fallback: name }), show(name, value, language, t)]);
}

function show(name, value, language, t) {
  if (name === "verdict" && typeof value === "string") return t(`verdict_${value}`, { fallback: value });
  return text(value, language);
}

function text(value, language) {
  if (typeof value === "string") return TIME.test(value) ? stamp(value, language) : dateOrText(value, language);
  if (Array.isArray(value)) return new Intl.ListFormat(tag(language), { type: "unit" }).format(value.map((item) => text(item, language)));
  if (value === null || typeof value !== "object") return String(value);
  if (typeof value[language] === "string") return value[language];
  if (TIME.test(value.start) && TIME.test(value.end)) return span(value, language);
  if (typeof value.amount === "string" && typeof value.currency === "string") return money(value);
  return JSON.stringify(value);
}

const dateOrText = (value, language) => (DATE.test(value) ? date(value, language) : value);
const money = ({ amount, currency }) => (currency === "CNY" ? `¥${amount}` : `${currency} ${amount}`);

/** "2026年12月2日 上午9:00 – 上午9:15" */
function span({ start, end }, language) {
  return `${stamp(start, language)} – ${start.slice(0, 10) === end.slice(0, 10) ? clock(end, language) : stamp(end, language)}`;
}
