/** Free appointments, grouped by day; each time is a button. */

import { h, hidden, uniqueId } from "../dom.mjs";
import { clock, day, when } from "../format.mjs";
import { frame, hint } from "./parts.mjs";

export function render(card, context) {
  const { words, choices, i18n } = context;
  const days = (card.days ?? []).filter((entry) => entry.slots?.length);
  const offices = new Map(days.flatMap((entry) => entry.slots).map(({ office }) => [office.code, office]));
  const single = offices.size === 1 ? [...offices.values()][0] : null;
  const set = choices.open("slots", words);
  choices.supersede("slots", set);
  return frame(
    { kind: "slots", symbol: "calendar", title: `${words("slots.title")} · ${card.service.name}` },
    card.widened && hint(words(i18n.has(`slots.why.${card.why}`) ? `slots.why.${card.why}` : "slots.widened")),
    single && place(single),
    days.map((entry) => dayGroup(entry, single, set, context)),
    days.length === 0 && hint(words("slots.none")),
    card.provisional && hint(words("slots.provisional")),
  );
}

const place = (office) => h("p", { class: "place" }, h("strong", {}, office.name), office.address && ` · ${office.address}`);

function dayGroup(entry, single, set, { words, choices, language }) {
  const id = uniqueId("day");
  const times = entry.slots.map((slot) => {
    const left = words("slots.left", { count: slot.left });
    return h(
      "li",
      {},
      choices.button(
        set,
        { payload: slot.payload, label: when(slot.start, language), className: "choice time" },
        hidden(`${day(slot.start, language)} `),
        h("span", { class: "time-clock" }, clock(slot.start, language)),
        h("span", { class: "time-more" }, [!single && slot.office.name, left].filter(Boolean).join(" · ")),
      ),
    );
  });
  return h(
    "div",
    { role: "group", "aria-labelledby": id },
    h("h4", { id, class: "day" }, day(entry.date, language)),
    h("ul", { class: single ? "times" : "times with-office" }, times),
  );
}
