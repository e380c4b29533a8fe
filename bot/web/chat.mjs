/**
 * The chat component: joins the message box, the outbox, the live stream and the log. What it adds to the log goes through
 * one queue, so that an answer, a pushed message and the history never overtake each other.
 */

import * as api from "./api.mjs";
import { backoff } from "./backoff.mjs";
import { Choices } from "./choices.mjs";
import { CityClock } from "./clock.mjs";
import { Composer } from "./composer.mjs";
import { Holds } from "./holds.mjs";
import { LANGUAGES } from "./i18n.mjs";
import { Outbox } from "./outbox.mjs";
import { Scroll } from "./scroll.mjs";
import { SignIns } from "./sign_ins.mjs";
import { Status } from "./status.mjs";
import { Stream } from "./stream.mjs";
import { Transcript } from "./transcript.mjs";
import { suggestions } from "./welcome.mjs";

export class Chat {
  #queue = Promise.resolve();
  #waitingRoom = [];
  #failures = 0;
  #asking = 0;
  #restoring = 0;

  /**
   * @param {Document} page
   * @param {import("./store.mjs").Store} store
   * @param {import("./i18n.mjs").I18n} i18n
   */
  constructor(page, store, i18n) {
    this.find = (role) => page.querySelector(`[data-role=${role}]`);
    Object.assign(this, { store, i18n });
    this.conversation = store.get("conversation");
    this.clock = new CityClock();
    this.status = new Status(this.find, i18n);
    this.scroll = new Scroll(page.querySelector("header"), this.find("dock"), this.find("new-messages"), (kind) => {
      this.find("new-text").textContent = i18n.t(`log.${kind}`);
    });
    this.choices = new Choices((choice) => this.#say(choice));
    this.signIns = new SignIns();
    this.holds = new Holds(this.clock, this.status.announce);
    this.transcript = new Transcript(this.find("log"), this.#cardContext());
    this.composer = new Composer(this.find("composer"), { send: (text) => this.say(text), empty: () => i18n.t("composer.empty") });
    this.outbox = new Outbox(store, (message) => this.#send(message), {
      delivered: (message, turn) => this.#delivered(message, turn),
      refused: (message, error) => this.#refused(message, error),
      mayOvertake: () => this.conversation !== null,
      state: (state, details) => this.#outboxState(state, details),
    });
    this.stream = new Stream({ onMessage: (message) => this.#pushed(message), after: () => this.transcript.newest });
    this.find("retry").addEventListener("click", () => this.#retry());
    store.watch("conversation", (conversation) => conversation !== this.conversation && this.#switchTo(conversation));
  }

  /** Show what was said before, send what was not sent, and listen. */
  start() {
    suggestions(this.find("suggestions"), this.i18n, (text) => this.say(text));
    if (this.conversation) this.#restore();
    else this.#enqueue(() => this.#showWaiting());
    this.#live();
    this.outbox.retry();
  }

  /** Send a text. */
  say = (text) => this.#say({ text, label: text });

  /** Put the page into another language. Messages stay in theirs. */
  async speak(language) {
    if (!LANGUAGES.includes(language)) return;
    await this.i18n.load(language);
    this.i18n.language = language;
    this.store.set("language", language);
    this.i18n.apply();
    suggestions(this.find("suggestions"), this.i18n, (text) => this.say(text));
  }

  /** Leave this conversation and begin another. */
  restart() {
    this.outbox.drop();
    this.#switchTo(null);
    this.status.announce(this.i18n.t("log.new_conversation"));
    this.composer.input.focus();
  }

  #cardContext() {
    return {
      i18n: this.i18n,
      clock: this.clock,
      choices: this.choices,
      holds: this.holds,
      signIns: this.signIns,
      conversation: () => this.conversation,
      exchange: (path, body) => this.#exchange(path, body),
    };
  }

  #say({ text, payload, label }) {
    const message = this.outbox.add({ text, payload, label, language: this.i18n.language });
    this.#showOwn(message);
    this.scroll.toEnd();
    return message.message_id;
  }

  /** What a former visit could not send. */
  #showWaiting(recorded = new Set()) {
    for (const message of this.outbox.messages) if (!recorded.has(message.message_id)) this.#showOwn(message);
  }

  #showOwn({ message_id, payload, label, language }) {
    this.transcript.addCitizen({ message_id, payload, text: label, language });
  }

  async #send({ label, ...message }) {
    const conversation = this.conversation;
    try {
      return await api.sendMessage({ ...message, ...(conversation && { conversation }) });
    } catch (error) {
      if (error.code !== "conversation_unknown" || !conversation) throw error;
      this.#forget();
      if (message.payload) throw error;
      return api.sendMessage(message);
    }
  }

