/** What the page shows of an outcome. Nothing that is not proven is ever shown as what the receipt says. */

import { h, icon } from "../dom.mjs";
import { stamp } from "../format.mjs";
import { fieldsOf } from "./fields.mjs";
import { words } from "./language.mjs";
import { PROVEN } from "./verify.mjs";

const KINDS = {
  valid: { symbol: "check", texts: "result_valid" },
  waiting: { symbol: "clock", texts: "result_waiting" },
  invalid: { symbol: "cross", texts: "result_invalid" },
};

/**
 * @param {{outcome: object, fingerprint: string, late: boolean, look: (() => void)|null}} shown `late`: it is not going to
 *   be looked at again by itself; `look` does so, for a receipt that came by a link
 * @param {"zh"|"en"} language
 * @param {() => void} again what the button at the end does
 * @returns {HTMLElement[]}
 */
export function render({ outcome, fingerprint, late, look }, language, again) {
  const t = words(language);
  const kind = outcome.valid ? "valid" : outcome.defect === "proof_missing" ? "waiting" : "invalid";
  const trusted = kind !== "invalid";
  return [
    verdict(kind, late, outcome, look, t),
    trusted && says(outcome.statement, language, t),
    proven(outcome, t),
    trusted && limits(t),
    details(outcome, fingerprint, trusted, t),
    h("p", { class: "actions" }, h("button", { type: "button", class: "button", onclick: again }, t("give_again"))),
  ].filter(Boolean);
}

function verdict(kind, late, { defect }, look, t) {
  const { symbol, texts } = KINDS[kind];
  const copyIsOld = kind === "waiting" && late && !look;
  return h(
    "section",
    { class: `panel verdict is-${kind}`, "aria-labelledby": "result-title" },
    icon(symbol),
    h(
      "div",
      {},
      h("h2", { id: "result-title", tabindex: "-1" }, t(texts)),
      h("p", {}, t(copyIsOld ? "result_late_text" : `${texts}_text`)),
      kind === "invalid" && h("p", { class: "reason" }, h("strong", {}, `${t("result_reason")}: `), t(`defect_${defect}`)),
      kind === "waiting" && late && look && h("button", { type: "button", class: "button secondary", onclick: look }, t("trouble_retry")),
    ),
  );
}

function says({ claims, disclosed, hidden }, language, t) {
  const act = t(`act_${claims.act.replaceAll(".", "_")}`, { fallback: claims.act });
  const rows = [
    [t("says_act"), act],
    ...fieldsOf(disclosed, language, t),
    [t("says_issuer"), claims.iss],
    [t("says_issued"), stamp(new Date(claims.iat * 1000).toISOString(), language)],
    [t("says_number"), claims.jti],
    hidden > 0 && [t("says_hidden"), t("says_hidden_count", { count: hidden })],
  ];
  return panel("says", t("says_title"), table(rows.filter(Boolean)));
}

function proven({ defect, proven: steps }, t) {
  const failed = failedStep(defect, steps);
  const item = (step) => {
    const state = steps.includes(step) ? "yes" : step === failed ? "no" : "open";
    const symbol = { yes: "check", no: "cross", open: "question" }[state];
    return h(
      "li",
      { class: `step is-${state}` },
      icon(symbol),
      h("span", {}, t(`proven_${step}`), h("span", { class: "state" }, t(`proven_${state}`))),
    );
  };
  return panel("proven", t("proven_title"), h("ul", { class: "steps" }, PROVEN.map(item)));
}

/** The step that a defect belongs to: the first that was not proven, but for fields, which are read before the signature. */
function failedStep(defect, steps) {
  if (defect === null || defect === "proof_missing") return null;
  return defect === "disclosure_wrong" ? "fields" : PROVEN[steps.length];
}

const limits = (t) =>
  panel(
    "limits",
    t("limits_title"),
    h("ul", { class: "limits" }, ["replaced", "holder", "keys"].map((limit) => h("li", {}, t(`limits_${limit}`)))),
  );

function details({ defect, reason, statement, checkpoint, index }, fingerprint, trusted, t) {
  const rows = [
    defect && [t("detail_code"), `${defect}: ${reason}`],
    statement && [t("detail_key"), statement.kid],
    checkpoint && [t("detail_log"), checkpoint.origin],
    checkpoint && trusted && [t("detail_entry"), String(index)],
    checkpoint && [t("detail_size"), String(checkpoint.size)],
    [t("detail_policy"), fingerprint],
  ];
  const raw = trusted && statement && JSON.stringify({ ...statement.claims, ...Object.fromEntries(statement.disclosed) }, null, 2);
  return h(
    "details",
    { class: "panel" },
    h("summary", {}, t("detail_title")),
    table(rows.filter(Boolean), "technical"),
    raw && [h("h3", { id: "raw-title" }, t("detail_raw")), h("pre", { tabindex: "0", role: "region", "aria-labelledby": "raw-title" }, raw)],
  );
}

const table = (rows, more = "") =>
  h("dl", { class: `facts ${more}` }, rows.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));

const panel = (id, title, ...children) =>
  h("section", { class: "panel", "aria-labelledby": `${id}-title` }, h("h2", { id: `${id}-title` }, title), ...children);
