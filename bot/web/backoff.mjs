/** How long to wait before trying again: twice as long each time, with a little chance so that a city does not knock at once. */

const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/** @param {number} attempts failed so far, from 1 */
export const backoff = (attempts) => Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempts - 1)) * (0.8 + 0.4 * Math.random());
