/**
 * Messages on their way, in order. They are kept in the browser until the door has answered, and always sent under the
 * same message id: whatever breaks, nothing is lost and nothing is done twice.
 */

import { uuid } from "./dom.mjs";
import { backoff } from "./backoff.mjs";

const TRIES_ON_TROUBLE = 6;
// By then the door has the message before, and keeps the order itself; it answers an emergency past everything else.
const PATIENCE_MS = 3_000;

/** @typedef {{message_id: string, text?: string, payload?: string, label: string, language: string}} Outgoing */

export class Outbox {
  #timer = 0;
  #underWay = new Map();
  #attempts = 0;

  /**
   * @param {{get: Function, set: Function}} store
   * @param {(message: Outgoing) => Promise<object>} send resolves with the turn, or throws an ApiError
   * @param {{delivered: Function, refused: Function, mayOvertake: () => boolean, state: (state: string, details?: object) => void}} listeners
   *   state: idle | sending | offline | busy | trouble | stuck
   */
  constructor(store, send, listeners) {
    Object.assign(this, { store, send, listeners });
    this.messages = store.get("outbox") ?? [];
    addEventListener("online", () => this.retry());
  }

  /** Queue a message; returns it with its id. */
  add(message) {
    const outgoing = { message_id: uuid(), ...message };
    this.#keep([...this.messages, outgoing]);
    this.#run();
    return outgoing;
  }

  /** Send what is waiting, now. */
  retry() {
    this.#attempts = 0;
    this.#run();
  }

  /** Forget all messages, as when another conversation starts. */
  drop() {
    this.#keep([]);
    this.#underWay.clear();
    this.#rest();
  }

  get isSending() {
    return this.#underWay.size > 0;
  }

  #run() {
    clearTimeout(this.#timer);
    const message = this.messages.find((waiting) => !this.#underWay.has(waiting));
    if (!message) return;
    const newest = Math.max(...this.#underWay.values());
    if (!this.isSending) this.#deliver(message);
    else if (this.listeners.mayOvertake()) {
      const wait = newest + PATIENCE_MS - Date.now();
      if (wait <= 0) this.#deliver(message);
      this.#timer = setTimeout(() => this.#run(), Math.max(wait, 0) + 1);
    }
  }

  async #deliver(message) {
    this.#underWay.set(message, Date.now());
    this.listeners.state("sending", { attempts: this.#attempts });
    const { turn, error } = await this.send(message).then((turn) => ({ turn }), (error) => ({ error }));
    this.#underWay.delete(message);
    // A message that was dropped while it was on its way has no conversation to show the answer in.
    if (this.messages.includes(message)) {
      if (error?.mayRetry) return this.#later(error);
      this.#attempts = 0;
      this.#keep(this.messages.filter((other) => other !== message));
      if (error) this.listeners.refused(message, error);
      else this.listeners.delivered(message, turn);
    }
    if (this.messages.length) this.#run();
    else this.#rest();
  }

  #later(error) {
    this.#attempts += 1;
    if (error.status >= 500 && this.#attempts >= TRIES_ON_TROUBLE) return this.listeners.state("stuck");
    const delay = error.retryAfter ? error.retryAfter * 1_000 : backoff(this.#attempts);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#run(), delay);
    const state = error.isNetwork ? "offline" : error.status === 429 ? "busy" : "trouble";
    this.listeners.state(state, { count: Math.ceil(delay / 1_000) });
  }

  #rest() {
    clearTimeout(this.#timer);
    this.#attempts = 0;
    this.listeners.state("idle");
  }

  #keep(messages) {
    this.messages = messages;
    this.store.set("outbox", messages.length ? messages : null);
  }
}
