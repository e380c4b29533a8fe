/** The words of the /verify page. */

import TEXTS from "./texts.mjs";

export const LANGUAGES = Object.keys(TEXTS);
export const tag = (language) => (language === "zh" ? "zh-CN" : "en");

/** Return a function from key (and values for its placeholders) to text; without a text for the key, its `fallback`. */
export const words =
  (language) =>
  (key, { fallback = key, ...values } = {}) =>
    (TEXTS[language][key] ?? fallback).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
