/** What a screening for aid came to: a hope or a doubt, with the reasons on both sides. */

import { h, icon } from "../dom.mjs";
import { facts, frame, hint } from "./parts.mjs";

const LOOKS = {
  likely: { tone: "good", symbol: "check" },
  near: { tone: "part", symbol: "partly" },
  unlikely: { tone: "plain", symbol: "cross" },
  need_more: { tone: "open", symbol: "question" },
  expired_rule: { tone: "open", symbol: "warning" },
};

export function render(card, { words }) {
  const look = LOOKS[card.result] ?? LOOKS.need_more;
  return frame(
    { kind: "aid", title: `${card.programme.name} · ${words(`aid.${card.result}`)}`, ...look },
    card.criteria.length > 0 && h("ul", { class: "plain" }, card.criteria.map((one) => criterion(one, words))),
    facts([
      [words("aid.missing"), card.missing.length > 0 && bullets(card.missing)],
      [words("aid.gives"), card.result === "likely" && card.gives],
      [words("aid.apply_at"), card.apply_at],
      [words("aid.documents"), card.result !== "unlikely" && bullets(card.documents)],
      [words("aid.takes"), card.result === "likely" && card.takes],
      [words("aid.basis"), card.legal_basis],
    ]),
    hint(words(card.sample ? "aid.notice_sample" : "aid.notice")),
  );
}

/** The icon is not the only sign: a screen reader hears whether it fits. */
const criterion = (one, words) =>
  h("li", {}, icon(one.state === "passed" ? "check" : "cross"), h("span", {}, `${words(`aid.${one.state}`)}${one.text}`));

const bullets = (items) => h("ul", { class: "plain" }, items.map((item) => h("li", {}, item)));
