/** The city's clock, as far as the page knows it: each answer carries the city's time, the phone's clock only ticks on from there. */
export class CityClock {
  #ahead = 0;

  /** @param {string|undefined} iso the city's time just now */
  set(iso) {
    const time = Date.parse(iso ?? "");
    if (!Number.isNaN(time)) this.#ahead = time - Date.now();
  }

  /** Milliseconds since 1970 in the city. */
  now = () => Date.now() + this.#ahead;
}
