/**
 * The judge: what a receipt file proves, given a policy, with no network. Same steps, same codes as `ledger/verify.py`;
 * the vectors in `tests/vectors/ledger` hold the two together.
 */

import { verifies } from "./ed25519.mjs";
import { VerificationError, b64decode, concat, fromUtf8, isObject, parseDecimal, reading, sha256, utf8 } from "./encoding.mjs";
import { HASH_SIZE, leafHash, verifyInclusion } from "./merkle.mjs";
import { parseCheckpoint, parseNote, verifyNote } from "./note.mjs";
import { parseSdJwt } from "./sd_jwt.mjs";

export { VerificationError } from "./encoding.mjs";
export { parseJwks, parsePolicy } from "./policy.mjs";

export const PROVEN = ["issued", "fields", "published", "logged", "not_before"];
const FORMAT = "receipt/v1";
const PROOF_HEADER = "c2sp.org/tlog-proof@v1";
const MAX_BYTES = 65_536;
const MAX_PROOF_HASHES = 64;

/**
 * Judge the bytes of a receipt file.
 * @param {Uint8Array} bytes
 * @param {{logs: object[], issuers: Map<string, object>}} policy
 * @returns {Promise<{valid: boolean, defect: string|null, reason: string|null, proven: string[], statement: object|null,
 *   checkpoint: object|null, index: number|null}>} `statement` only once it is proven who made it
 */
export async function verify(bytes, policy) {
  const outcome = { valid: false, defect: null, reason: null, proven: [], statement: null, checkpoint: null, index: null };
  try {
    await judge(bytes, policy, outcome);
    return { ...outcome, valid: true };
  } catch (error) {
    if (!(error instanceof VerificationError)) throw error;
    return { ...outcome, defect: error.code, reason: error.message };
  }
}

async function judge(bytes, policy, outcome) {
  const file = parseFile(bytes);
  const statement = await parseSdJwt(file.sd_jwt);
  await checkIssuer(statement, policy);
  outcome.statement = statement;
  outcome.proven.push("issued", "fields");
  if (file.proof === null) throw new VerificationError("proof_missing", "the log has not numbered the receipt yet");
  const proof = parseProof(file.proof);
  const checkpoint = parseCheckpoint(proof.note.text);
  await verifyNote(proof.note, policy.logs.filter((log) => log.name === checkpoint.origin));
  outcome.checkpoint = checkpoint;
  outcome.index = proof.index;
  outcome.proven.push("published");
  const leaf = await leafHash(await logEntry(statement.jwt, proof.successor));
  await verifyInclusion(leaf, proof.index, checkpoint.size, proof.path, checkpoint.root);
  outcome.proven.push("logged");
  const { size } = statement.claims.log_head;
  if (proof.index < size) throw new VerificationError("log_head_wrong", `entry ${proof.index} is older than head ${size}`);
  outcome.proven.push("not_before");
}

function parseFile(bytes) {
  if (bytes.length > MAX_BYTES) throw new VerificationError("too_large", `${bytes.length} bytes`);
  const [text, value] = reading("unreadable", "not JSON", () => {
    const decoded = fromUtf8(bytes);
    return [decoded, JSON.parse(decoded)];
  });
  if (!isObject(value)) throw new VerificationError("unreadable", "not a JSON object");
  if (value.format !== FORMAT) throw new VerificationError("format_unknown", `the format is not ${FORMAT}`);
  const { sd_jwt, proof } = value;
  const isText = typeof sd_jwt === "string" && (typeof proof === "string" || proof === null);
  if (Object.keys(value).join() !== "format,sd_jwt,proof" || !isText) {
    throw new VerificationError("members_wrong", "the members are not format, sd_jwt and proof, in this order");
  }
  if (!spellings({ format: FORMAT, sd_jwt, proof }).includes(text.replace(/\n$/, ""))) {
    throw new VerificationError("not_canonical", "the file is written otherwise than any JSON printer writes it");
  }
  return { sd_jwt, proof };
}

/** The texts that common JSON printers make of a receipt; any other spelling has been tampered with. */
function spellings(value) {
  const compact = JSON.stringify(value);
  const members = Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${JSON.stringify(item)}`);
  const plain = [compact, `{${members.join(", ")}}`, JSON.stringify(value, null, 2)];
  const escape = (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return [...plain, ...plain.map((text) => text.replace(/[\u007F-\uFFFF]/g, escape))];
}

async function checkIssuer(statement, policy) {
  const { kid, claims } = statement;
  const key = policy.issuers.get(kid);
  if (!key || key.iss !== claims.iss) throw new VerificationError("issuer_unknown", `no key ${kid} of this issuer`);
  if (!(await verifies(key.publicKey, statement.signature, statement.signedBytes))) {
    throw new VerificationError("issuer_signature_wrong", `the signature of ${kid} does not fit`);
  }
  if (!(key.nbf <= claims.iat && claims.iat < key.exp)) {
    throw new VerificationError("issuer_key_not_valid_then", `${kid} was not valid at iat`);
  }
}

function parseProof(text) {
  const bad = (message) => new VerificationError("proof_malformed", message);
  const hash = (encoded) => {
    const bytes = reading("proof_malformed", "hash", () => b64decode(encoded));
    if (bytes.length !== HASH_SIZE) throw bad(`a hash has ${bytes.length} bytes`);
    return bytes;
  };
  const split = text.indexOf("\n\n");
  const lines = text.slice(0, Math.max(split, 0)).split("\n");
  if (split < 0 || lines.shift() !== PROOF_HEADER) throw bad(`the proof does not begin with ${PROOF_HEADER}`);
  const successor = lines[0]?.startsWith("extra ") ? hash(lines.shift().slice("extra ".length)) : null;
  if (!lines[0]?.startsWith("index ")) throw bad("the proof has no index line");
  const index = parseDecimal(lines.shift().slice("index ".length), "proof_malformed");
  if (lines.length > MAX_PROOF_HASHES) throw bad(`the proof has more than ${MAX_PROOF_HASHES} hashes`);
  return { index, path: lines.map(hash), successor, note: parseNote(text.slice(split + 2)) };
}

async function logEntry(jwt, successor) {
  return concat(utf8("receipt/v1\n"), await sha256(utf8(jwt)), successor ?? new Uint8Array());
}
