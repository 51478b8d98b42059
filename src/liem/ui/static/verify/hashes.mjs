// SHA-256, SHA-512 and HMAC (FIPS 180-4, RFC 2104) without anything of the browser: a page opened from a file or
// over plain http has no WebCrypto, and waiting for a promise a hundred thousand times is slow.
// Bytes are Uint8Array everywhere.

const PRIMES = [];
for (let n = 2; PRIMES.length < 80; n++) if (PRIMES.every((prime) => n % prime)) PRIMES.push(n);

// The constants of both hashes are the fractions of square and cube roots of the first primes.
function root(value, degree) {
  let low = 0n, high = 1n << 80n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** degree <= value) low = middle; else high = middle;
  }
  return BigInt.asUintN(64, low);
}
const START_512 = PRIMES.slice(0, 8).map((prime) => root(BigInt(prime) << 128n, 2n));
const ROUND_512 = PRIMES.map((prime) => root(BigInt(prime) << 192n, 3n));
const START_256 = Int32Array.from(START_512, (word) => Number(word >> 32n));
const ROUND_256 = Int32Array.from(ROUND_512.slice(0, 64), (word) => Number(word >> 32n));

const words = new Int32Array(64);
const state = new Int32Array(8);

function compress(data, at) {
  for (let i = 0; i < 16; i++, at += 4) {
    words[i] = (data[at] << 24) | (data[at + 1] << 16) | (data[at + 2] << 8) | data[at + 3];
  }
  for (let i = 16; i < 64; i++) {
    const x = words[i - 15], y = words[i - 2];
    const s = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const t = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    words[i] = (words[i - 16] + s + words[i - 7] + t) | 0;
  }
  let a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
  for (let i = 0; i < 64; i++) {
    const s = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const one = (h + s + ((e & f) ^ (~e & g)) + ROUND_256[i] + words[i]) | 0;
    const t = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const two = (t + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
  }
  state[0] += a; state[1] += b; state[2] += c; state[3] += d;
  state[4] += e; state[5] += f; state[6] += g; state[7] += h;
}

// What is left behind the last whole block, the bit that ends it, zeros, the length in bits.
function tail(data, block, lengthBytes) {
  const rest = data.length % block;
  const end = new Uint8Array(rest + 1 + lengthBytes > block ? 2 * block : block);
  end.set(data.subarray(data.length - rest));
  end[rest] = 0x80;
  const view = new DataView(end.buffer);
  view.setUint32(end.length - 8, data.length / 2 ** 29);
  view.setUint32(end.length - 4, data.length * 8);
  return end;
}

export function sha256(data) {
  state.set(START_256);
  const whole = data.length - (data.length % 64);
  for (let at = 0; at < whole; at += 64) compress(data, at);
  const end = tail(data, 64, 8);
  for (let at = 0; at < end.length; at += 64) compress(end, at);
  const out = new Uint8Array(32);
  for (let at = 0; at < 32; at++) out[at] = state[at >> 2] >> (24 - 8 * (at & 3));
  return out;
}

const turned = (x, n) => BigInt.asUintN(64, (x >> n) | (x << (64n - n)));

export function sha512(data) {
  const end = tail(data, 128, 16);
  const all = joined(data.subarray(0, data.length - (data.length % 128)), end), view = new DataView(all.buffer);
  let sum = [...START_512];
  for (let at = 0; at < all.length; at += 128) {
    const w = [];
    for (let i = 0; i < 80; i++) {
      if (i < 16) { w.push(view.getBigUint64(at + i * 8)); continue; }
      const x = w[i - 15], y = w[i - 2];
      const s = turned(x, 1n) ^ turned(x, 8n) ^ (x >> 7n), t = turned(y, 19n) ^ turned(y, 61n) ^ (y >> 6n);
      w.push(BigInt.asUintN(64, w[i - 16] + s + w[i - 7] + t));
    }
    let [a, b, c, d, e, f, g, h] = sum;
    for (let i = 0; i < 80; i++) {
      const one = h + (turned(e, 14n) ^ turned(e, 18n) ^ turned(e, 41n)) + ((e & f) ^ (~e & g)) + ROUND_512[i] + w[i];
      const two = (turned(a, 28n) ^ turned(a, 34n) ^ turned(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, BigInt.asUintN(64, d + one), c, b, a, BigInt.asUintN(64, one + two)];
    }
    sum = [a, b, c, d, e, f, g, h].map((word, i) => BigInt.asUintN(64, sum[i] + word));
  }
  const out = new Uint8Array(64), written = new DataView(out.buffer);
  sum.forEach((word, i) => written.setBigUint64(i * 8, word));
  return out;
}

export function hmac256(key, message) {
  const block = new Uint8Array(64);
  block.set(key.length > 64 ? sha256(key) : key);
  const inner = sha256(joined(block.map((byte) => byte ^ 0x36), message));
  return sha256(joined(block.map((byte) => byte ^ 0x5c), inner));
}

export function joined(...pieces) {
  const out = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) { out.set(piece, at); at += piece.length; }
  return out;
}

export const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
export const fromHex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
export const utf8 = (text) => new TextEncoder().encode(text);
