/** What insurance says to one event: the verdict in words, then the figures of each product. */

import { h, icon } from "../dom.mjs";
import { date, money, percent, stamp } from "../format.mjs";
import { tel } from "../text.mjs";
import { facts, frame, hint, phrase } from "./parts.mjs";

const LOOKS = {
  covered: { tone: "good", symbol: "check" },
  partly: { tone: "part", symbol: "partly" },
  not_covered: { tone: "bad", symbol: "cross" },
  cannot_tell: { tone: "open", symbol: "question" },
  could_not_check: { tone: "open", symbol: "warning" },
};

export function render(card, { words, language, signIns }) {
  signIns.close();
  const look = LOOKS[card.verdict] ?? LOOKS.cannot_tell;
  return frame(
    { kind: "cover", title: `${card.event.name} · ${words(`cover.${card.verdict}`)}`, ...look },
    (card.items ?? []).map((item) => itemBlock(item, words, language)),
    card.as_of && h("p", { class: "as-of" }, words("cover.as_of", { when: stamp(card.as_of, language) })),
    card.verdict !== "could_not_check" && hint(words("cover.notice")),
  );
}

function itemBlock(item, words, language) {
  const look = LOOKS[item.verdict] ?? LOOKS.cannot_tell;
  return h(
    "div",
    { class: `cover-item tone-${look.tone}` },
    h("h4", {}, h("span", {}, item.product.name), h("span", { class: "verdict" }, icon(look.symbol), words(`cover.item.${item.verdict}`))),
    facts([
      [words("cover.estimate"), amount(item.estimate_fen) && h("strong", { class: "big" }, amount(item.estimate_fen))],
      [words("cover.exclusion"), phrase(item.exclusion)],
      [words("cover.missing"), phrase(item.missing)],
      [words("cover.benefit"), phrase(item.benefit)],
      [words("cover.deductible"), withRest(item.deductible_fen, item.deductible_left_fen, "cover.deductible_left", words)],
      [words(amount(item.deductible_fen) ? "cover.share" : "cover.share_only"), item.share_bp === null || item.share_bp === undefined ? null : percent(item.share_bp)],
      [words("cover.limit"), withRest(item.limit_fen, item.limit_left_fen, "cover.limit_left", words)],
      [words("cover.in_force"), period(item, words, language)],
      [words("cover.policy"), item.policy ? h("span", { class: "code" }, item.policy) : words("cover.entitlement")],
      [words("cover.terms"), phrase(item.terms)],
      [words("cover.hotline"), item.hotline && tel(item.hotline)],
    ]),
  );
}

const amount = (fen) => (Number.isFinite(fen) ? money(fen) : null);

function withRest(fen, leftFen, key, words) {
  if (amount(fen) === null) return null;
  return amount(leftFen) === null ? amount(fen) : words(key, { amount: amount(fen), left: amount(leftFen) });
}

function period(item, words, language) {
  if (item.in_force === null || item.in_force === undefined) return null;
  const start = item.period?.start && date(item.period.start, language);
  const end = item.period?.end && date(item.period.end, language);
  const length = start && words(end ? "cover.from_to" : "cover.since", { start, end });
  return [length, words(item.in_force ? "cover.active" : "cover.inactive")].filter(Boolean).join(" · ");
}
