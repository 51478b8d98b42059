// Checking of Ed25519 signatures (RFC 8032, 5.1.7). WebCrypto does the work where it can; otherwise whole numbers do.
// As strict as the log's own code: no cofactor, S below the order, canonical points, neither key nor R of small order.
import { joined, sha512, toHex } from "./hashes.mjs";

const P = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const mod = (x) => { const rest = x % P; return rest < 0n ? rest + P : rest; };

function power(base, exponent) {
  let found = 1n;
  for (base = mod(base); exponent; exponent >>= 1n) {
    if (exponent & 1n) found = (found * base) % P;
    base = (base * base) % P;
  }
  return found;
}

const inverse = (x) => power(x, P - 2n);
const D = mod(-121665n * inverse(121666n));
const D2 = mod(2n * D);
const ROOT_OF_MINUS_ONE = power(2n, (P - 1n) / 4n);
const ZERO = [0n, 1n, 1n, 0n]; // X : Y : Z : T with x = X/Z, y = Y/Z, x·y = T/Z

const number = (bytes) => BigInt("0x" + toHex(Uint8Array.from(bytes).reverse()));

function decode(bytes) {
  const value = number(bytes), sign = value >> 255n, y = value & ((1n << 255n) - 1n);
  if (y >= P) return null;
  const above = mod(y * y - 1n), below = mod(D * y * y + 1n);
  let x = mod(above * power(below, 3n) * power(above * power(below, 7n), (P - 5n) / 8n));
  const square = mod(below * x * x);
  if (square === mod(-above)) x = mod(x * ROOT_OF_MINUS_ONE);
  else if (square !== above) return null;
  if (x === 0n && sign) return null;
  if ((x & 1n) !== sign) x = P - x;
  return [x, y, 1n, mod(x * y)];
}

function encode([x, y, z]) {
  const above = inverse(z);
  const value = mod(y * above) | ((mod(x * above) & 1n) << 255n);
  return value.toString(16).padStart(64, "0").match(/../g).reverse().join("");
}

function add([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = ((y1 - x1) * (y2 - x2)) % P, b = ((y1 + x1) * (y2 + x2)) % P;
  const c = (((t1 * D2) % P) * t2) % P, d = (2n * z1 * z2) % P;
  const e = b - a, f = d - c, g = d + c, h = b + a;
  return [(e * f) % P, (g * h) % P, (f * g) % P, (e * h) % P];
}

function double([x, y, z]) {
  const a = (x * x) % P, b = (y * y) % P, h = a + b;
  const e = h - (x + y) * (x + y), g = a - b, f = ((2n * z * z) % P) + g, e1 = e % P;
  return [(e1 * f) % P, (g * h) % P, (f * g) % P, (e1 * h) % P];
}

const negative = ([x, y, z, t]) => [-x, y, z, -t];

function smallOrder(point) {
  const [x, y, z] = double(double(double(point)));
  return mod(x) === 0n && mod(y - z) === 0n;
}

function oddMultiples(point, width) {
  const twice = double(point), found = [point];
  while (found.length < 1 << (width - 1)) found.push(add(found.at(-1), twice));
  return found;
}

// Odd digits between -2^width and 2^width, lowest first, so that most digits are zero.
function windows(scalar, width) {
  const digits = [], all = (2n << BigInt(width)) - 1n;
  while (scalar) {
    let digit = 0n;
    if (scalar & 1n) {
      digit = scalar & all;
      if (digit >> BigInt(width)) digit -= all + 1n;
      scalar -= digit;
    }
    digits.push(Number(digit));
    scalar >>= 1n;
  }
  return digits;
}

function addMultiples(parts) {
  const rows = parts.map(([scalar, table, width]) => [windows(scalar, width), table]);
  let total = ZERO;
  for (let at = Math.max(...rows.map(([digits]) => digits.length)) - 1; at >= 0; at--) {
    total = double(total);
    for (const [digits, table] of rows) {
      const digit = digits[at] ?? 0;
      if (digit > 0) total = add(total, table[digit >> 1]);
      else if (digit < 0) total = add(total, negative(table[-digit >> 1]));
    }
  }
  return total;
}

const BASE = oddMultiples(decode(Uint8Array.from({ length: 32 }, (_, at) => (at ? 0x66 : 0x58))), 7);
const known = new Map(); // a policy's few keys come back with every receipt

function multiples(key) {
  const name = toHex(key);
  if (!known.has(name)) {
    const point = key.length === 32 ? decode(key) : null;
    const usable = point !== null && !smallOrder(point);
    if (known.size > 1000) known.clear();
    known.set(name, usable ? { table: oddMultiples(negative(point), 4), imported: null } : null);
  }
  return known.get(name);
}

export const usableKey = (key) => multiples(key) !== null;

/** Whether `signature` (64 bytes) by `key` (32 bytes) holds over `message`, with whole numbers alone. */
export function verifySlowly(key, signature, message) {
  const own = multiples(key);
  const scalar = signature.length === 64 ? number(signature.subarray(32)) : ORDER;
  if (own === null || scalar >= ORDER) return false;
  const challenge = number(sha512(joined(signature.subarray(0, 32), key, message))) % ORDER;
  // S·B = R + k·A, turned round: R is computed and its bytes compared.
  const found = addMultiples([[scalar, BASE, 7], [challenge, own.table, 4]]);
  return !smallOrder(found) && encode(found) === toHex(signature.subarray(0, 32));
}

// The y of the eight points of small order: 0, ±1, and ± that of order eight.
const EIGHTH = number(Uint8Array.from("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05".match(/../g),
  (pair) => parseInt(pair, 16)));
const SMALL = new Set([0n, 1n, P - 1n, EIGHTH, P - EIGHTH]);

let native = globalThis.crypto?.subtle !== undefined;

/** The same, by WebCrypto where it knows Ed25519; says nothing else than `verifySlowly`. */
export async function verify(key, signature, message) {
  const own = multiples(key);
  if (own === null || signature.length !== 64 || number(signature.subarray(32)) >= ORDER) return false;
  if (native) {
    // WebCrypto compares R's bytes; that R is canonical and not of small order is asked here.
    const y = number(signature.subarray(0, 32)) & ((1n << 255n) - 1n);
    if (y >= P || SMALL.has(y)) return false;
    try {
      own.imported ??= crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
      return await crypto.subtle.verify({ name: "Ed25519" }, await own.imported, signature, message);
    } catch {
      native = false; // a browser without Ed25519
    }
  }
  return verifySlowly(key, signature, message);
}
