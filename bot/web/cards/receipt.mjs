/** A receipt: what it states, its QR code, the file, and the way to verify it. */

import { getJson } from "../api.mjs";
import { h, icon, ownPath } from "../dom.mjs";
import { stamp } from "../format.mjs";
import { facts, frame, hint } from "./parts.mjs";

// The log takes an entry within a second or so; a minute is what it promises.
const LOOK_AGAIN_MS = [1_500, 4_000, 10_000, 60_000];

export function render(card, context) {
  const { words, i18n, language } = context;
  const url = ownPath(card.url);
  const qr = ownPath(card.qr_url);
  const verify = ownPath(card.verify_url);
  const status = h("p", { class: "receipt-status" });
  showStatus(status, card.status, words);
  if (card.status === "pending" && url) waitForLog(url, status, context);
  return frame(
    { kind: "receipt", symbol: "shield", title: words(i18n.has(`receipt.act.${card.act}`) ? `receipt.act.${card.act}` : "receipt.title") },
    h(
      "div",
      { class: "receipt-body" },
      h(
        "div",
        {},
        status,
        facts([
          ...(card.fields ?? []).map(({ name, value }) => [String(name), value && String(value)]),
          [words("receipt.issued"), card.issued_at && stamp(card.issued_at, language)],
        ]),
      ),
      qr && qrFigure(qr, words),
    ),
    h(
      "p",
      { class: "card-actions" },
      verify && h("a", { class: "button", href: verify, target: "_blank", rel: "noopener" }, icon("shield"), words("receipt.verify")),
      url && h("a", { class: "button secondary", href: url, download: `${fileName(card.jti)}.receipt.json` }, icon("download"), words("receipt.download")),
    ),
    hint(words("receipt.keep")),
  );
}

const qrFigure = (source, words) =>
  h(
    "figure",
    { class: "qr" },
    h("img", { src: source, width: "144", height: "144", alt: words("receipt.qr"), decoding: "async" }),
    h("figcaption", {}, words("receipt.qr_hint")),
  );

const fileName = (jti) => String(jti).replace(/[^\w-]/g, "") || "shimin";

function showStatus(element, status, words) {
  const logged = status === "logged";
  element.replaceChildren(icon(logged ? "check" : "clock"), words(logged ? "receipt.logged" : "receipt.pending"));
  element.classList.toggle("is-logged", logged);
}

/** The receipt is good as it is; its proof arrives a moment later, and the card says so then. */
async function waitForLog(url, status, { words, holds }) {
  for (const delay of LOOK_AGAIN_MS) {
    await new Promise((resolve) => setTimeout(resolve, delay));
    const file = await getJson(url).catch(() => null);
    if (!file?.proof) continue;
    showStatus(status, "logged", words);
    holds.announce(words("receipt.logged"));
    return;
  }
}
