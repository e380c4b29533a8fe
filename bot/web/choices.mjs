/**
 * Buttons that answer the assistant by payload, and when they go stale. A quick reply answers one question, so it is stale
 * once anything else was said; the free times of a slots card stay good until one is taken or newer ones are shown.
 */

import { h, hidden } from "./dom.mjs";

/** @typedef {{kind: "reply"|"slots", buttons: HTMLButtonElement[], closedBy: string|null, words: Function}} ChoiceSet */

export class Choices {
  #sets = [];
  #labels = new Map();

  /** @param {(choice: {payload: string, label: string}) => string} press sends a payload, returns its message id */
  constructor(press) {
    this.press = press;
  }

  /**
   * A new set of buttons.
   * @param {"reply"|"slots"} kind
   * @param {Function} words in the language of the message
   */
  open(kind, words) {
    const set = { kind, words, buttons: [], closedBy: null };
    this.#sets.push(set);
    return set;
  }

  /** One button of a set. `label` is what it says as the citizen's answer. */
  button(set, { payload, label, className = "choice" }, ...content) {
    this.#labels.set(payload, label);
    const button = h("button", { type: "button", class: className, onclick: () => this.#pressed(set, button) }, content);
    button.dataset.payload = payload;
    set.buttons.push(button);
    return button;
  }

  /** What a button said, or null when its message is not shown. */
  labelOf = (payload) => this.#labels.get(payload) ?? null;

  /** The citizen said something: text, or the payload of a button. */
  answered(messageId, payload) {
    for (const set of this.#live()) {
      if (set.kind === "reply" || set.buttons.some((button) => button.dataset.payload === payload)) close(set, messageId, payload);
    }
  }

  /** Newer free times, or an appointment, make older free times stale. */
  supersede(kind, except = null) {
    for (const set of this.#live()) if (set.kind === kind && set !== except) close(set, "newer");
  }

  /** The door refused that message: what it had answered is open again. */
  reopen(messageId) {
    for (const set of this.#sets) if (set.closedBy === messageId) open(set);
  }

  clear() {
    this.#sets = [];
    this.#labels.clear();
  }

  #live = () => this.#sets.filter((set) => set.closedBy === null);

  #pressed(set, button) {
    if (set.closedBy !== null) return;
    this.press({ payload: button.dataset.payload, label: this.labelOf(button.dataset.payload) });
  }
}

function close(set, closedBy, payload) {
  set.closedBy = closedBy;
  for (const button of set.buttons) {
    const chosen = button.dataset.payload === payload;
    button.setAttribute("aria-disabled", "true");
    if (chosen) {
      button.classList.add("chosen");
      button.append(hidden(` ${set.words("choice.chosen")}`));
    }
    // The button under the finger keeps the focus: the next Tab leads to what the assistant says next.
    if (document.activeElement !== button) button.disabled = true;
    else button.addEventListener("blur", () => set.closedBy !== null && (button.disabled = true), { once: true });
  }
}

function open(set) {
  set.closedBy = null;
  for (const button of set.buttons) {
    button.disabled = false;
    button.removeAttribute("aria-disabled");
    button.classList.remove("chosen");
    button.querySelector(":scope > .visually-hidden:last-child")?.remove();
  }
}

/** The quick replies below a message. */
export function quickReplies(buttons, choices, words) {
  const set = choices.open("reply", words);
  const usable = buttons.filter((button) => button && typeof button.payload === "string" && button.title);
  return h(
    "div",
    { class: "replies", role: "group", "aria-label": words("choice.group") },
    usable.map(({ title, payload }) => choices.button(set, { payload, label: String(title), className: "choice reply" }, String(title))),
  );
}