  /** The door no longer knows this conversation; what is shown stays. */
  #forget() {
    this.#adopt(null);
    this.#enqueue(() => this.transcript.addNote(this.i18n.t("log.expired")));
  }

  /** A request of a card that is answered by a turn. */
  async #exchange(path, body) {
    this.#asking += 1;
    this.transcript.conceal(body.message_id);
    try {
      const turn = await api.post(path, body);
      this.#receive(turn);
      return turn;
    } finally {
      this.#asking -= 1;
      this.#emptyWaitingRoom();
    }
  }

  #delivered(message, turn) {
    this.transcript.settle(message.message_id, turn.turn);
    this.#receive(turn);
    this.#emptyWaitingRoom();
  }

  #refused(message, error) {
    this.transcript.mark(message.message_id, "failed");
    this.choices.reopen(message.message_id);
    if (message.text && !this.composer.input.value) this.composer.write(message.text);
    this.composer.fail(error.said || this.i18n.t("error.generic"));
    this.#emptyWaitingRoom();
  }

  #receive(turn) {
    this.clock.set(turn.at);
    this.#adopt(turn.conversation);
    return this.#enqueue(() => this.scroll.follow(() => this.transcript.addTurn(turn)));
  }

  #adopt(conversation) {
    if (conversation === undefined || conversation === this.conversation) return;
    this.conversation = conversation;
    this.store.set("conversation", conversation);
    this.stream.follow(conversation);
  }

  #outboxState(state, details) {
    if (state === "offline" || state === "stuck") {
      for (const { message_id } of this.outbox.messages) this.transcript.mark(message_id, "waiting");
    }
    this.status.show(state, details);
  }

  /** While an answer is on its way, the stream may bring it first, without our message id: it waits for the answer itself. */
  #pushed(message) {
    this.#waitingRoom.push(message);
    this.#emptyWaitingRoom();
  }

  #emptyWaitingRoom() {
    if (this.outbox.isSending || this.#asking) return;
    for (const message of this.#waitingRoom.splice(0)) {
      this.#enqueue(() => this.scroll.follow(() => this.transcript.addRecorded(message)));
    }
  }

  async #restore() {
    const conversation = this.conversation;
    clearTimeout(this.#restoring);
    this.#restoring = 0;
    try {
      const { messages = [], now } = await api.history(conversation);
      if (conversation !== this.conversation) return;
      this.clock.set(now);
      await this.#enqueue(() => this.#showHistory(messages));
      if (this.#failures) this.status.show("idle");
      this.#failures = 0;
      this.stream.follow(conversation);
    } catch (error) {
      if (conversation !== this.conversation) return;
      if (error.code === "conversation_unknown") return this.#forget();
      if (!this.#failures) this.#enqueue(() => this.#showWaiting());
      this.#failures += 1;
      this.status.show("history");
      this.#restoring = setTimeout(() => this.#restore(), error.retryAfter * 1_000 || backoff(this.#failures));
    }
  }

  /** All that was said, in place of what the log shows so far. None of it is news, so none of it is read out. */
  async #showHistory(messages) {
    const log = this.find("log");
    log.setAttribute("aria-live", "off");
    this.transcript.clear();
    for (const message of messages) await this.transcript.addRecorded(message);
    this.transcript.complete(messages);
    const last = messages[messages.length - 1];
    if (!messages.some(({ turn, card }) => turn === last.turn && card?.type === "sign_in")) this.signIns.close();
    this.#showWaiting(new Set(messages.map(({ message_id }) => message_id)));
    this.scroll.toEnd();
    this.#live();
  }

  #retry() {
    if (this.#restoring) this.#restore();
    this.outbox.retry();
  }

  #switchTo(conversation) {
    clearTimeout(this.#restoring);
    this.#restoring = 0;
    this.#adopt(conversation);
    this.#enqueue(() => this.transcript.clear());
    if (conversation) this.#restore();
    this.scroll.toEnd();
  }

  /** From now on, what is added to the log is read out. */
  #live() {
    this.#enqueue(() => void setTimeout(() => this.find("log").setAttribute("aria-live", "polite"), 100));
  }

  #enqueue(job) {
    this.#queue = this.#queue.then(job).catch((error) => console.error(error));
    return this.#queue;
  }
}
