/** The message box: grows with its text, sends by Enter, and never in the middle of a Chinese word. */

export class Composer {
  /**
   * @param {HTMLFormElement} form
   * @param {{send: (text: string) => void, empty: () => string}} listeners
   */
  constructor(form, listeners) {
    this.input = form.elements.message;
    this.error = form.querySelector("[data-role=composer-error]");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = this.input.value.trim();
      if (!text) return this.fail(listeners.empty());
      this.write("");
      listeners.send(text);
    });
    this.input.addEventListener("keydown", (event) => {
      // While an input method composes, Enter belongs to it; 229 is how Safari says so.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      form.requestSubmit();
    });
    this.input.addEventListener("input", () => {
      this.fail("");
      this.#grow();
    });
  }

  /** Replace what stands in the box. */
  write(text) {
    this.input.value = text;
    this.fail("");
    this.#grow();
  }

  /** Say what is wrong, next to the box; empty when nothing is. */
  fail(message) {
    this.error.textContent = message;
    for (const [name, value] of Object.entries({ "aria-invalid": "true", "aria-describedby": "message-error" })) {
      if (message) this.input.setAttribute(name, value);
      else this.input.removeAttribute(name);
    }
    if (message) this.input.focus();
  }

  #grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight + this.input.offsetHeight - this.input.clientHeight}px`;
  }
}
