/** Which file draws which card. A file is fetched when its first card is shown. */

import { h } from "../dom.mjs";

const CARDS = {
  slots: () => import("./slots.mjs"),
  appointment: () => import("./appointment.mjs"),
  cover: () => import("./cover.mjs"),
  receipt: () => import("./receipt.mjs"),
  services: () => import("./services.mjs"),
  sign_in: () => import("./sign_in.mjs"),
  handoff: () => import("./handoff.mjs"),
  report: () => import("./report.mjs"),
  aid: () => import("./aid.mjs"),
};

/**
 * @param {{type: string}} card as the door sends it
 * @param {object} context language, words, i18n, choices, holds, clock, conversation, receive
 * @returns {Promise<HTMLElement|null>} null for a kind of card that this page does not know: its text says enough
 */
export async function renderCard(card, context) {
  if (!Object.hasOwn(CARDS, card.type)) return null;
  try {
    const { render } = await CARDS[card.type]();
    return render(card, context);
  } catch (error) {
    console.error(error);
    return h("p", { class: "note" }, context.words("card.failed"));
  }
}
