/**
 * Ed25519 (RFC 8032) with the checks that browsers leave out, as in `ledger/ed25519.py`: a key is accepted only if it is
 * the canonical encoding of a point of prime order. Signatures themselves are checked by the browser's WebCrypto.
 */

const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const mod = (value) => ((value % P) + P) % P;

function power(base, exponent) {
  let result = 1n;
  for (let b = mod(base), e = exponent; e > 0n; e >>= 1n, b = (b * b) % P) if (e & 1n) result = (result * b) % P;
  return result;
}

const inverse = (value) => power(value, P - 2n);
const D = mod(-121665n * inverse(121666n));
const SQRT_MINUS_1 = power(2n, (P - 1n) / 4n);
const IDENTITY = [0n, 1n, 1n, 0n]; // extended coordinates X, Y, Z, T (RFC 8032 5.1.4)

/** Whether this browser knows Ed25519 at all (every one of 2025 does). */
export async function isSupported() {
  try {
    await importKey(Uint8Array.of(0x58, ...Array(31).fill(0x66))); // the base point
    return true;
  } catch {
    return false;
  }
}

/** Whether `bytes` are the canonical encoding of a point of prime order. */
export function isPublicKey(bytes) {
  const point = decompress(bytes);
  return point !== null && !isIdentity(point) && isIdentity(multiply(L, point));
}

/** Whether `signature` over `message` was made by the holder of `publicKey`. */
export async function verifies(publicKey, signature, message) {
  if (signature.length !== 64 || !isPublicKey(publicKey)) return false;
  return crypto.subtle.verify("Ed25519", await importKey(publicKey), signature, message);
}

const importKey = (publicKey) => crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);

function decompress(bytes) {
  if (bytes.length !== 32) return null;
  const encoded = bytes.reduceRight((total, byte) => (total << 8n) | BigInt(byte), 0n);
  const sign = encoded >> 255n;
  const y = encoded & (2n ** 255n - 1n);
  if (y >= P) return null;
  const square = mod((y * y - 1n) * inverse(D * y * y + 1n));
  let x = power(square, (P + 3n) / 8n);
  if (mod(x * x - square) !== 0n) x = (x * SQRT_MINUS_1) % P;
  if (mod(x * x - square) !== 0n || (x === 0n && sign === 1n)) return null;
  if ((x & 1n) !== sign) x = P - x;
  return [x, y, 1n, (x * y) % P];
}

function add([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = mod((y1 - x1) * (y2 - x2));
  const b = mod((y1 + x1) * (y2 + x2));
  const c = mod(2n * t1 * t2 * D);
  const d = mod(2n * z1 * z2);
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

function multiply(scalar, point) {
  let total = IDENTITY;
  for (let s = scalar, p = point; s > 0n; s >>= 1n, p = add(p, p)) if (s & 1n) total = add(total, p);
  return total;
}

const isIdentity = ([x, y, z]) => x === 0n && y === z;
