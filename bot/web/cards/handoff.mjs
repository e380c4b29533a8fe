/** Ways to reach a person. */

import { h, icon } from "../dom.mjs";
import { frame, hint } from "./parts.mjs";

export function render(card, { words }) {
  return frame(
    { kind: "handoff", symbol: "person", title: words("handoff.title") },
    h(
      "ul",
      { class: "plain" },
      (card.phones ?? []).map(({ number, name }) => {
        const digits = String(number).replace(/[^\d+]/g, "");
        const call = h("a", { class: "button", href: `tel:${digits}` }, icon("phone"), words("handoff.call", { number }));
        return h("li", { class: "phone-row" }, call, name && h("span", {}, String(name)));
      }),
    ),
    card.state === "phone_only" && hint(words("handoff.phone_only")),
  );
}
