/** SD-JWT (RFC 9901) in the one profile that receipts use, as in `ledger/sd_jwt.py`. */

import {
  VerificationError,
  b64decode,
  b64urlDecode,
  b64urlEncode,
  fromUtf8,
  hasExactly,
  isName,
  isObject,
  jsonLoads,
  reading,
  sha256,
  utf8,
} from "./encoding.mjs";

const TYPE = "dc+sd-jwt";
const SALT_SIZE = 16;
const HASH_SIZE = 32;
const OPEN_CLAIMS = ["iss", "vct", "jti", "iat", "act", "log_head", "_sd_alg", "_sd"];
const REFUSED_CLAIMS = ["exp", "nbf", "aud", "sub", "cnf", "status", "nonce"];
const JTI = /^[A-Za-z0-9_-]{16,64}$/;
const ACT = /^[a-z][a-z_]*(\.[a-z][a-z_]*)+$/;
const wrong = (message) => new VerificationError("claims_wrong", message);
const badField = (message) => new VerificationError("disclosure_wrong", message);

/**
 * Read an SD-JWT into { jwt, kid, claims, disclosed, hidden, signature, signedBytes }.
 * Nothing in it is to be believed before the signature is checked.
 */
export async function parseSdJwt(text) {
  const bad = (message) => new VerificationError("sd_jwt_malformed", message);
  const [jwt, ...disclosures] = text.split("~");
  if (disclosures.length === 0 || disclosures.pop() !== "") throw bad("the SD-JWT does not end with '~'");
  const parts = jwt.split(".");
  if (parts.length !== 3) throw bad(`the JWT has ${parts.length} parts, expected 3`);
  const [header, payload, signature] = reading("sd_jwt_malformed", "JWT", () => [
    jsonLoads(fromUtf8(b64urlDecode(parts[0]))),
    jsonLoads(fromUtf8(b64urlDecode(parts[1]))),
    b64urlDecode(parts[2]),
  ]);
  const kid = checkHeader(header);
  const { claims, digests } = checkPayload(payload);
  const disclosed = await checkDisclosures(disclosures, claims, digests);
  const signedBytes = utf8(jwt.slice(0, jwt.lastIndexOf(".")));
  return { jwt, kid, claims, disclosed, hidden: digests.size - disclosed.size, signature, signedBytes };
}

function checkHeader(header) {
  const ok = isObject(header) && hasExactly(header, ["alg", "typ", "kid"]);
  if (!ok || header.alg !== "EdDSA" || header.typ !== TYPE || typeof header.kid !== "string") {
    throw new VerificationError("header_wrong", `the header is not alg EdDSA, typ ${TYPE} and kid`);
  }
  return header.kid;
}

function checkPayload(payload) {
  if (!isObject(payload) || !OPEN_CLAIMS.every((name) => Object.hasOwn(payload, name))) throw wrong("a claim is missing");
  if (REFUSED_CLAIMS.some((name) => Object.hasOwn(payload, name))) throw wrong("a claim does not belong into a receipt");
  const { _sd: digests, _sd_alg: algorithm, ...claims } = payload;
  checkOpenClaims(claims);
  if (algorithm !== "sha-256" || !Array.isArray(digests)) throw wrong("_sd is no list of SHA-256 digests");
  if (!digests.every(isDigest) || new Set(digests).size !== digests.length) throw wrong("_sd holds no distinct digests");
  return { claims, digests: new Set(digests) };
}

function checkOpenClaims({ iss, vct, iat, jti, act, log_head: head, ...others }) {
  if (![iss, vct].every((claim) => typeof claim === "string" && claim)) throw wrong("iss and vct must be text");
  if (!Number.isSafeInteger(iat) || iat < 0) throw wrong("iat is no time in seconds");
  if (typeof jti !== "string" || !JTI.test(jti)) throw wrong("jti is no id of 16 to 64 base64url characters");
  if (typeof act !== "string" || !ACT.test(act)) throw wrong("act is no code like booking.created");
  if (!isObject(head) || !hasExactly(head, ["size", "root"])) throw wrong("log_head is not {size, root}");
  if (!Number.isSafeInteger(head.size) || head.size < 0 || !isHash(head.root)) throw wrong("log_head is not {size, root}");
  if (Object.values(others).some(hasDisclosureKeys)) throw wrong("selective disclosure is flat in this profile");
}

async function checkDisclosures(texts, claims, digests) {
  const disclosed = new Map();
  for (const text of texts) {
    const [name, value] = readDisclosure(text);
    const digest = b64urlEncode(await sha256(utf8(text)));
    if (!digests.has(digest)) throw badField(`the field ${name} is not what the issuer signed`);
    if (Object.hasOwn(claims, name) || disclosed.has(name)) throw badField(`the field ${name} appears twice`);
    disclosed.set(name, value);
  }
  return disclosed;
}

function readDisclosure(text) {
  const value = reading("disclosure_wrong", "a disclosure", () => jsonLoads(fromUtf8(b64urlDecode(text))));
  if (!Array.isArray(value) || value.length !== 3) throw badField("a disclosure is not [salt, name, value]");
  const [salt, name, content] = value;
  const saltBytes = reading("disclosure_wrong", "a salt", () => (typeof salt === "string" ? b64urlDecode(salt) : []));
  if (saltBytes.length < SALT_SIZE) throw badField("a disclosure has a short salt");
  if (!isName(name) || OPEN_CLAIMS.includes(name) || REFUSED_CLAIMS.includes(name)) {
    throw badField("a disclosure has a name that no field may have");
  }
  if (hasDisclosureKeys(content)) throw badField("a disclosure is not flat");
  return [name, content];
}

function hasDisclosureKeys(value) {
  if (Array.isArray(value)) return value.some(hasDisclosureKeys);
  if (!isObject(value)) return false;
  return Object.hasOwn(value, "_sd") || Object.hasOwn(value, "_sd_alg") || Object.values(value).some(hasDisclosureKeys);
}

const isDigest = (text) => hasSize(text, b64urlDecode);
const isHash = (text) => hasSize(text, b64decode);

function hasSize(text, decode) {
  try {
    return typeof text === "string" && decode(text).length === HASH_SIZE;
  } catch {
    return false;
  }
}
