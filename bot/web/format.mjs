/**
 * Dates, money and shares the way a citizen reads them, worded as the assistant words them (nlu/formats.py).
 * Times are shown in the city's zone, wherever the phone is.
 */

import { tag } from "./i18n.mjs";

const ZONE = "Asia/Shanghai";
const DAY_PARTS = [[6, "凌晨"], [12, "上午"], [13, "中午"], [18, "下午"], [24, "晚上"]];
const formats = new Map();

function format(language, options) {
  const key = language + JSON.stringify(options);
  if (!formats.has(key)) {
    const locale = language === "en" ? "en-GB" : tag(language);
    formats.set(key, new Intl.DateTimeFormat(locale, { timeZone: ZONE, ...options }));
  }
  return formats.get(key);
}

/** A date without a time is a day of the city: noon there is the same day in every calendar. */
const moment = (iso) => new Date(/^\d{4}-\d\d-\d\d$/.test(iso) ? `${iso}T12:00:00+08:00` : iso);

/** "12月2日（周三）" / "Wednesday 2 December" */
export function day(iso, language) {
  const date = format(language, { month: "long", day: "numeric" }).format(moment(iso));
  const weekday = format(language, { weekday: language === "en" ? "long" : "short" }).format(moment(iso));
  return language === "en" ? `${weekday} ${date}` : `${date}（${weekday}）`;
}

/** "2026年12月2日" / "2 December 2026" */
export const date = (iso, language) => format(language, { dateStyle: "long" }).format(moment(iso));

/** "上午9:00" / "9:00 am" */
export function clock(iso, language) {
  const { half, time } = partsOf(iso, language);
  return language === "en" ? `${time} ${half}` : half + time;
}

function partsOf(iso, language) {
  const [hour, minute] = format("en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(moment(iso)).split(":");
  const half = language === "en" ? (hour < 12 ? "am" : "pm") : DAY_PARTS.find(([before]) => hour < before)[1];
  const twelve = language === "en" ? hour % 12 || 12 : hour < 13 ? Number(hour) : hour - 12;
  return { half, time: `${twelve}:${minute}` };
}

/** "12月2日（周三）上午9:00" / "Wednesday 2 December, 9:00 am" */
export const when = (iso, language) => day(iso, language) + (language === "en" ? ", " : "") + clock(iso, language);

/** "12月2日（周三）上午9:00至9:20" / "Wednesday 2 December, 9:00 to 9:20 am" */
export function span(start, end, language) {
  if (!end) return when(start, language);
  const [from, to] = [partsOf(start, language), partsOf(end, language)];
  const same = from.half === to.half;
  if (language !== "en") return `${when(start, language)}至${same ? to.time : clock(end, language)}`;
  return `${day(start, language)}, ${same ? from.time : clock(start, language)} to ${clock(end, language)}`;
}

/** "2026年11月24日 上午9:00" / "24 November 2026, 9:00 am" */
export const stamp = (iso, language) => date(iso, language) + (language === "en" ? ", " : " ") + clock(iso, language);

/** Fen as yuan: 1700000 → "17,000元" / "¥17,000". */
export function money(fen, language) {
  const digits = fen % 100 ? 2 : 0;
  const amount = (fen / 100).toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return language === "en" ? `¥${amount}` : `${amount}元`;
}

/** Basis points as a percentage: 8000 → "80%", 1750 → "17.5%". */
export const percent = (basisPoints) => `${Number((basisPoints / 100).toFixed(2))}%`;
