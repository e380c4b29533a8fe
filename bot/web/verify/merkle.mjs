/** The Merkle tree of RFC 6962 2.1, and the inclusion check of RFC 9162 2.1.3.2, as in `ledger/merkle.py`. */

import { VerificationError, concat, equal, sha256 } from "./encoding.mjs";

export const HASH_SIZE = 32;
export const leafHash = (entry) => sha256(concat(Uint8Array.of(0), entry));
const nodeHash = (left, right) => sha256(concat(Uint8Array.of(1), left, right));

/** Check that the leaf hash is number `index` in the tree of `size` leaves with `root`; direction comes from those two. */
export async function verifyInclusion(leaf, index, size, path, root) {
  const wrong = (message) => new VerificationError("inclusion_wrong", message);
  if (index >= size) throw wrong(`index ${index} is outside a tree of ${size}`);
  let [node, last, current] = [BigInt(index), BigInt(size) - 1n, leaf];
  for (const sibling of path) {
    if (last === 0n) throw wrong(`proof of ${path.length} hashes is too long`);
    if (node & 1n || node === last) {
      current = await nodeHash(sibling, current);
      while (!(node & 1n) && node) [node, last] = [node >> 1n, last >> 1n];
    } else {
      current = await nodeHash(current, sibling);
    }
    [node, last] = [node >> 1n, last >> 1n];
  }
  if (last) throw wrong(`proof of ${path.length} hashes is too short`);
  if (!equal(current, root)) throw wrong("the path does not lead to the root of the checkpoint");
}
