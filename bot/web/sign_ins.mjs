/** At most one sign-in form is open: a newer one, or what it was for, ends it. */
export class SignIns {
  #form = null;

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
  }
}
