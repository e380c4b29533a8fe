/** Keeps the newest message in view for those who are reading there, and lets the others read on. */

const NEAR_PX = 120;
// The banner, less what may be cut off at the top.
const TOP_PX = 40;

export class Scroll {
  /**
   * @param {HTMLElement} dock what stands over the end of the page
   * @param {HTMLButtonElement} button "new message" or "more below"
   * @param {(kind: "new"|"more") => void} name write on the button
   */
  constructor(dock, button, name) {
    Object.assign(this, { dock, button, name });
    const root = document.documentElement;
    new ResizeObserver(() => root.style.setProperty("--dock-height", `${dock.offsetHeight}px`)).observe(dock);
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
    return log.bottom - first.getBoundingClientRect().top > innerHeight - this.dock.offsetHeight - TOP_PX;
  }
}
