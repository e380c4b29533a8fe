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
  const verdict = h("span", { class: "verdict" }, icon(look.symbol), words(`cover.item.${item.verdict}`));
  const estimate = amount(item.estimate_fen, language);
  return h(
    "div",
    { class: `cover-item tone-${look.tone}` },
    h("h4", {}, h("span", {}, item.product.name), verdict),
    facts([
      [words("cover.estimate"), estimate && h("strong", { class: "big" }, estimate)],
      [words("cover.exclusion"), phrase(item.exclusion)],
      [words("cover.missing"), question(item.missing)],
      [words("cover.benefit"), phrase(item.benefit)],
      [words("cover.deductible"), withRest(item.deductible_fen, item.deductible_left_fen, "cover.deductible_left", words, language)],
      [words(item.deductible_fen ? "cover.share" : "cover.share_only"), Number.isFinite(item.share_bp) && percent(item.share_bp)],
      [words("cover.limit"), withRest(item.limit_fen, item.limit_left_fen, "cover.limit_left", words, language)],
      [words("cover.in_force"), period(item, words, language)],
      [words("cover.policy"), item.policy ? h("span", { class: "code" }, item.policy) : words("cover.entitlement")],
      [words("cover.terms"), phrase(item.terms)],
      [words("cover.hotline"), item.hotline && tel(item.hotline)],
    ]),
  );
}

/** A bare code is not for citizens; the message beside the card asks in words. */
const question = (missing) => (/^[a-z_]+$/.test(missing) ? null : phrase(missing));

const amount = (fen, language) => (Number.isFinite(fen) ? money(fen, language) : null);

function withRest(fen, leftFen, key, words, language) {
  const [whole, left] = [amount(fen, language), amount(leftFen, language)];
  return whole && left ? words(key, { amount: whole, left }) : whole;
}

function period(item, words, language) {
  if (item.in_force === null || item.in_force === undefined) return null;
  const start = item.period?.start && date(item.period.start, language);
  const end = item.period?.end && date(item.period.end, language);
  const length = start && words(end ? "cover.from_to" : "cover.since", { start, end });
  return [length, words(item.in_force ? "cover.active" : "cover.inactive")].filter(Boolean).join(" · ");
}
