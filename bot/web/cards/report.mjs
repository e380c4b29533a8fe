/** A report of a problem in the city: where it stands, and what was reported. */

import { h } from "../dom.mjs";
import { stamp } from "../format.mjs";
import { facts, frame, hint } from "./parts.mjs";

const LOOKS = {
  submitted: { tone: "open", symbol: "clock" },
  accepted: { tone: "open", symbol: "clock" },
  open: { tone: "part", symbol: "clock" },
  in_progress: { tone: "part", symbol: "partly" },
  closed: { tone: "plain", symbol: "check" },
};

export function render(card, { words, language }) {
  const look = card.outcome === "fixed" ? { tone: "good", symbol: "check" } : (LOOKS[card.status] ?? LOOKS.open);
  return frame(
    { kind: "report", title: `${card.kind.name} · ${card.status_name}`, ...look },
    facts([
      [words("report.ref"), h("strong", { class: "code" }, card.ref)],
      [words("report.place"), card.place ?? position(card.position)],
      [words("report.reason"), card.reason],
      [words("report.department"), card.department],
      [words("report.requested"), stamp(card.requested_at, language)],
      [words("report.expected"), card.status !== "closed" && stamp(card.expected_at, language)],
      [words("report.supporters"), card.supporters > 0 && String(card.supporters)],
    ]),
    !card.fresh && hint(words("report.stale", { when: stamp(card.as_of, language) })),
  );
}

const position = (place) => place && `${place.lat.toFixed(5)}, ${place.lon.toFixed(5)}`;
