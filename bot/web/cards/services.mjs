/** Services of the city that fit a question. */

import { h } from "../dom.mjs";
import { facts, frame } from "./parts.mjs";

export function render(card, { words, i18n }) {
  return frame(
    { kind: "services", symbol: "list", title: words("services.title") },
    h("ul", { class: "services" }, (card.services ?? []).map((service) => h("li", {}, entry(service, words, i18n)))),
  );
}

function entry(service, words, i18n) {
  const mode = i18n.has(`services.mode.${service.mode}`) && words(`services.mode.${service.mode}`);
  return [
    h("h4", {}, service.name),
    h("p", { class: "tags" }, [mode, service.bookable && words("services.bookable")].filter(Boolean).map((text) => h("span", { class: "tag" }, text))),
    facts([
      [words("services.fee"), service.fee],
      [words("services.department"), service.department],
      [words("services.offices"), service.offices?.length > 0 && offices(service.offices)],
    ]),
  ];
}

const offices = (list) =>
  h("ul", { class: "plain" }, list.map((office) => h("li", {}, h("strong", {}, office.name), office.address && h("br"), office.address)));
