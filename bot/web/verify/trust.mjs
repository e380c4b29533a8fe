/** The policy by which receipts are judged: the site's own, or one that the visitor brings. */

import { hex, sha256, utf8 } from "./encoding.mjs";
import { parseJwks, parsePolicy } from "./policy.mjs";

const POLICY = "/ledger/policy";
const JWKS = "/ledger/jwks.json";

export class Trust {
  #policy = null;
  #loading = null;
  fingerprint = null;

  /** Return the policy, loaded once; a VerificationError says that it is none, any other error that it did not come. */
  async load() {
    if (this.#policy) return this.#policy;
    this.#loading ??= text(POLICY).then((policy) => this.use(policy));
    try {
      await this.#loading;
    } finally {
      this.#loading = null;
    }
    return this.#policy;
  }

  /** Judge by this policy from now on. One that pins no issuers is completed by the site's JWK Set. */
  async use(policyText) {
    const policy = await parsePolicy(policyText);
    if (policy.issuers.size === 0) policy.issuers = parseJwks(await text(JWKS));
    this.fingerprint = hex(await sha256(utf8(policyText)));
    this.#policy = policy;
  }
}

async function text(path) {
  const response = await fetch(path, { redirect: "error" });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.text();
}
