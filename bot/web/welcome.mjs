/** Questions to begin with, in the language of the page. */

import { h } from "./dom.mjs";

const HOW_MANY = 5;

/** @param {HTMLElement} list @param {import("./i18n.mjs").I18n} i18n @param {(text: string) => void} say */
export function suggestions(list, i18n, say) {
  const texts = Array.from({ length: HOW_MANY }, (_, i) => i18n.t(`suggest.${i + 1}`));
  list.replaceChildren(
    ...texts.map((text) => h("li", {}, h("button", { type: "button", class: "choice suggestion", onclick: () => say(text) }, text))),
  );
}
