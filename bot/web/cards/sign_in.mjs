/** Signing in by a code sent to the phone. Number and code go to the door by themselves: they are never part of the chat. */

import { ApiError, post } from "../api.mjs";
import { h, ownPath, uniqueId, uuid } from "../dom.mjs";
import { clock } from "../format.mjs";
import { frame } from "./parts.mjs";

const PHONE = { name: "phone", type: "tel", inputmode: "tel", autocomplete: "tel", maxlength: "20" };
const CODE = { name: "code", type: "text", inputmode: "numeric", autocomplete: "one-time-code", maxlength: "6", pattern: "[0-9]*" };

export function render(card, context) {
  const form = new SignIn(card, context);
  context.signIns.open(form);
  return form.element;
}

class SignIn {
  constructor(card, context) {
    Object.assign(this, { card, ...context });
    this.box = h("div", { "aria-live": "off" });
    const why = this.i18n.has(`sign_in.why.${card.purpose}`) ? `sign_in.why.${card.purpose}` : "sign_in.why";
    this.element = frame({ kind: "sign-in", symbol: "person", title: this.words("sign_in.title") }, h("p", {}, this.words(why)), this.box);
    this.#askPhone();
  }

  /** The form has had its day. */
  close(key = "sign_in.closed") {
    const hadFocus = this.box.contains(document.activeElement);
    const note = h("p", { class: "hint", tabindex: "-1" }, this.words(key));
    this.box.replaceChildren(note);
    // The next Tab leads to what the assistant says next.
    if (hadFocus) note.focus();
  }

  #askPhone() {
    this.#show({
      field: PHONE,
      label: "sign_in.phone",
      hint: "sign_in.phone_hint",
      submit: "sign_in.send",
      check: (value) => (value.replace(/\D/g, "").length >= 6 ? null : "sign_in.phone_empty"),
      send: (value) => this.#start(value),
    });
  }

  async #start(phone) {
    const body = { conversation: this.conversation(), phone, language: this.language };
    this.#askCode(phone, await post(ownPath(this.card.start_url), body));
  }

  #askCode(typed, sent) {
    // One try of one code is one message: sent again after a lost answer, it counts once.
    const tries = new Map();
    this.#show({
      field: CODE,
      label: "sign_in.code",
      hint: "sign_in.code_hint",
      intro: this.words("sign_in.sent", { phone: sent.phone ?? "", until: clock(sent.expires_at, this.language) }),
      submit: "sign_in.verify",
      check: (value) => (/^\d{6}$/.test(value) ? null : "sign_in.code_empty"),
      send: (code) => {
        if (!tries.has(code)) tries.set(code, uuid());
        return this.#verify(code, tries.get(code), () => tries.delete(code));
      },
      more: [
        ["sign_in.resend", () => this.#start(typed)],
        ["sign_in.other_phone", async () => this.#askPhone()],
      ],
      focus: true,
    });
  }

  async #verify(code, messageId, forget) {
    const body = { conversation: this.conversation(), code, message_id: messageId, language: this.language };
    const turn = await this.exchange(ownPath(this.card.verify_url), body);
    if (turn.signed_in) {
      this.close("sign_in.done");
      this.signIns.done();
    } else {
      forget();
      throw new ApiError("wrong_code", { status: 200, message: turn.messages.find(({ text }) => text)?.text });
    }
  }

  #show({ field, label, hint: hintKey, intro, submit, check, send, more = [], focus = false }) {
    const [id, hintId, errorId] = ["field", "hint", "error"].map(uniqueId);
    const input = h("input", { id, ...field, required: true, "aria-describedby": `${hintId} ${errorId}` });
    const error = h("p", { id: errorId, class: "field-error", role: "alert" });
    const run = async (job) => {
      if (form.getAttribute("aria-busy")) return;
      fail("");
      form.setAttribute("aria-busy", "true");
      await job().catch((reason) => fail(this.#explain(reason)));
      form.removeAttribute("aria-busy");
    };
    const fail = (text) => {
      error.textContent = text;
      if (text) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
      if (text) input.focus();
    };
    const form = h(
      "form",
      {
        novalidate: true,
        onsubmit: (event) => {
          event.preventDefault();
          const wrong = check(input.value.trim());
          if (wrong) fail(this.words(wrong));
          else run(() => send(input.value.trim()));
        },
      },
      intro && h("p", { role: "status" }, intro),
      h("label", { for: id }, this.words(label)),
      h("p", { id: hintId, class: "hint" }, this.words(hintKey)),
      error,
      h("div", { class: "field-row" }, input, h("button", { class: "button" }, this.words(submit))),
      more.length > 0 && h("p", { class: "field-more" }, more.map(([key, job]) => this.#link(key, () => run(job)))),
    );
    this.box.replaceChildren(form);
    if (focus) {
      input.focus();
      form.scrollIntoView({ block: "nearest" });
    }
  }

  #link(key, onclick) {
    return h("button", { type: "button", class: "link", onclick }, this.words(key));
  }

  #explain(error) {
    if (error.said) return error.said;
    return this.words(error.isNetwork ? "error.network" : error.mayRetry ? "error.server" : "error.generic");
  }
}
