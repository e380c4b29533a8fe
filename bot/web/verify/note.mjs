/** Signed notes, verifier keys and checkpoints (C2SP signed-note, tlog-checkpoint), as in `ledger/note.py`. */

import { isPublicKey, verifies } from "./ed25519.mjs";
import { VerificationError, b64decode, concat, equal, hex, parseDecimal, reading, sha256, utf8 } from "./encoding.mjs";
import { HASH_SIZE } from "./merkle.mjs";

const ED25519 = 1;
const ID_SIZE = 4;
const MAX_SIGNATURES = 64;
const PREFIX = "— ";
const malformed = (message) => new VerificationError("note_malformed", message);
const badKey = (message) => new VerificationError("key_malformed", message);

/** Read a vkey into { name, keyId, publicKey }; other algorithms and bytes that are no public key are refused. */
export async function parseVkey(text) {
  const [name, keyId, ...rest] = text.split("+");
  if (rest.length === 0) throw badKey("vkey has not three parts");
  const material = reading("key_malformed", "vkey", () => b64decode(rest.join("+")));
  if (material.length !== 33 || material[0] !== ED25519) throw badKey("vkey is not Ed25519");
  const publicKey = material.slice(1);
  if (!isPublicKey(publicKey)) throw badKey("vkey holds no point of prime order");
  const id = (await sha256(concat(utf8(checkedName(name)), utf8("\n"), material))).slice(0, ID_SIZE);
  if (hex(id) !== keyId) throw badKey(`vkey has id ${keyId}, expected ${hex(id)}`);
  return { name, keyId: id, publicKey };
}

/** Read a signed note into { text, signatures }; the signatures are unchecked until `verifyNote`. */
export function parseNote(note) {
  const split = note.lastIndexOf("\n\n");
  if (split < 0) throw malformed("no empty line before the signatures");
  const [text, block] = [note.slice(0, split + 1), note.slice(split + 2)];
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u0009\u000B-\u001F\uD800-\uDFFF]/u.test(text)) throw malformed("note text has a control character");
  if (!block.endsWith("\n")) throw malformed("note does not end with a signature line");
  const lines = block.slice(0, -1).split("\n");
  if (lines.length > MAX_SIGNATURES) throw malformed(`more than ${MAX_SIGNATURES} signatures`);
  return { text, signatures: lines.map(parseSignature) };
}

/** Throw unless at least one of `keys` signed, and none of them signed wrongly or twice. Strangers are ignored. */
export async function verifyNote(note, keys) {
  const signers = new Set();
  for (const { name, keyId, value } of note.signatures) {
    const key = keys.find((known) => known.name === name && equal(known.keyId, keyId));
    if (!key) continue;
    if (signers.has(key)) throw malformed(`${name} signed twice`);
    if (!(await verifies(key.publicKey, value, utf8(note.text)))) {
      throw new VerificationError("log_signature_wrong", `the signature of ${name} does not fit the text`);
    }
    signers.add(key);
  }
  if (signers.size === 0) throw new VerificationError("log_unknown", "signed by no key that this verifier knows");
}

/** Read the text of a note as a checkpoint { origin, size, root }. */
export function parseCheckpoint(text) {
  const bad = (message) => new VerificationError("checkpoint_malformed", message);
  const lines = text.split("\n");
  if (lines.length !== 4 || lines[3]) throw bad("a checkpoint has exactly three lines");
  const [origin, size, encoded] = lines;
  if (!origin) throw bad("the origin is empty");
  const root = reading("checkpoint_malformed", "root hash", () => b64decode(encoded));
  if (root.length !== HASH_SIZE) throw bad(`root hash has ${root.length} bytes`);
  return { origin, size: parseDecimal(size, "checkpoint_malformed"), root };
}

function parseSignature(line) {
  const [name, encoded, ...more] = line.startsWith(PREFIX) ? line.slice(PREFIX.length).split(" ") : [];
  if (encoded === undefined || more.length) throw malformed("signature line has another form than '— name base64'");
  let data;
  try {
    data = b64decode(encoded);
    checkedName(name);
  } catch (error) {
    throw malformed(`signature line: ${error.message}`);
  }
  if (data.length <= ID_SIZE) throw malformed("signature is too short");
  return { name, keyId: data.slice(0, ID_SIZE), value: data.slice(ID_SIZE) };
}

function checkedName(name) {
  if (!name || /[+\p{White_Space}\p{Cc}\p{Cs}]/u.test(name)) throw badKey("key name is empty or has a blank or a plus");
  return name;
}
