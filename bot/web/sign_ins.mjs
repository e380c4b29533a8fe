/** At most one sign-in form is open: a newer one, or what it was for, ends it. */
export class SignIns {
  #form = null;

  /** The code that was sent last, so that a newer form asks for it rather than for the phone again. */
  sent = null;

  open(form) {
    this.close();
    this.#form = form;
  }

  close() {
    this.#form?.close();
    this.#form = null;
  }

  /** The citizen is signed in. */
  done() {
    this.#form = null;
    this.sent = null;
  }
}
