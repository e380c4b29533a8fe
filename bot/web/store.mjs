/** What this browser keeps between visits: the key to the conversation, the language, and messages not yet sent. */

const PREFIX = "shimin.";

/** Local storage when the browser allows it; else the same for as long as the page is open. */
export class Store {
  #memory = new Map();

  get(name) {
    if (this.#memory.has(name)) return this.#memory.get(name);
    try {
      return JSON.parse(localStorage.getItem(PREFIX + name));
    } catch {
      return null;
    }
  }

  /** Null removes. */
  set(name, value) {
    this.#memory.delete(name);
    try {
      if (value === null) localStorage.removeItem(PREFIX + name);
      else localStorage.setItem(PREFIX + name, JSON.stringify(value));
    } catch {
      // Private windows and full disks.
      this.#memory.set(name, value);
    }
  }

  /** Tell when another tab changes a value. */
  watch(name, changed) {
    addEventListener("storage", (event) => {
      if (event.key === PREFIX + name || event.key === null) changed(this.get(name));
    });
  }
}
