/** Live messages of a conversation. The browser resumes by Last-Event-ID; when it gives up, we open anew after what we have. */

import { backoff } from "./backoff.mjs";

export class Stream {
  #conversation = null;
  #source = null;
  #timer = 0;
  #attempts = 0;

  /** @param {{onMessage: (message: object) => void, after: () => number}} listeners after: the number of the newest message shown */
  constructor(listeners) {
    this.listeners = listeners;
    addEventListener("online", () => this.#conversation && this.#source?.readyState !== EventSource.OPEN && this.#open());
  }

  /** Follow one conversation; null stops. */
  follow(conversation) {
    if (conversation === this.#conversation) return;
    this.#conversation = conversation;
    this.#attempts = 0;
    if (conversation) this.#open();
    else this.#close();
  }

  #open() {
    this.#close();
    const query = new URLSearchParams({ conversation: this.#conversation, after: this.listeners.after() });
    const source = new EventSource(`/api/v1/events?${query}`);
    this.#source = source;
    source.onopen = () => (this.#attempts = 0);
    source.onmessage = (event) => this.listeners.onMessage(JSON.parse(event.data));
    source.onerror = () => {
      // CONNECTING: the browser is trying by itself. CLOSED: it got an answer it does not accept, such as a 503.
      if (source.readyState === EventSource.CLOSED) this.#timer = setTimeout(() => this.#open(), backoff((this.#attempts += 1)));
    };
  }

  #close() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }
}
