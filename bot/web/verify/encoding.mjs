/** Base64 and JSON with exactly one spelling per value, as in `ledger/encoding.py`. */

const MAX_DEPTH = 8;
const NAME = /^(?:[A-Za-z][A-Za-z0-9_]{0,63}|_sd|_sd_alg)$/;
const encoder = new TextEncoder();

/** A receipt, proof, checkpoint, key or policy that is refused; `code` is one of `Defect` in `ledger/errors.py`. */
export class VerificationError extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/** Run `read`; whatever it throws becomes a VerificationError with `code`. */
export function reading(code, what, read) {
  try {
    return read();
  } catch (error) {
    throw error instanceof VerificationError ? error : new VerificationError(code, `${what}: ${error.message}`);
  }
}

export const utf8 = (text) => encoder.encode(text);

/** Decode UTF-8 strictly; a byte order mark stays, and is no JSON. */
export const fromUtf8 = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);

export const concat = (...arrays) => {
  const result = new Uint8Array(arrays.reduce((length, array) => length + array.length, 0));
  let offset = 0;
  for (const array of arrays) {
    result.set(array, offset);
    offset += array.length;
  }
  return result;
};

export const equal = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

export const b64encode = (bytes) => btoa(String.fromCharCode(...bytes));
export const b64urlEncode = (bytes) => b64encode(bytes).replace(/=+$/, "").replaceAll("+", "-").replaceAll("/", "_");

/** Read standard base64 in its one canonical spelling. */
export function b64decode(text) {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw new Error("not base64");
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  if (b64encode(bytes) !== text) throw new Error("base64 is not canonical");
  return bytes;
}

/** Read unpadded base64url in its one canonical spelling. */
export function b64urlDecode(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) throw new Error("not base64url");
  const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  if (b64urlEncode(bytes) !== text) throw new Error("base64url is not canonical");
  return bytes;
}

/** Read canonical JSON: whatever would not be written back letter for letter is refused, duplicate names included. */
export function jsonLoads(text) {
  const value = JSON.parse(text);
  checkJson(value);
  if (JSON.stringify(value) !== text) throw new Error("JSON is not in canonical form");
  return value;
}

/** Throw unless every reader gets the same value back: no floats, safe integers, plain names, whole characters. */
export function checkJson(value, depth = 0) {
  if (depth > MAX_DEPTH) throw new Error("JSON is nested too deeply");
  if (value === null || typeof value === "boolean") return;
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new Error("a number is not a safe integer");
  } else if (typeof value === "string") {
    if (!isWellFormed(value)) throw new Error("half a character");
  } else if (Array.isArray(value)) {
    for (const item of value) checkJson(item, depth + 1);
  } else {
    for (const [name, item] of Object.entries(value)) {
      if (!NAME.test(name)) throw new Error(`member name ${JSON.stringify(name)} is not plain`);
      checkJson(item, depth + 1);
    }
  }
}

export const isName = (text) => typeof text === "string" && NAME.test(text);
export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether an object has exactly these members, in any order. */
export function hasExactly(value, names) {
  const own = Object.keys(value);
  return own.length === names.length && names.every((name) => Object.hasOwn(value, name));
}

/** Read an ASCII decimal without leading zeroes, at most 2**53 - 1. */
export function parseDecimal(text, code) {
  if (!/^(?:0|[1-9][0-9]{0,15})$/.test(text) || !Number.isSafeInteger(Number(text))) {
    throw new VerificationError(code, `${JSON.stringify(text.slice(0, 24))} is not a plain decimal`);
  }
  return Number(text);
}

const isWellFormed = (text) => !/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(text);
