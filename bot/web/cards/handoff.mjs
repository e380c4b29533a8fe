/** Ways to reach a person. */

import { h, icon } from "../dom.mjs";
import { frame, hint } from "./parts.mjs";

const EMERGENCY = new Set(["110", "119", "120", "122", "12395"]);

export function render(card, { words }) {
  const isUrgent = (card.phones ?? []).some(({ number }) => EMERGENCY.has(String(number)));
  const urgent = { tone: "bad", symbol: "warning", title: words("handoff.urgent") };
  const usual = { symbol: "person", title: words("handoff.title") };
  return frame(
    { kind: "handoff", ...(isUrgent ? urgent : usual) },
    h(
      "ul",
      { class: "plain" },
      (card.phones ?? []).map(({ number, name }) => {
        const digits = String(number).replace(/[^\d+]/g, "");
        const call = h("a", { class: "button", href: `tel:${digits}` }, icon("phone"), words("handoff.call", { number }));
        return h("li", { class: "phone-row" }, call, name && h("span", {}, String(name)));
      }),
    ),
    card.state === "phone_only" && !isUrgent && hint(words("handoff.phone_only")),
  );
}
