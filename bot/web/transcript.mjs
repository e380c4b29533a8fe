/** The log: what was said, each thing once, in order, labelled with who said it and in which language. */

import { renderCard } from "./cards/index.mjs";
import { quickReplies } from "./choices.mjs";
import { h } from "./dom.mjs";
import { clock, stamp } from "./format.mjs";
import { tag } from "./i18n.mjs";
import { paragraphs } from "./text.mjs";

export class Transcript {
  #numbers = new Set();
  #answered = new Set();
  #streamed = new Map();
  #concealed = new Set();
  #citizen = new Map();

  /**
   * @param {HTMLElement} log
   * @param {object} context what messages and cards need: i18n, choices, holds, now, ...
   */
  constructor(log, context) {
    Object.assign(this, { log, context });
  }

  /** The number of the newest message of the record that is shown. */
  get newest() {
    return Math.max(0, ...this.#numbers);
  }

  /** Empty the log. */
  clear() {
    this.log.replaceChildren();
    for (const known of [this.#numbers, this.#answered, this.#streamed, this.#citizen]) known.clear();
    this.context.choices.clear();
    this.context.holds.clear();
  }

  /**
   * What the citizen said. Shown at once, before the door has it.
   * @param {{message_id: string, text: string, payload?: string, at?: string}} said
   */
  addCitizen({ message_id, text, payload, at }) {
    const { i18n, choices } = this.context;
    const body = h("div", { class: "bubble", lang: tag(languageOf(text)) }, paragraphs(text, i18n.t));
    const status = h("p", { class: "message-state", hidden: true });
    const author = this.#author("citizen", i18n.language, at);
    const element = h("div", { class: "message from-citizen" }, author, body, status);
    this.#citizen.set(message_id, { element, author, body, status });
    choices.answered(message_id, payload);
    this.log.append(element);
    return element;
  }

  /** Say below a message that it waits, or was not sent; null when all is well. */
  mark(messageId, state) {
    const known = this.#citizen.get(messageId);
    if (!known) return;
    known.status.hidden = !state;
    known.status.textContent = state ? this.context.i18n.t(`state.${state}`) : "";
    known.element.classList.toggle("waiting", state === "waiting");
    known.element.classList.toggle("failed", state === "failed");
  }

  /** The door has taken the message as this turn. If the turn is already shown from the history, show it once. */
  settle(messageId, turn) {
    const known = this.#citizen.get(messageId);
    const recorded = this.#citizen.get(turn);
    if (known && recorded && known !== recorded) known.element.remove();
    this.#citizen.set(messageId, recorded ?? known);
    this.#citizen.set(turn, recorded ?? known);
    this.mark(messageId, null);
  }

  /**
   * A whole turn of the assistant, as the door answers it.
   * @returns {Promise<HTMLElement[]>} what was added
   */
  async addTurn({ turn, language, messages, at }) {
    if (this.#answered.has(turn)) return [];
    this.#answered.add(turn);
    const added = [];
    // When an answer was lost on the way, the stream has brought it, or the beginning of it, by the time it is had again.
    for (const message of messages.slice(this.#streamed.get(turn) ?? 0)) {
      added.push(await this.#addAssistant({ author: "assistant", language, at, ...message }));
    }
    this.context.holds.answered(messages);
    return added;
  }

  /**
   * One message of the history or of the stream.
   * @returns {Promise<HTMLElement|null>} null when it is already shown
   */
  async addRecorded(message) {
    if (this.#numbers.has(message.id)) return null;
    this.#numbers.add(message.id);
    if (this.#concealed.has(message.message_id)) return null;
    if (message.author === "citizen") return this.#addRecordedCitizen(message);
    if (this.#answered.has(message.turn)) return null;
    if (message.turn) this.#streamed.set(message.turn, (this.#streamed.get(message.turn) ?? 0) + 1);
    return this.#addAssistant(message);
  }

  /** These turns are complete: what the door also answers for them is not shown again. */
  complete(messages) {
    const answers = messages.filter(({ turn, author }) => turn && author !== "citizen");
    for (const { turn } of answers) this.#answered.add(turn);
    const last = answers[answers.length - 1]?.turn;
    if (last) this.context.holds.answered(answers.filter(({ turn }) => turn === last));
  }

  /** What the citizen sent under this id was no part of the talk: a code from the sign-in card. */
  conceal(messageId) {
    this.#concealed.add(messageId);
  }

  /** A remark of the page itself. */
  addNote(text) {
    const element = h("p", { class: "note" }, text);
    this.log.append(element);
    return element;
  }

  #addRecordedCitizen(message) {
    const known = this.#citizen.get(message.message_id) ?? this.#citizen.get(message.turn);
    const { choices, i18n } = this.context;
    const text = message.text || choices.labelOf(message.payload) || i18n.t("choice.chosen");
    if (known) {
      // The door has the city's time, and shows personal data masked; so does the page as soon as it knows.
      known.author.replaceChildren(...this.#author("citizen", i18n.language, message.at).childNodes);
      if (message.text) known.body.replaceChildren(...paragraphs(text, i18n.t));
      return null;
    }
    const key = message.message_id ?? message.turn;
    const element = this.addCitizen({ ...message, message_id: key, text });
    if (message.turn) this.#citizen.set(message.turn, this.#citizen.get(key));
    return element;
  }

  async #addAssistant({ author, language, at, text, buttons, card }) {
    const { i18n, choices } = this.context;
    await i18n.load(language).catch(() => {});
    const words = i18n.in(language);
    const element = h(
      "div",
      { class: `message from-${author === "staff" ? "staff" : "assistant"}`, lang: tag(language) },
      this.#author(author === "staff" ? "staff" : "assistant", language, at),
      text && h("div", { class: "bubble" }, paragraphs(text, words)),
      card && (await renderCard(card, { ...this.context, language, words, text })),
      buttons?.length > 0 && quickReplies(buttons, choices, words),
    );
    this.log.append(element);
    return element;
  }

  #author(author, language, at) {
    const words = this.context.i18n.in(language);
    const time = at ?? new Date(this.context.clock.now()).toISOString();
    return h(
      "p",
      { class: "author", lang: tag(language) },
      h("span", { class: "author-name" }, words(`from.${author}`)),
      author !== "citizen" && h("span", { class: "badge" }, words(`from.${author}_badge`)),
      h("time", { datetime: time, title: stamp(time, language) }, clock(time, language)),
    );
  }
}

/** A citizen's text is read out as Chinese as soon as one Chinese character is in it. */
const languageOf = (text) => (/[\u3400-\u9fff\uf900-\ufaff]/.test(text) ? "zh" : "en");
