/** The /verify page: takes a receipt (file, text or link), has it judged in this browser, and shows the outcome. */

import { Store } from "../store.mjs";
import { isSupported } from "./ed25519.mjs";
import { LANGUAGES, tag, words } from "./language.mjs";
import { Trust } from "./trust.mjs";
import { verify } from "./verify.mjs";
import { render } from "./view.mjs";

// A receipt is in the log within a second or so; when it is not after all of these, the citizen may ask again.
const LOOK_AGAIN_MS = [1_000, 2_000, 4_000, 8_000];
const LINK = /^#(\/receipts\/[A-Za-z0-9_-]{1,64}\?key=[A-Za-z0-9_-]{1,128})$/;

const $ = (id) => document.getElementById(id);
const store = new Store();
const trust = new Trust();

class Page {
  #trouble = null;
  #again = null;
  #busy = "";
  #shown = null;
  #run = 0; // the newest request wins: whatever finishes later is dropped

  constructor() {
    const stored = store.get("language");
    this.language = LANGUAGES.includes(stored) ? stored : preferred();
  }

  start() {
    $("language").addEventListener("click", () => this.#speak(this.language === "zh" ? "en" : "zh"));
    $("file").addEventListener("change", (event) => this.#takeFile(event.target));
    $("policy").addEventListener("change", (event) => this.#takePolicy(event.target));
    $("paste").addEventListener("submit", (event) => this.#takeText(event));
    $("retry").addEventListener("click", () => this.#again?.());
    listenToDrops($("drop"), (file) => this.#check(() => bytesOf(file)));
    addEventListener("hashchange", () => this.#followLink());
    this.#speak(this.language);
    this.#loadPolicy();
    this.#followLink();
  }

  #speak(language) {
    this.language = language;
    store.set("language", language);
    const t = words(language);
    document.documentElement.lang = tag(language);
    document.title = t("page_title");
    $("language").lang = tag(language === "zh" ? "en" : "zh");
    $("language").textContent = t("page_language");
    for (const element of document.querySelectorAll("[data-text]")) element.textContent = t(element.dataset.text);
    this.#draw();
  }

  #draw() {
    const t = words(this.language);
    $("busy").textContent = this.#busy && t(this.#busy);
    $("trouble").hidden = !this.#trouble;
    $("trouble-text").textContent = this.#trouble ? t(this.#trouble) : "";
    $("retry").hidden = !this.#again;
    $("result").hidden = !this.#shown;
    $("give").hidden = Boolean(this.#shown);
    $("fingerprint").textContent = trust.fingerprint ?? "…";
    if (this.#shown) $("result").replaceChildren(...render(this.#shown, this.language, () => this.#reset()));
    else $("result").replaceChildren();
  }

  #reset() {
    this.#run += 1;
    this.#state({});
    $("file").value = "";
    $("text").value = "";
    if (location.hash) history.replaceState(null, "", location.pathname);
    $("file").focus();
  }

  #state({ busy = "", trouble = null, again = null, shown = null }) {
    [this.#busy, this.#trouble, this.#again, this.#shown] = [busy, trouble, again, shown];
    this.#draw();
  }

  /** Load the keys ahead, so that the page works offline. A failure is said when a receipt is to be checked. */
  #loadPolicy() {
    trust.load().then(() => this.#draw(), () => {});
  }

  #takeFile(input) {
    if (input.files.length) this.#check(() => bytesOf(input.files[0]));
  }

  #takeText(event) {
    event.preventDefault();
    const text = $("text").value.trim();
    if (text) this.#check(async () => ({ bytes: new TextEncoder().encode(text) }));
    else this.#state({ trouble: "trouble_empty" });
  }

  async #takePolicy(input) {
    if (!input.files.length) return;
    const retry = this.#shown?.retry;
    try {
      await trust.use(await input.files[0].text());
      this.#draw();
      retry?.();
    } catch {
      this.#state({ trouble: "trouble_bad_policy" });
    }
  }

  #followLink() {
    const link = LINK.exec(location.hash)?.[1];
    if (link) this.#check(() => fetched(link), { again: LOOK_AGAIN_MS });
    else if (location.hash.startsWith("#/")) this.#state({ trouble: "trouble_not_found" });
  }

  /** Get the bytes of a receipt, judge them and show the outcome; look again while the log has not numbered it. */
  async #check(get, { again = [] } = {}) {
    this.#run += 1;
    const run = this.#run;
    const retry = () => this.#check(get, { again });
    this.#state({ busy: "busy_loading" });
    for (const pause of [...again, null]) {
      const { trouble, outcome } = await receive(get);
      if (run !== this.#run) return;
      if (trouble) this.#state({ trouble, again: retry });
      else this.#show({ outcome, fingerprint: trust.fingerprint, late: pause === null, look: again.length ? retry : null, retry });
      if (trouble || outcome.defect !== "proof_missing" || pause === null) return;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  /** Show an outcome; the same one again leaves the page as it is, with what the reader has opened. */
  #show(shown) {
    const before = this.#shown;
    if (before && before.outcome.defect === shown.outcome.defect && before.late === shown.late) return;
    this.#state({ shown });
    if (before?.outcome.defect !== shown.outcome.defect) $("result-title").focus();
  }
}

async function receive(get) {
  const { bytes, trouble } = await get();
  return trouble ? { trouble } : judge(bytes);
}

async function judge(bytes) {
  if (!(await isSupported())) return { trouble: "trouble_unsupported" };
  let policy;
  try {
    policy = await trust.load();
  } catch (error) {
    return { trouble: error.code ? "trouble_bad_policy" : "trouble_no_policy" };
  }
  return { outcome: await verify(bytes, policy) };
}

async function bytesOf(file) {
  try {
    // One byte more than a receipt may have is enough to see that it is none.
    return { bytes: new Uint8Array(await file.slice(0, 65_537).arrayBuffer()) };
  } catch {
    return { trouble: "trouble_empty" };
  }
}

async function fetched(path) {
  try {
    const response = await fetch(path, { cache: "no-store", redirect: "error" });
    if (!response.ok) return { trouble: response.status < 500 ? "trouble_not_found" : "trouble_offline" };
    return { bytes: new Uint8Array(await response.arrayBuffer()) };
  } catch {
    return { trouble: "trouble_offline" };
  }
}

/** A file may be dropped anywhere: one that misses the box must not make the browser leave the page. */
function listenToDrops(box, take) {
  const mark = (on) => box.classList.toggle("is-over", on);
  addEventListener("dragover", (event) => {
    event.preventDefault();
    mark(true);
  });
  addEventListener("dragleave", (event) => event.relatedTarget === null && mark(false));
  addEventListener("drop", (event) => {
    event.preventDefault();
    mark(false);
    if (event.dataTransfer.files.length) take(event.dataTransfer.files[0]);
  });
}

function preferred() {
  const code = (navigator.languages ?? []).map((one) => one.slice(0, 2)).find((one) => LANGUAGES.includes(one));
  return code ?? "zh";
}

new Page().start();
