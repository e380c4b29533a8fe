/** The staff's pages by keyboard. An element with data-key is pressed, or entered, by that key; the rest is htmx. */

const STORED = "shimin.keys";
const TYPING = "input:not([type=checkbox]), textarea:not([aria-readonly]), select";

const find = (selector, within = document) => within.querySelector(selector);
const all = (selector) => [...document.querySelectorAll(selector)];

/** Single keys can be switched off (WCAG 2.1.4): somebody who dictates would press them by speaking. */
const toggle = find("#keys-on");
if (toggle) {
  toggle.checked = localStorage.getItem(STORED) !== "off";
  toggle.addEventListener("change", () => localStorage.setItem(STORED, toggle.checked ? "on" : "off"));
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape") return document.activeElement?.blur();
  if (!toggle?.checked || event.target.closest(TYPING)) return;
  const done = press(event.key);
  if (done) event.preventDefault();
});

function press(key) {
  const wanted = all("[data-key]").find((element) => element.dataset.key === key && element.offsetParent !== null);
  if (wanted) {
    if (wanted.matches("select, textarea, input")) wanted.focus();
    else wanted.click();
    return true;
  }
  const rows = all("[data-row]");
  if (!rows.length) return false;
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  if (key === "j" || key === "k") {
    const there = Math.min(Math.max(here + (key === "j" ? 1 : -1), 0), rows.length - 1);
    find("a", rows[there]).focus();
  } else if (key === "x" && here >= 0) {
    find("input[type=checkbox]", rows[here]).click();
  } else if (key === "a") {
    const ticks = all("[data-row] input[type=checkbox]:enabled");
    const on = !ticks.every((tick) => tick.checked);
    for (const tick of ticks) tick.checked = on;
  } else {
    return false;
  }
  return true;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-intent], [data-mark], [data-remove]");
  if (!button) return;
  if (button.dataset.intent) find("#intent").value = button.dataset.intent;
  else if ("mark" in button.dataset) mark();
  else remove(button.closest(".entity"));
});

/** A text that is read-only has no caret in every browser, so this one is writable and takes no writing. */
const said = find("#text");
if (said) {
  said.readOnly = false;
  said.setAttribute("aria-readonly", "true");
  said.addEventListener("beforeinput", (event) => event.preventDefault());
}

/** Add a row for what is selected in the text; where nothing is, an empty one. */
function mark() {
  const row = find("#entity-row").content.cloneNode(true).firstElementChild;
  const { selectionStart: start, selectionEnd: end, value } = said;
  if (end > start) {
    find("[name=part]", row).value = value.slice(start, end);
    find("[name=start]", row).value = [...value.slice(0, start)].length;
  }
  find("#entities").append(row);
  find(end > start ? "select" : "[name=part]", row).focus();
}

function remove(row) {
  row.remove();
  find("[data-mark]").focus();
}
