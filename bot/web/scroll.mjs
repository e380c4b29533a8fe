/** Keeps the newest message in view for those who are reading there, and lets the others read on. */

const NEAR_PX = 120;
const CUT_PX = 26;
// Of a screen that is covered more than that by banner and message box, too little is left to read in.
const MOST_COVERED = 0.45;

export class Scroll {
  /**
   * @param {HTMLElement} banner what stands over the beginning of the page
   * @param {HTMLElement} dock what stands over its end
   * @param {HTMLButtonElement} button "new message" or "more below"
   * @param {(kind: "new"|"more") => void} name write on the button
   */
  constructor(banner, dock, button, name) {
    Object.assign(this, { banner, dock, button, name });
    const observer = new ResizeObserver(() => this.#measure());
    for (const element of [banner, dock]) observer.observe(element);
    addEventListener("resize", () => this.#measure());
    button.addEventListener("click", () => this.toEnd());
    addEventListener("scroll", () => this.#left < 8 && (button.hidden = true), { passive: true });
  }

  /** How far it is to the end. */
  get #left() {
    return document.documentElement.scrollHeight - innerHeight - scrollY;
  }

  /** Run what adds to the log, then show the first thing it added, unless the citizen reads further up. */
  async follow(add) {
    const follows = this.#left < NEAR_PX;
    const first = [await add()].flat().find(Boolean);
    if (!first) return;
    if (!follows) this.#offer("new");
    else if (!this.#isTallerThanView(first)) this.toEnd();
    else {
      first.scrollIntoView({ block: "start" });
      this.#offer("more");
    }
  }

  #measure() {
    const root = document.documentElement;
    root.style.setProperty("--banner-height", `${this.banner.offsetHeight}px`);
    root.style.setProperty("--dock-height", `${this.dock.offsetHeight}px`);
    root.classList.toggle("cramped", this.banner.offsetHeight + this.dock.offsetHeight > innerHeight * MOST_COVERED);
  }

  #offer(kind) {
    this.name(kind);
    this.button.hidden = false;
  }

  toEnd() {
    this.button.hidden = true;
    scrollTo({ top: document.documentElement.scrollHeight });
  }

  /**
   * From the first new message to the end there is more than one screen: its beginning matters more than its end.
   * A little more does not count: the line that says who speaks may go, if the buttons at the end are seen for it.
   */
  #isTallerThanView(first) {
    const log = first.parentElement.getBoundingClientRect();
    return log.bottom - first.getBoundingClientRect().top > innerHeight - this.dock.offsetHeight - this.banner.offsetHeight + CUT_PX;
  }
}
