/** What a verifier trusts: C2SP tlog-policy with `#issuer` lines, and JWK Sets, as in `ledger/policy.py` and `jwks.py`. */

import { isPublicKey } from "./ed25519.mjs";
import { VerificationError, b64urlDecode, checkJson, hasExactly, isObject, jsonLoads, reading } from "./encoding.mjs";
import { parseVkey } from "./note.mjs";

const ISSUER_PREFIX = "#issuer ";
const MAX_LOGS = 32;
const MEMBERS = ["kty", "crv", "alg", "use", "kid", "iss", "nbf", "exp", "x"];
const badPolicy = (message) => new VerificationError("policy_malformed", message);
const badSet = (message) => new VerificationError("jwks_malformed", message);

/** Read a policy into { logs, issuers }: vkeys, any of which must have signed, and a Map of issuer keys by kid. */
export async function parsePolicy(text) {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u0008\u000B-\u001F\u007F]/.test(text)) throw badPolicy("the policy has a control character");
  const [logs, quorums, issuers] = [[], [], []];
  for (const line of text.split("\n")) {
    if (line.startsWith(ISSUER_PREFIX)) {
      issuers.push(parseKey(reading("policy_malformed", "issuer line", () => jsonLoads(line.slice(ISSUER_PREFIX.length)))));
      continue;
    }
    const words = line.replace(/^[ \t]+|[ \t]+$/g, "").split(/[ \t]+/);
    if (!words[0] || words[0].startsWith("#")) continue;
    if (words[0] === "log" && (words.length === 2 || words.length === 3)) logs.push(await parseVkey(words[1]));
    else if (words[0] === "quorum" && words.length === 2) quorums.push(words[1]);
    else throw badPolicy(`the policy has a line ${JSON.stringify(words[0].slice(0, 20))}`);
  }
  if (quorums.length !== 1 || quorums[0] !== "none") throw badPolicy("the policy must say 'quorum none'");
  if (logs.length < 1 || logs.length > MAX_LOGS) throw badPolicy(`the policy names ${logs.length} logs`);
  if (new Set(logs.map((log) => String(log.publicKey))).size !== logs.length) throw badPolicy("two logs have the same key");
  return { logs, issuers: collect(issuers) };
}

/** Read a JWK Set into a Map of issuer keys by kid. */
export function parseJwks(text) {
  const value = reading("jwks_malformed", "JWK Set", () => JSON.parse(text));
  reading("jwks_malformed", "JWK Set", () => checkJson(value));
  if (!isObject(value) || !hasExactly(value, ["keys"]) || !Array.isArray(value.keys)) throw badSet("not a JWK Set");
  return collect(value.keys.map(parseKey));
}

function parseKey(value) {
  if (!isObject(value) || !hasExactly(value, MEMBERS)) throw badSet(`a key has not exactly the members ${MEMBERS}`);
  const { kty, crv, alg, use, kid, iss, nbf, exp, x } = value;
  if (kty !== "OKP" || crv !== "Ed25519" || alg !== "EdDSA" || use !== "sig") throw badSet("a key is not for EdDSA");
  if (![kid, iss, x].every((item) => typeof item === "string" && item)) throw badSet("kid, iss and x must be text");
  if (![nbf, exp].every(Number.isSafeInteger) || !(0 <= nbf && nbf < exp)) throw badSet("nbf and exp are no span of time");
  const publicKey = reading("jwks_malformed", "x", () => b64urlDecode(x));
  if (!isPublicKey(publicKey)) throw new VerificationError("key_malformed", `key ${kid} is no point of prime order`);
  return { kid, iss, nbf, exp, publicKey };
}

function collect(keys) {
  const byKid = new Map(keys.map((key) => [key.kid, key]));
  if (byKid.size !== keys.length) throw badSet("two keys have the same kid");
  return byKid;
}
