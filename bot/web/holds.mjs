/** Times held for the citizen: the countdown that is seen, and the few moments at which it is said aloud. */

import { clock } from "./format.mjs";

const YES = "/affirm";
const SAY_AT_MINUTES = [5, 2, 1];

export class Holds {
  #running = new Map();
  #timer = 0;

  /** @param {{now: () => number}} cityClock @param {(text: string) => void} announce politely */
  constructor(cityClock, announce) {
    Object.assign(this, { cityClock, announce });
  }

  /**
   * Count down to the end of a hold.
   * @param {string} booking id; only its newest card counts
   * @param {{service: string, until: string, language: string, words: Function, show: (text: string) => void, ended: (status: string) => void}} hold
   */
  start(booking, hold) {
    const minutes = this.#left(hold) / 60_000;
    if (minutes <= 0) return hold.ended("expired");
    // A citizen holds one time of a service: the newer one gave up the older.
    for (const [other, { service }] of [...this.#running]) if (service === hold.service) this.end(other, "released");
    this.#running.set(booking, { ...hold, toSay: SAY_AT_MINUTES.filter((at) => at < minutes) });
    this.#timer ||= setInterval(() => this.#tick(), 1_000);
    this.#tick();
  }

  /**
   * The assistant answered. As long as a time is held for a yes, each answer asks for that yes again; one that does not has
   * given the time back, or put the matter off: either way nothing is promised any longer.
   */
  answered(messages) {
    const stillAsks = ({ buttons, card }) => card?.type === "appointment" || buttons?.some(({ payload }) => payload === YES);
    if (messages.some(stillAsks)) return;
    for (const booking of [...this.#running.keys()]) this.end(booking, "unasked");
  }

  /** The booking has another status now, or is gone. */
  end(booking, status) {
    const hold = this.#running.get(booking);
    if (!hold) return;
    this.#stop(booking);
    hold.ended(status);
  }

  clear() {
    for (const booking of [...this.#running.keys()]) this.#stop(booking);
  }

  #left = (hold) => Date.parse(hold.until) - this.cityClock.now();

  #tick() {
    for (const [booking, hold] of [...this.#running]) {
      const left = this.#left(hold);
      if (left <= 0) {
        this.end(booking, "expired");
        this.announce(hold.words("hold.say_expired"));
        continue;
      }
      hold.show(hold.words("hold.left", { until: clock(hold.until, hold.language), left: spoken(left, hold.words) }));
      if (left <= (hold.toSay[0] ?? 0) * 60_000) this.announce(hold.words("hold.say_minutes", { count: hold.toSay.shift() }));
    }
  }

  #stop(booking) {
    this.#running.delete(booking);
    if (this.#running.size) return;
    clearInterval(this.#timer);
    this.#timer = 0;
  }
}

function spoken(milliseconds, words) {
  const seconds = Math.ceil(milliseconds / 1_000);
  if (seconds < 60) return words("hold.seconds", { seconds });
  return words("hold.minutes", { minutes: Math.floor(seconds / 60), seconds: seconds % 60 });
}
