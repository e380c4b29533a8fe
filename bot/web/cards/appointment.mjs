/** One appointment: held with its countdown, booked, moved or cancelled. */

import { h, icon, ownPath } from "../dom.mjs";
import { span } from "../format.mjs";
import { tel } from "../text.mjs";
import { facts, frame } from "./parts.mjs";

const LOOKS = {
  held: { tone: "open", symbol: "clock" },
  confirmed: { tone: "good", symbol: "check" },
  rescheduled: { tone: "good", symbol: "check" },
};
const GONE = new Set(["expired", "released", "cancelled", "unasked"]);
const OTHER = { tone: "plain", symbol: "cross" };

export function render(card, context) {
  const { words, choices, holds, language, text } = context;
  const isOver = GONE.has(card.status);
  // The question before a booking names all of it; what the text has said the card need not repeat.
  const isSaid = (value) => card.status === "held" && text?.includes(value);
  const papers = isOver || card.documents?.every(isSaid) ? [] : (card.documents ?? []);
  choices.supersede("slots");
  holds.end(card.id, card.status);
  const countdown = h("p", { class: "countdown", role: "timer", "aria-live": "off" });
  const element = frame(
    { kind: "appointment", title: statusName(card.status, context), ...(LOOKS[card.status] ?? OTHER) },
    card.status === "held" && card.hold_expires_at && countdown,
    facts([
      [words("appointment.when"), h("strong", { class: "big" }, span(card.start, card.end, language))],
      [words("appointment.where"), h("span", {}, card.office.name, card.office.address && h("br"), card.office.address)],
      [words("appointment.phone"), !isOver && card.office.phone && tel(card.office.phone)],
      [words("appointment.ref"), card.ref && card.status !== "held" && h("strong", { class: "code" }, card.ref)],
      [words("appointment.fee"), !isOver && !isSaid(card.fee) && card.fee],
    ]),
    papers.length > 0 && documents(papers, words),
    inCalendar(ownPath(card.calendar_url), ownPath(card.calendar_qr_url), words),
  );
  element.querySelector(".card-title").after(h("p", { class: "card-subtitle" }, card.service.name));
  if (card.status === "held" && card.hold_expires_at) startCountdown(card, countdown, element, context);
  return element;
}

function startCountdown(card, countdown, element, context) {
  context.holds.start(card.id, {
    service: card.service.code,
    until: card.hold_expires_at,
    language: context.language,
    words: context.words,
    show: (text) => (countdown.textContent = text),
    ended: (status) => {
      element.classList.replace("tone-open", "tone-plain");
      element.querySelector(".card-title").replaceChildren(
        icon(GONE.has(status) ? "cross" : "check"),
        h("span", {}, statusName(status, context)),
      );
      if (status === "expired") countdown.textContent = context.words("hold.expired");
      else countdown.remove();
    },
  });
}

const statusName = (status, { words, i18n }) => (i18n.has(`appointment.${status}`) ? words(`appointment.${status}`) : status);

const inCalendar = (file, qr, words) =>
  file &&
  h(
    "div",
    { class: "card-calendar" },
    h(
      "p",
      { class: "card-actions" },
      h("a", { class: "button secondary", href: file, download: true }, icon("download"), words("appointment.calendar")),
    ),
    qr &&
      h(
        "details",
        {},
        h("summary", {}, words("appointment.calendar_qr")),
        h("figure", { class: "qr" }, h("img", { src: qr, width: "144", height: "144", alt: words("appointment.calendar_qr"), loading: "lazy" })),
      ),
  );

const documents = (list, words) =>
  h("div", { class: "documents" }, h("h4", {}, words("appointment.documents")), h("ul", { class: "bullets" }, list.map((name) => h("li", {}, String(name)))));
