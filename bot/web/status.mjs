/** What the page says about itself: typing, the connection, and polite remarks for screen readers. */

const TYPING_AFTER_MS = 400;
const SLOW_AFTER_MS = 7_000;

export class Status {
  #timers = [];
  #trouble = null;

  /** @param {(role: string) => HTMLElement} find @param {import("./i18n.mjs").I18n} i18n */
  constructor(find, i18n) {
    Object.assign(this, { find, i18n });
  }

  /** Say something to a screen reader, once the present sentence is over. */
  announce = (text) => {
    const status = this.find("status");
    // The same sentence twice is a change only if it was gone in between.
    status.textContent = "";
    setTimeout(() => (status.textContent = text), 60);
  };

  /** The state of the outbox, or of the history: see Outbox. */
  show(state, details = {}) {
    const { t } = this.i18n;
    const isTrouble = !["idle", "sending"].includes(state);
    this.#typing(state === "sending" && !details.attempts);
    if (isTrouble) {
      const text = t(`connection.${state}`, details);
      this.find("connection-text").textContent = text;
      if (this.#trouble !== state) this.announce(text);
      this.#trouble = state;
    } else if (state === "idle" && this.#trouble) {
      this.announce(t("connection.back"));
      this.#trouble = null;
    }
    this.find("connection").hidden = !this.#trouble;
  }

  #typing(on) {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = [];
    const typing = this.find("typing");
    typing.hidden = true;
    if (!on) return;
    const say = (key) => (this.find("typing-text").textContent = this.i18n.t(key));
    this.#timers = [
      setTimeout(() => {
        typing.hidden = false;
        say("typing.answering");
      }, TYPING_AFTER_MS),
      setTimeout(() => {
        say("typing.slow");
        this.announce(this.i18n.t("typing.slow"));
      }, SLOW_AFTER_MS),
    ];
  }
}
