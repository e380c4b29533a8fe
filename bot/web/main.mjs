/** Starts the page: language first, then the chat. */

import { Chat } from "./chat.mjs";
import { I18n, LANGUAGES, preferred } from "./i18n.mjs";
import { confirmRestart } from "./restart.mjs";
import { Store } from "./store.mjs";

const store = new Store();
const stored = store.get("language");
const i18n = new I18n(LANGUAGES.includes(stored) ? stored : preferred());
const chat = new Chat(document, store, i18n);

const other = () => LANGUAGES.find((language) => language !== i18n.language);
const toggle = chat.find("language");
const NAMES = { zh: "中文", en: "English" };

function offerOther() {
  toggle.textContent = NAMES[other()];
  toggle.lang = other() === "zh" ? "zh-CN" : "en";
}

toggle.addEventListener("click", () => chat.speak(other()).then(offerOther));
confirmRestart(chat.find("restart"), chat.find("restart-dialog"), () => chat.restart());

await i18n.load(i18n.language);
i18n.apply();
offerOther();
chat.start();
