/** The words of the page: one catalogue per language, fetched when the language is first needed. */

export const LANGUAGES = ["zh", "en"];
const TAGS = { zh: "zh-CN", en: "en" };

/** @typedef {(key: string, values?: Record<string, unknown>) => string} Words */

export class I18n {
  #catalogues = new Map();
  #loading = new Map();

  /** @param {string} language of the interface; call `load` before `t` */
  constructor(language) {
    this.language = language;
  }

  /** Fetch a language once; a failed fetch may be tried again. */
  load(language) {
    if (!this.#loading.has(language)) {
      const loading = fetch(new URL(`./locales/${language}.json`, import.meta.url)).then(async (response) => {
        if (!response.ok) throw new Error(`locales/${language}.json: ${response.status}`);
        this.#catalogues.set(language, await response.json());
      });
      loading.catch(() => this.#loading.delete(language));
      this.#loading.set(language, loading);
    }
    return this.#loading.get(language);
  }

  /** The words of the interface. */
  t = (key, values) => this.in(this.language)(key, values);

  /**
   * The words of one language; of the interface while that language is not there.
   * @returns {Words}
   */
  in(language) {
    const known = this.#catalogues.has(language) ? language : this.language;
    return (key, values = {}) => fill(this.#catalogues.get(known)?.[key] ?? key, values, known);
  }

  /** Whether the catalogues have this key: codes that the city adds later have no words yet. */
  has = (key) => Boolean(this.#catalogues.get(this.language)?.[key]);

  /** Write the words of the interface into every element that names its key. */
  apply(root = document) {
    document.documentElement.lang = tag(this.language);
    document.title = this.t("page.title");
    for (const element of root.querySelectorAll("[data-i18n]")) element.textContent = this.t(element.dataset.i18n);
    for (const element of root.querySelectorAll("[data-i18n-placeholder]"))
      element.placeholder = this.t(element.dataset.i18nPlaceholder);
  }
}

/** The `lang` attribute of a language code. */
export const tag = (language) => TAGS[language] ?? TAGS.zh;

/** The language a first visitor is greeted in: the first of the browser's that the page speaks. */
export function preferred(languages = navigator.languages ?? []) {
  const codes = languages.map((language) => language.slice(0, 2).toLowerCase());
  return codes.find((code) => LANGUAGES.includes(code)) ?? (codes.length ? "en" : "zh");
}

function fill(entry, values, language) {
  const sentence = typeof entry === "object" ? (entry[new Intl.PluralRules(tag(language)).select(values.count)] ?? entry.other) : entry;
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
