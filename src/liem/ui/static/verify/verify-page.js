// Made by tools/verify_page.py from the modules beside it.
'use strict';
(() => {
const of_hashes = (() => {
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

function sha256(data) {
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

function sha512(data) {
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

function hmac256(key, message) {
  const block = new Uint8Array(64);
  block.set(key.length > 64 ? sha256(key) : key);
  const inner = sha256(joined(block.map((byte) => byte ^ 0x36), message));
  return sha256(joined(block.map((byte) => byte ^ 0x5c), inner));
}

function joined(...pieces) {
  const out = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) { out.set(piece, at); at += piece.length; }
  return out;
}

const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const fromHex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const utf8 = (text) => new TextEncoder().encode(text);
return { sha256, sha512, hmac256, joined, toHex, fromHex, utf8 };
})();

const of_ed25519 = (() => {
// Checking of Ed25519 signatures (RFC 8032, 5.1.7). WebCrypto does the work where it can; otherwise whole numbers do.
// As strict as the log's own code: no cofactor, S below the order, canonical points, neither key nor R of small order.
const { joined, sha512, toHex } = of_hashes;

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

const usableKey = (key) => multiples(key) !== null;

/** Whether `signature` (64 bytes) by `key` (32 bytes) holds over `message`, with whole numbers alone. */
function verifySlowly(key, signature, message) {
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
async function verify(key, signature, message) {
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
return { usableKey, verifySlowly, verify };
})();

const of_log = (() => {
// The files of a log (C2SP tlog-tiles, RFC 6962): what a bundle holds, a whole log rehashed, one's own case found.
// Sizes and places are BigInt where a receipt says them, numbers where files are counted.
const { hmac256, joined, sha256, toHex, utf8 } = of_hashes;

const LARGEST = 2n ** 63n - 1n;
const WIDTH = 256;
const HASH = 32;
const LEAF_SIZE = 152;
const LEAF = new RegExp(
  "^liem-leaf/v1\\nclass ([a-z0-9]{1,8}-{0,7})\\nat ((\\d{4})-(\\d{2})-(\\d{2})T(\\d{2}))\\n" +
    "tag ([0-9a-f]{32})\\ndata ([0-9a-f]{64})\\n$",
);

/** The one refusal: a code (the same as of `liem log verify`), a Vietnamese and an English sentence. */
class Invalid extends Error {
  constructor(code, vi, en) {
    super(`${code}: ${en}`);
    this.name = "Invalid";
    Object.assign(this, { code, vi, en });
  }
}

const leafHash = (entry) => sha256(joined(Uint8Array.of(0), entry));
const nodeHash = (left, right) => sha256(joined(Uint8Array.of(1), left, right));
const same = (one, two) => one.length === two.length && one.every((byte, at) => byte === two[at]);
const binary = (bytes) => {
  let out = "";
  for (let at = 0; at < bytes.length; at += 8192) out += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return out;
};

/** The root over a row of hashes; a last one without partner rises alone. */
function rootOf(hashes) {
  let row = hashes;
  while (row.length > 1) row = above(row);
  return row[0] ?? sha256(new Uint8Array());
}

/** The paths of some leaves among the leaf hashes of a whole log, each from the leaf up (RFC 9162, 2.1.3.1), by index. */
function pathsTo(hashes, indexes) {
  const paths = new Map(Array.from(indexes, (index) => [index, []]));
  for (let row = hashes, level = 0; row.length > 1; row = above(row), level++) {
    for (const [index, path] of paths) {
      const partner = row[(index >> level) ^ 1];
      if (partner) path.push(partner);
    }
  }
  return paths;
}

function above(row) {
  const found = [];
  for (let at = 0; at + 1 < row.length; at += 2) found.push(nodeHash(row[at], row[at + 1]));
  if (row.length % 2) found.push(row[row.length - 1]);
  return found;
}

/** Class, hour (UTC), tag and commitment of a leaf of Liêm; Invalid for one byte more, less or other. */
function parseLeaf(entry) {
  const found = entry.length === LEAF_SIZE ? LEAF.exec(binary(entry)) : null;
  const [, cls, at, year, month, day, hour, tag, commitment] = found ?? [];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour);
  if (!found || +year === 0 || date.toISOString().slice(0, 13) !== at) {
    throw new Invalid("bad_leaf", "Đây không phải một mục của sổ (152 byte, đúng mẫu).", "Not a leaf of this log.");
  }
  return { cls: cls.replace(/-+$/, ""), hour: date, tag, commitment };
}

/** The address of a file of the log: level −1 are the bundles of entries. */
function tilePath(level, index, width = WIDTH) {
  const digits = String(index), groups = digits.padStart(Math.ceil(digits.length / 3) * 3, "0").match(/.../g);
  const place = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join("/");
  return `tile/${level < 0 ? "entries" : level}/${place}${width < WIDTH ? `.p/${width}` : ""}`;
}

/** Which bundle a file is by the end of its address: `{index, width}`, or null. */
function bundleOf(path) {
  const found = /(?:^|\/)tile\/entries\/((?:x\d{3}\/)*)(\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(path);
  if (found === null) return null;
  const index = Number(found[1].replace(/[x/]/g, "") + found[2]), width = Number(found[3] ?? WIDTH);
  return path.endsWith(tilePath(-1, index, width)) ? { index, width } : null;
}

/** The entries of a bundle, each behind its length in two bytes; `width` of them when given. */
function splitBundle(data, width, path = "bundle") {
  const entries = [];
  let at = 0;
  while (at < data.length && !(entries.length > width)) {
    const start = at + 2;
    at = start + ((data[at] << 8) | (data[at + 1] ?? 0));
    entries.push(data.subarray(start, at));
  }
  if (at !== data.length || (width !== undefined && entries.length !== width)) {
    throw new Invalid(
      "bad_bundle",
      `Tệp ${path} không chứa đúng ${width ?? ""} mục trọn vẹn.`,
      `${path} does not hold exactly ${width ?? "some"} whole entries.`,
    );
  }
  return entries;
}

/**
 * Read and rehash a whole log. `read(path)` gives the bytes of a file below the log's address, or null (it may be
 * a promise); `size` (number) and `root` come from a signed head. Gives the number of entries; Invalid names the
 * first entry or file that is wrong.
 */
async function audit(read, size, root) {
  const fetch = async (level, index, width) => {
    const data = await read(tilePath(level, index, width));
    if (data) return data;
    const whole = width < WIDTH ? await read(tilePath(level, index)) : null;
    const path = tilePath(level, index, width);
    if (!whole) throw new Invalid("no_tile", `Thiếu tệp ${path} của sổ.`, `${path} of the log is missing.`);
    if (level >= 0) return hashesIn(whole, WIDTH, tilePath(level, index)) && whole.subarray(0, width * HASH);
    const kept = splitBundle(whole, WIDTH, tilePath(level, index)).slice(0, width);
    return whole.subarray(0, kept.reduce((sum, entry) => sum + 2 + entry.length, 0));
  };
  let under = [], right = null;
  for (let level = 0, held = size; held > 0; level++, held = Math.floor(held / WIDTH)) {
    const above = [];
    for (let index = 0; index * WIDTH < held; index++) {
      const width = Math.min(WIDTH, held - index * WIDTH), path = tilePath(level, index, width);
      const hashes = hashesIn(await fetch(level, index, width), width, path);
      if (level === 0) compareEntries(await fetch(-1, index, width), hashes, index, width);
      else hashes.forEach((hash, at) => compareInner(under[index * WIDTH + at], hash, path, at));
      if (width === WIDTH) above.push(rootOf(hashes));
      // What does not fill a tile stands to the left of what did not fill one below.
      else right = rootOf(right ? [...hashes, right] : hashes);
    }
    under = above;
  }
  if (!same(right ?? rootOf([]), root)) {
    throw new Invalid(
      "bad_root",
      `Mã gốc tính từ ${size} mục khác mã gốc được đưa ra.`,
      `The root over ${size} entries differs from the one given.`,
    );
  }
  return size;
}

function hashesIn(data, width, path) {
  if (data.length !== width * HASH) {
    throw new Invalid(
      "bad_tile",
      `Tệp ${path} dài ${data.length} byte, phải là ${width * HASH}.`,
      `${path} has ${data.length} bytes instead of ${width * HASH}.`,
    );
  }
  return Array.from({ length: width }, (_, at) => data.subarray(at * HASH, (at + 1) * HASH));
}

function compareEntries(data, hashes, index, width) {
  const path = tilePath(-1, index, width);
  splitBundle(data, width, path).forEach((entry, at) => {
    if (same(leafHash(entry), hashes[at])) return;
    const place = index * WIDTH + at;
    throw new Invalid(
      "bad_entry",
      `Mục số ${place} của sổ khác mã băm của nó: mục hoặc tệp ${tilePath(0, index, width)} đã bị sửa.`,
      `Entry ${place} does not match its hash: the entry or ${tilePath(0, index, width)} was changed.`,
    );
  });
}

function compareInner(below, hash, path, at) {
  if (below && !same(below, hash)) {
    throw new Invalid(
      "bad_inner",
      `Tệp ${path}, mã băm thứ ${at}: không khớp tệp bên dưới.`,
      `${path}, hash ${at}: does not match the tile below.`,
    );
  }
}

/** The tag (32 hex) of a case's n-th event: only who holds `caseKey` (32 bytes or more) can make it. */
const caseTag = (caseKey, n) => toHex(hmac256(caseKey, utf8(`tag\0${n}`)).subarray(0, 16));

/** Gaps longer than this end the search: a thousand numbers behind the last one found. */
const AHEAD = 1000;

/**
 * Find all events of one's own case among published bundles: `[{first, data, log}]`, `first` the number of the first
 * entry in `data`, `log` which of several logs it is of (0). Gives `found` [{n, log, index, cls, hour}] by number, `missing` numbers below the last one found,
 * `twice` numbers that stand more than once, and how many `entries` were looked through.
 */
function findCase(caseKey, bundles) {
  if (caseKey.length < 32) {
    throw new Invalid("short_key", "Khóa phải có ít nhất 32 byte ngẫu nhiên.", "A key needs at least 32 random bytes.");
  }
  const places = new Map(), twice = [];
  let entries = 0;
  for (const { first, data, log = 0 } of bundles) {
    splitBundle(data).forEach((entry, at) => {
      entries++;
      if (entry.length !== LEAF_SIZE) return;
      const tag = binary(entry.subarray(49, 81)), index = first + at;
      if (!places.has(tag)) places.set(tag, []);
      if (!places.get(tag).some((one) => one.index === index && one.log === log)) places.get(tag).push({ log, index, entry });
    });
  }
  const found = [], missing = [];
  for (let n = 1, last = 0; n <= last + AHEAD; n++) {
    const here = places.get(caseTag(caseKey, n)) ?? [];
    if (here.length === 0) continue;
    for (let gone = last + 1; gone < n; gone++) missing.push(gone);
    if (here.length > 1) twice.push(n);
    for (const { log, index, entry } of here) {
      const { cls, hour } = parseLeaf(entry);
      found.push({ n, log, index, cls, hour });
    }
    last = n;
  }
  return { found, missing, twice, entries };
}
return { LARGEST, Invalid, leafHash, nodeHash, same, binary, rootOf, pathsTo, parseLeaf, tilePath, bundleOf, splitBundle, audit, caseTag, findCase };
})();

const of_verify = (() => {
// Checks receipts of the log without the server that gave them: C2SP tlog-proof@v1 as text and as QR text, signed
// notes, checkpoints, Ed25519 cosignatures, policies, promises. Formats: docs/reference/log-formats.md. Nothing is
// fetched and nothing is needed beside the files here; the same strictness and the same codes as `liem log verify`.
const { verify: verifyEd25519, usableKey } = of_ed25519;
const { joined, sha256, toHex, utf8 } = of_hashes;
const { Invalid, LARGEST, binary, leafHash, nodeHash, parseLeaf, rootOf, same } = of_log;

const HASH = 32;
const LARGEST_POLICY = 1_000_000, LARGEST_NOTE = 1_000_000, LARGEST_PROOF = 1_100_000, LARGEST_PROMISE = 4096;
const LONGEST_PATH = 63, MOST_SIGNATURES = 100, MOST_NAMES = 1000;
const ED25519 = 1, COSIGNATURE = 4, ML_DSA = 6;
const KEY_SIZES = { [ED25519]: 32, [COSIGNATURE]: 32, [ML_DSA]: 1312 };
const SIGNATURE_SIZES = { [ED25519]: 64, [COSIGNATURE]: 72, [ML_DSA]: 2428 };
// What Python calls a blank; \s of JavaScript is another list.
const NO_NAME = /[\0-\x20+\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/u;
const CONTROL = /[\0-\t\x0b-\x1f]/u;
const BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

const malformed = {
  proof: () => new Invalid("bad_proof", "Không phải biên nhận đúng dạng, hoặc tệp bị cắt, bị sửa.",
    "Not a receipt in form: cut, changed, or another kind of file."),
  note: () => new Invalid("bad_note",
    "Không phải văn bản có chữ ký đúng dạng (văn bản, một dòng trống, các dòng “— tên chữ-ký”).",
    "Not a signed note: text, one empty line, lines “— name signature”."),
  checkpoint: () => new Invalid("bad_checkpoint",
    "Không phải đầu sổ đúng dạng: tên sổ, số mục, mã gốc, mỗi thứ một dòng.",
    "Not a checkpoint: origin, size and root, a line each."),
  frame: () => new Invalid("bad_frame", "Nội dung mã QR bị thiếu, thừa hoặc hỏng.",
    "The content of the QR code is short, long or broken."),
  promise: () => new Invalid("bad_promise", "Không phải lời hứa ghi sổ đúng dạng, hoặc bị cắt, bị sửa.",
    "Not a promise in form: cut, changed, or another kind of file."),
};

// --- writing of bytes and numbers, one accepted form each ---------------------------------

function decodeUtf8(bytes, refusal) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw refusal();
  }
}

const toBase64 = (bytes) => btoa(binary(bytes));

function fromBase64(text, size) {
  let data = null;
  if (/^[A-Za-z0-9+/]*={0,2}$/.test(text)) {
    try {
      data = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
    } catch { /* refused below */ }
  }
  // Other decoders drop the stray bits of the last character; comparing leaves one spelling.
  if (data === null || toBase64(data) !== text) {
    throw new Invalid("bad_base64", "Đoạn base64 không đúng dạng.", "Malformed base64.");
  }
  if (size !== undefined && data.length !== size) {
    throw new Invalid("bad_length", `Đoạn base64 phải dài ${size} byte, ở đây là ${data.length}.`,
      `Expected ${size} bytes of base64, found ${data.length}.`);
  }
  return data;
}

function fromDecimal(text) {
  const value = /^(?:0|[1-9][0-9]{0,18})$/.test(text) ? BigInt(text) : LARGEST + 1n;
  if (value > LARGEST) {
    throw new Invalid("bad_number", "Số không đúng dạng: chỉ chữ số 0–9, không có số 0 đứng đầu, nhỏ hơn 2^63.",
      "A number is digits 0–9 without leading zero, below 2^63.");
  }
  return value;
}

function toBase45(data) {
  let out = "";
  for (let at = 0; at + 1 < data.length; at += 2) {
    const value = data[at] * 256 + data[at + 1];
    out += BASE45[value % 45] + BASE45[Math.floor(value / 45) % 45] + BASE45[Math.floor(value / 2025)];
  }
  const last = data[data.length - 1];
  return data.length % 2 ? out + BASE45[last % 45] + BASE45[Math.floor(last / 45)] : out;
}

function fromBase45(text) {
  const out = [];
  const values = Array.from(text, (char) => BASE45.indexOf(char));
  const broken = () => new Invalid("bad_base45", "Nội dung mã QR không đúng dạng base45 (bị cắt, hoặc đọc sai ký tự).",
    "Malformed base45: the QR text was cut or misread.");
  if (values.includes(-1) || values.length % 3 === 1) throw broken();
  for (let at = 0; at < values.length; at += 3) {
    const [low, middle, high] = values.slice(at, at + 3);
    const value = low + middle * 45 + (high ?? 0) * 2025;
    if (value > (high === undefined ? 0xff : 0xffff)) throw broken();
    if (high !== undefined) out.push(value >> 8);
    out.push(value & 0xff);
  }
  return Uint8Array.from(out);
}

function uvarint(value) {
  const out = [];
  for (; value > 0x7fn; value >>= 7n) out.push(Number(value & 0x7fn) | 0x80);
  return Uint8Array.of(...out, Number(value));
}

const sized = (data) => joined(uvarint(BigInt(data.length)), data);

class Frame {
  constructor(data) { this.data = data; this.at = 0; }
  take(size) {
    const left = this.data.length - this.at;
    if (size > left) throw malformed.frame();
    this.at += Number(size);
    return this.data.slice(this.at - Number(size), this.at);
  }
  byte() { return this.take(1)[0]; }
  uvarint() {
    let value = 0n;
    for (let place = 0; place < 9; place++) {
      const group = this.byte();
      value |= BigInt(group & 0x7f) << BigInt(7 * place);
      if (group < 0x80) {
        if (group === 0 && place) break;
        return value;
      }
    }
    throw malformed.frame();
  }
  text(size) { return decodeUtf8(this.take(size), malformed.frame); }
  end() { if (this.at !== this.data.length) throw malformed.frame(); }
}

// --- keys, signed notes, heads ------------------------------------------------------------

function requireName(name) {
  if (name === "" || NO_NAME.test(name)) {
    throw new Invalid("bad_name", "Tên khóa phải có ít nhất một ký tự, không có khoảng trắng hay dấu cộng.",
      "A key name is not empty and has neither blank nor plus.");
  }
}

/** Read `name+id+base64(type ‖ key)`. Gives {name, type, key, id (hex), text}. */
function parseKey(text) {
  const found = /^([^+]+)\+([0-9a-f]{8})\+([^]+)$/u.exec(text);
  const data = found ? fromBase64(found[3]) : new Uint8Array();
  if (data.length) {
    const [, name, id] = found, type = data[0], key = data.subarray(1);
    requireName(name);
    if (key.length !== KEY_SIZES[type] || (type !== ML_DSA && !usableKey(key))) {
      throw new Invalid("bad_key", "Khóa công khai không dùng được.", "Not a public key that can be used.");
    }
    if (toHex(sha256(joined(utf8(`${name}\n`), data)).subarray(0, 4)) === id) return { name, type, key, id, text };
  }
  throw new Invalid("bad_vkey", "Khóa kiểm chứng không đúng dạng tên+mã+base64, hoặc mã không khớp khóa.",
    "Not a verifier key name+id+base64, or its id does not fit the key.");
}

function parseSignature(line) {
  const [dash, name, value] = cut(line, " ", 2);
  if (dash !== "—") throw malformed.note();
  requireName(name);
  const data = fromBase64(value);
  if (data.length < 5) throw malformed.note();
  return { name, keyId: data.subarray(0, 4), value: data.subarray(4) };
}

// The first `times` parts before a separator and all the rest; missing parts are empty.
function cut(text, separator, times) {
  const parts = [];
  for (; times; times--) {
    const at = text.indexOf(separator);
    parts.push(at < 0 ? text : text.slice(0, at));
    text = at < 0 ? "" : text.slice(at + separator.length);
  }
  return [...parts, text];
}

/** Read a signed note: {text, signatures: [{name, keyId, value}]}, unchecked. */
function parseNote(data) {
  if (data.length > LARGEST_NOTE) throw malformed.note();
  const whole = decodeUtf8(data, malformed.note), gap = whole.lastIndexOf("\n\n"), lines = whole.slice(gap + 2);
  if (gap < 0 || !lines.endsWith("\n") || CONTROL.test(whole)) throw malformed.note();
  const found = lines.slice(0, -1).split("\n");
  if (found.length > MOST_SIGNATURES) throw malformed.note();
  return { text: `${whole.slice(0, gap)}\n`, signatures: found.map(parseSignature) };
}

const encodeNote = ({ text, signatures }) =>
  `${text}\n${signatures.map((one) => `— ${one.name} ${toBase64(joined(one.keyId, one.value))}\n`).join("")}`;

function checkpoint(origin, size, root, extensions) {
  const lines = [origin, ...extensions];
  const empty = size === 0n && !same(root, rootOf([]));
  if (lines.some((line) => line === "" || line.includes("\n")) || size > LARGEST || empty) throw malformed.checkpoint();
  return { origin, size, root, extensions, text: [origin, size, toBase64(root), ...extensions].join("\n") + "\n" };
}

/** Read the text of a note as a head: {origin, size, root, extensions, text}. */
function parseCheckpoint(text) {
  if (!text.endsWith("\n") || CONTROL.test(text)) throw malformed.note();
  const [origin, size, root, ...extensions] = text.slice(0, -1).split("\n");
  if (root === undefined) throw malformed.checkpoint();
  return checkpoint(origin, fromDecimal(size), fromBase64(root, HASH), extensions);
}

// --- receipts -----------------------------------------------------------------------------

/** Read a receipt in either form: {index, path, note, extra, checkpoint}. */
function parseReceipt(data) {
  if (binary(data.subarray(0, 6)) !== "LIEM1:") return parseText(data);
  const text = binary(data).replace(/\n$/, "").replace(/\r$/, "");
  return parseQr(text);
}

function parseText(data) {
  const whole = data.length <= LARGEST_PROOF ? decodeUtf8(data, malformed.proof) : "";
  const gap = whole.indexOf("\n\n");
  const [header, ...lines] = (gap < 0 ? whole : whole.slice(0, gap)).split("\n");
  if (gap < 0 || header !== "c2sp.org/tlog-proof@v1" || !lines.length) throw malformed.proof();
  let extra = null;
  if (lines[0].startsWith("extra ")) extra = fromBase64(lines.shift().slice(6));
  if (!lines[0]?.startsWith("index ") || lines.length - 1 > LONGEST_PATH) throw malformed.proof();
  const index = fromDecimal(lines[0].slice(6)), path = lines.slice(1).map((line) => fromBase64(line, HASH));
  const note = parseNote(utf8(whole.slice(gap + 2))), head = parseCheckpoint(note.text);
  if (extra?.length === 0) throw malformed.proof();
  return { index, path, note, extra, checkpoint: head };
}

/** Give the text form of a receipt. */
const encodeReceipt = ({ index, path, note, extra }) =>
  `c2sp.org/tlog-proof@v1\n${extra ? `extra ${toBase64(extra)}\n` : ""}index ${index}\n` +
  `${path.map((hash) => `${toBase64(hash)}\n`).join("")}\n${encodeNote(note)}`;

/** Give the text of its QR code. */
function encodeQr({ index, path, note, extra, checkpoint: head }) {
  const parts = [Uint8Array.of(1), uvarint(index), Uint8Array.of(path.length), ...path];
  parts.push(sized(extra ?? new Uint8Array()), sized(utf8(head.origin)), uvarint(head.size), head.root);
  parts.push(uvarint(BigInt(head.extensions.length)), ...head.extensions.map((line) => sized(utf8(line))));
  parts.push(uvarint(BigInt(note.signatures.length)));
  for (const { name, keyId, value } of note.signatures) {
    parts.push(sized(utf8(name === head.origin ? "" : name)), keyId, sized(value));
  }
  return `LIEM1:${toBase45(joined(...parts))}`;
}

function parseQr(text) {
  if (text.length > LARGEST_PROOF) throw malformed.proof();
  const frame = new Frame(fromBase45(text.slice(6)));
  if (frame.byte() !== 1) throw malformed.proof();
  const index = frame.uvarint(), path = many(Math.min(frame.byte(), LONGEST_PATH + 1), () => frame.take(HASH));
  const said = frame.take(frame.uvarint()), extra = said.length ? said : null;
  const origin = frame.text(frame.uvarint()), size = frame.uvarint(), root = frame.take(HASH);
  const extensions = many(frame.uvarint(), () => frame.text(frame.uvarint()));
  const signatures = many(frame.uvarint(), () => {
    const name = frame.text(frame.uvarint()) || origin, keyId = frame.take(4);
    return { name, keyId, value: frame.take(frame.uvarint()) };
  });
  const head = checkpoint(origin, size, root, extensions);
  frame.end();
  const proof = { index, path, note: { text: head.text, signatures }, extra, checkpoint: head };
  // What a text could not say, or says in other bytes, must not come in by the side door.
  const again = parseText(utf8(encodeReceipt(proof)));
  if (fingerprint(again) !== fingerprint(proof) || encodeQr(proof) !== text) throw malformed.proof();
  return proof;
}

function many(times, one) {
  const found = [];
  for (let at = 0; at < times; at++) found.push(one());
  return found;
}

const fingerprint = ({ index, path, note, extra }) => JSON.stringify([
  String(index), path.map(toHex), note.text, extra && toHex(extra),
  note.signatures.map((one) => [one.name, toHex(one.keyId), toHex(one.value)]),
]);

/** Make sure `entry` stands at `index` of a tree of `size` entries with this root. */
function verifyInclusion(leaf, { index, size, path, root }) {
  if (index >= size) {
    throw new Invalid("bad_index", `Mục số ${index} không có trong sổ ${size} mục (đếm từ 0).`,
      `There is no entry ${index} in a log of ${size} (counted from 0).`);
  }
  const left = []; // for each step down from the root: does the other half lie to the left?
  for (let start = 0n, end = size; end - start > 1n;) {
    const middle = start + (1n << BigInt((end - start - 1n).toString(2).length - 1));
    left.unshift(index >= middle);
    if (index < middle) end = middle; else start = middle;
  }
  if (left.length !== path.length) {
    throw new Invalid("bad_path", `Đường dẫn cần đúng ${left.length} mã băm, ở đây có ${path.length}.`,
      `The path needs ${left.length} hashes, found ${path.length}.`);
  }
  const found = path.reduce((hash, other, at) => (left[at] ? nodeHash(other, hash) : nodeHash(hash, other)), leaf);
  if (!same(found, root)) {
    throw new Invalid("not_included", "Mục này không nằm ở vị trí đó trong sổ: mã gốc tính ra khác mã đã ký.",
      "The entry is not at that place of the log: the root computed differs from the one signed.");
  }
}

/** Make sure the tree `old`, `oldRoot` is the beginning of `size`, `root`. */
function verifyConsistency({ old, oldRoot, size, root, path }) {
  const refuse = () => new Invalid("not_consistent",
    `Sổ ${size} mục không phải là sổ ${old} mục viết tiếp: có mục cũ bị sửa, bỏ hoặc chèn.`,
    `The log of ${size} entries does not continue that of ${old}: the past was changed.`);
  if (old > size) {
    throw new Invalid("shrunk", `Sổ không thể ngắn đi: trước ${old} mục, nay ${size} mục.`,
      `A log cannot shrink: ${old} entries before, ${size} now.`);
  }
  if (old === 0n) {
    if (path.length || !same(oldRoot, rootOf([])) || (size === 0n && !same(root, rootOf([])))) throw refuse();
    return;
  }
  if (old === size) {
    if (path.length || !same(oldRoot, root)) throw refuse();
    return;
  }
  // Climb from the complete subtree that ends the old tree (RFC 9162, 2.1.4.2).
  let at = old - 1n, last = size - 1n;
  for (; at & 1n; at >>= 1n) last >>= 1n;
  const hashes = at === 0n ? [oldRoot, ...path] : [...path];
  if (!hashes.length) throw refuse();
  let first = hashes[0], second = hashes[0];
  for (const other of hashes.slice(1)) {
    if (last === 0n) throw refuse();
    if (at & 1n || at === last) {
      first = nodeHash(other, first);
      second = nodeHash(other, second);
      for (; !(at & 1n) && at !== 0n; at >>= 1n) last >>= 1n;
    } else second = nodeHash(second, other);
    at >>= 1n;
    last >>= 1n;
  }
  if (last !== 0n || !same(first, oldRoot) || !same(second, root)) throw refuse();
}

// --- whom to believe ----------------------------------------------------------------------

const badPolicy = (vi, en) => new Invalid("bad_policy", `Tệp chính sách: ${vi}.`, `Policy file: ${en}.`);

/** Read a policy file: {logs: [key], witnesses: Map name → key, groups: Map, quorum: name or null}. */
function parsePolicy(data) {
  const text = binary(data); // names are bytes
  if (data.length > LARGEST_POLICY || /[^\t\n\x20-\x7e\x80-\xff]/.test(text)) {
    throw badPolicy("tệp quá lớn, hoặc có ký tự điều khiển (kể cả CR)", "too large, or a control character (CR)");
  }
  if (!text.endsWith("\n")) {
    throw badPolicy("dòng cuối chưa kết thúc bằng xuống dòng", "the last line does not end in a newline");
  }
  const policy = { logs: [], witnesses: new Map(), groups: new Map(), quorums: [], grouped: new Set() };
  text.slice(0, -1).split("\n").forEach((line, at) => {
    const words = line.split(/[ \t]+/).filter((word) => word);
    if (!words.length || words[0].startsWith("#")) return;
    try {
      takeLine(policy, words);
    } catch (why) {
      if (!(why instanceof Invalid)) throw why;
      throw new Invalid(why.code, `Dòng ${at + 1}: ${why.vi}`, `Line ${at + 1}: ${why.en}`);
    }
  });
  if (policy.quorums.length !== 1) {
    throw badPolicy("phải có đúng một dòng quorum", "there must be exactly one quorum line");
  }
  const { logs, witnesses, groups, quorums: [quorum] } = policy;
  return { logs, witnesses, groups, quorum: quorum === "none" ? null : quorum };
}

function takeLine(policy, [kind, ...given]) {
  const { logs, witnesses, groups, quorums, grouped } = policy;
  const isKnown = (name) => witnesses.has(name) || groups.has(name);
  const takeNew = (name) => {
    if (name === "none" || isKnown(name)) {
      throw badPolicy("tên này đã dùng hoặc không được dùng", "this name is taken or not allowed");
    }
    if (witnesses.size + groups.size >= MOST_NAMES) throw badPolicy(`quá ${MOST_NAMES} tên`, `more than ${MOST_NAMES} names`);
  };
  const requireKnown = (name) => {
    if (!isKnown(name)) {
      throw badPolicy("tên này chưa được khai báo ở dòng trên", "this name is not defined on a line above");
    }
  };
  if (kind === "log" && [1, 2].includes(given.length)) {
    logs.push(party(given[0], [ED25519, COSIGNATURE, ML_DSA], logs));
  } else if (kind === "witness" && [2, 3].includes(given.length)) {
    takeNew(given[0]);
    witnesses.set(given[0], party(given[1], [COSIGNATURE, ML_DSA], [...witnesses.values()]));
  } else if (kind === "group" && given.length >= 3) {
    const [name, measure, ...members] = given;
    takeNew(name);
    for (const member of members) {
      requireKnown(member);
      if (grouped.has(member)) {
        throw badPolicy("một tên chỉ được vào một nhóm, một lần", "a name may be a member only once");
      }
      grouped.add(member);
    }
    const needed = measure === "all" ? members.length : measure === "any" ? 1 : Number(fromDecimal(measure));
    if (needed < 1 || needed > members.length) {
      throw badPolicy("số cần có phải từ 1 đến số thành viên", "the threshold is 1 to the number of members");
    }
    groups.set(name, { needed, members });
  } else if (kind === "quorum" && given.length === 1) {
    if (given[0] !== "none") requireKnown(given[0]);
    quorums.push(given[0]);
  } else throw badPolicy("không hiểu dòng này", "this line is not understood");
}

function party(word, types, others) {
  const key = parseKey(decodeUtf8(Uint8Array.from(word, (char) => char.charCodeAt(0)),
    () => badPolicy("khóa không phải UTF-8", "the key is not UTF-8")));
  if (!types.includes(key.type)) {
    throw badPolicy("loại khóa không hợp với vai này", "a key of this type cannot have this role");
  }
  if (others.some((other) => same(other.key, key.key))) {
    throw badPolicy("khóa này đã có ở dòng trên", "this key is already there");
  }
  return key;
}

function met({ groups, quorum }, cosigned) {
  const names = new Set(cosigned);
  for (const [name, { needed, members }] of groups) {
    if (members.filter((member) => names.has(member)).length >= needed) names.add(name);
  }
  return quorum === null || names.has(quorum);
}

const isBy = (signature, key) => signature.name === key.name && toHex(signature.keyId) === key.id;

/** Seconds since 1970 for a witness, null for a log; Invalid unless the signature holds over the note's text. */
async function checkSignature(key, { value }, text) {
  let time = null, message = utf8(text), held = value.length === SIGNATURE_SIZES[key.type];
  if (held && key.type === COSIGNATURE) {
    time = new DataView(value.buffer, value.byteOffset, 8).getBigUint64(0);
    held = time <= LARGEST;
    message = utf8(`cosignature/v1\ntime ${time}\n${text}`);
    value = value.subarray(8);
  }
  // ML-DSA is carried along, not checked: only its length is asked for.
  if (!held || (key.type !== ML_DSA && !(await verifyEd25519(key.key, value, message)))) {
    throw new Invalid("bad_signature",
      `Chữ ký mang tên ${key.name} không đúng: nội dung đã bị sửa hoặc chữ ký giả.`,
      `The signature in the name of ${key.name} does not hold: changed content or a forgery.`);
  }
  return time;
}

async function signersOf(note, keys) {
  const found = new Map();
  for (const signature of note.signatures) {
    for (const key of keys) {
      if (!isBy(signature, key)) continue;
      const time = await checkSignature(key, signature, note.text), before = found.get(key) ?? null;
      found.set(key, before === null || time === null || time > before ? time : before);
    }
  }
  return found;
}

/** Check a signed head: {checkpoint, log, witnesses: [{key, time}], unchecked: [key], strangers: number}. */
async function judge(note, policy) {
  const head = parseCheckpoint(note.text), logs = policy.logs.filter((key) => key.name === head.origin);
  if (!logs.length) {
    throw new Invalid("unknown_log", `Sổ “${head.origin}” không có trong tệp chính sách.`,
      `The policy does not know the log '${head.origin}'.`);
  }
  const byLog = await signersOf(note, logs), byWitness = await signersOf(note, [...policy.witnesses.values()]);
  const log = [...byLog.keys()].find((key) => key.type !== ML_DSA);
  if (!log) throw new Invalid("not_signed", "Đầu sổ không có chữ ký của sổ.", "The log has not signed this checkpoint.");
  const cosigned = [...policy.witnesses].filter(([, key]) => (byWitness.get(key) ?? null) !== null).map(([name]) => name);
  if (!met(policy, cosigned)) {
    throw new Invalid("no_quorum",
      `Chưa đủ chứng kiến: chỉ ${cosigned.length} chữ ký chứng kiến đúng, tệp chính sách đòi hơn.`,
      `Too few witnesses: ${cosigned.length} cosignatures hold, fewer than the policy asks for.`);
  }
  const known = [...byLog.keys(), ...byWitness.keys()];
  return {
    checkpoint: head,
    log,
    witnesses: [...byWitness].filter(([, time]) => time !== null).map(([key, time]) => ({ key, time })),
    unchecked: known.filter((key) => key.type === ML_DSA),
    strangers: note.signatures.filter((one) => !known.some((key) => isBy(one, key))).length,
  };
}

// --- promises -----------------------------------------------------------------------------

/** Read a signed promise, text or QR text ("LIEMP1:"): {origin, leaf, at, within, note}. */
function parsePromise(data) {
  if (binary(data.subarray(0, 7)) !== "LIEMP1:") {
    const note = parseNote(data);
    return { ...promiseOf(note.text), note };
  }
  const text = binary(data).replace(/\n$/, "").replace(/\r$/, "");
  if (text.length > LARGEST_PROMISE) throw malformed.promise();
  const frame = new Frame(fromBase45(text.slice(7)));
  const origin = frame.text(frame.uvarint()), leaf = frame.take(HASH), at = frame.uvarint(), within = frame.uvarint();
  requireName(origin);
  if (within === 0n) throw malformed.promise();
  const keyId = frame.take(4), value = frame.take(64);
  frame.end();
  const again = joined(sized(utf8(origin)), leaf, uvarint(at), uvarint(within), keyId, value);
  if (`LIEMP1:${toBase45(again)}` !== text) throw malformed.promise();
  const said = `liem-promise/v1\nlog ${origin}\nleaf ${toBase64(leaf)}\nat ${at}\nwithin ${within}\n`;
  return { origin, leaf, at, within, note: { text: said, signatures: [{ name: origin, keyId, value }] } };
}

function promiseOf(text) {
  const [header, ...lines] = text.split("\n"), parts = lines.slice(0, 4).map((line) => cut(line, " ", 1));
  const words = parts.map(([word]) => word).join(" ");
  if (header !== "liem-promise/v1" || lines.length !== 5 || lines[4] || words !== "log leaf at within") {
    throw malformed.promise();
  }
  const [origin, leaf, at, within] = parts.map(([, value]) => value);
  const promise = { origin, leaf: fromBase64(leaf, HASH), at: fromDecimal(at), within: fromDecimal(within) };
  requireName(origin);
  if (promise.within === 0n) throw malformed.promise();
  return promise;
}

/** Make sure a log of the policy gave the promise; whether it was kept, only a receipt tells. */
async function checkPromise(promise, policy) {
  const { signatures, text } = promise.note;
  const key = policy.logs.find((one) => one.name === promise.origin && one.type === ED25519);
  if (!key || signatures.length !== 1 || !isBy(signatures[0], key)) {
    throw new Invalid("not_signed", "Lời hứa không có chữ ký của sổ.", "The log has not signed this promise.");
  }
  await checkSignature(key, signatures[0], text);
}

// --- one answer for people ----------------------------------------------------------------

/**
 * Check a receipt as `liem log verify` does. All arguments are bytes; policy and entry may be null. Gives
 * {verdict, code, vi, en, proof, judged, leaf}: "proven"; "half" (nothing false, but policy or entry is missing);
 * "refused"; "unread" (the policy itself has a slip, the receipt was not looked at).
 */
async function check({ receipt, policy = null, entry = null }) {
  let rules = null, proof = null;
  try {
    rules = policy && parsePolicy(policy);
  } catch (why) {
    return refusal("unread", why);
  }
  try {
    proof = parseReceipt(receipt);
    const judged = rules && (await judge(proof.note, rules));
    if (entry) verifyInclusion(leafHash(entry), { ...proof, ...proof.checkpoint });
    return { verdict: judged && entry ? "proven" : "half", code: "", vi: "", en: "", proof, judged, leaf: leafOf(entry) };
  } catch (why) {
    return { ...refusal("refused", why), proof };
  }
}

function leafOf(entry) {
  try {
    return entry && parseLeaf(entry);
  } catch {
    return null; // a log may hold other entries than those of Liêm
  }
}

function refusal(verdict, why) {
  if (!(why instanceof Invalid)) throw why;
  return { verdict, code: why.code, vi: why.vi, en: why.en, proof: null, judged: null, leaf: null };
}
return { toBase64, fromBase64, fromDecimal, toBase45, fromBase45, parseKey, parseNote, parseCheckpoint, parseReceipt, encodeReceipt, encodeQr, verifyInclusion, verifyConsistency, parsePolicy, judge, parsePromise, checkPromise, check, Invalid: of_log.Invalid, audit: of_log.audit, bundleOf: of_log.bundleOf, caseTag: of_log.caseTag, findCase: of_log.findCase, leafHash: of_log.leafHash, parseLeaf: of_log.parseLeaf, pathsTo: of_log.pathsTo, rootOf: of_log.rootOf, splitBundle: of_log.splitBundle, tilePath: of_log.tilePath };
})();

const of_draw = (() => {
// Draws again what was drawn (liem-draw/v1, docs/reference/draw.md): from the published list, the seed thrown in
// public and the rule announced. Nothing is fetched. The same refusals as `liem draw --check`.
const { joined, sha256, toHex, utf8 } = of_hashes;
const { Invalid, binary } = of_log;

const FORMAT = "liem-draw/v1";
const LARGEST = 1_000_000, LARGEST_COUNT = 1_000_000_000;
const HIDDEN = /[\p{C}\p{Z}]/u; // U+0020, the one blank that is let through, is taken out before
const BLANK = /^[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*$/u;
const SEED = /^[\p{L}\p{N}_.-]+(?:\/[\p{L}\p{N}_.-]+)*\/[0-9]{20,200}$/u;
const KEYS = ["format", "frame_sha256", "size", "seed", "rate", "count", "leaders", "reserves_each", "units", "chosen",
  "reserves"];

const atLine = (line, code, vi, en) => new Invalid(code, `Dòng ${line}: ${vi}`, `Line ${line}: ${en}`);
const fine = (text) => text !== "" && !HIDDEN.test(text.replaceAll(" ", "")) && !/^ | $/.test(text) &&
  text.normalize("NFC") === text;

/** Read a published list strictly: {rows: [[unit, kind, id]], sha256}. Its bytes are what was hashed. */
function parseFrame(data) {
  const text = binary(data);
  const lines = text.split("\n"), cr = lines.findIndex((line) => line.includes("\r"));
  const notLf = (line) => atLine(line, "not_lf",
    "dòng phải kết thúc bằng LF, không có CR. Dùng đúng tệp danh sách đã công bố.",
    "a line ends with LF, without CR. Use the published list as it is.");
  if (cr >= 0) throw notLf(cr + 1);
  if (lines.pop() !== "") throw notLf(lines.length + 1);
  if (!lines.length) {
    throw new Invalid("empty_frame", "Danh sách trống, không có gì để bốc thăm.",
      "The list is empty, there is nothing to draw from.");
  }
  const rows = [];
  let before = "", leaders = new Set();
  lines.forEach((line, at) => {
    const row = readRow(line, at + 1), [unit, kind, id] = row;
    // Lines are compared as bytes, so while they are still bytes.
    if (`${line}\n` < before) {
      throw atLine(at + 1, "not_sorted",
        "danh sách không xếp theo thứ tự byte (LC_ALL=C sort). Dùng đúng tệp danh sách đã công bố.",
        "the list is not sorted by bytes (LC_ALL=C sort). Use the published list as it is.");
    }
    if (unit !== rows.at(-1)?.[0]) leaders = new Set();
    if (`${line}\n` === before || leaders.has(id)) {
      throw new Invalid("duplicate_line",
        `Mã “${id}” có hai lần trong đơn vị “${unit}”. Mỗi người, mỗi việc chỉ được một thăm.`,
        `Id '${id}' is twice in unit '${unit}'. Each has one lot.`);
    }
    if (kind !== "N") leaders.add(id);
    before = `${line}\n`;
    rows.push(row);
  });
  return { rows, sha256: toHex(sha256(data)) };
}

function readRow(line, number) {
  let text;
  try {
    const bytes = Uint8Array.from(line, (char) => char.charCodeAt(0));
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw atLine(number, "not_utf8", "không phải UTF-8.", "not UTF-8.");
  }
  const row = text.split("\t"), [unit, kind, id] = row;
  if (row.length !== 3) {
    throw atLine(number, "bad_columns", "cần đúng ba cột cách nhau bằng một dấu tab: đơn vị, loại, mã.",
      "three columns parted by one tab are needed: unit, kind, id.");
  }
  for (const [vi, en, word] of [["đơn vị", "unit", unit], ["mã", "id", id]]) {
    if (fine(word)) continue;
    const say = (code, why, because) => atLine(number, code, `${vi} “${word}” ${why}.`, `${en} '${word}' ${because}.`);
    if (BLANK.test(word)) throw say("empty_text", "để trống", "is empty");
    if (HIDDEN.test(word.replaceAll(" ", ""))) {
      throw say("unprintable", "có ký tự không in được", "holds an unprintable character");
    }
    if (/^ | $/.test(word)) {
      throw say("stray_blank", "có dấu cách ở đầu hoặc cuối", "has a blank at its beginning or end");
    }
    throw say("not_nfc", "chưa ở dạng Unicode dựng sẵn (NFC)", "is not in Unicode NFC");
  }
  if (!["H", "D", "N"].includes(kind)) {
    throw atLine(number, "unknown_kind",
      `loại “${kind}” không có; viết H (cấp trưởng), D (cấp phó) hoặc N (còn lại).`,
      `kind '${kind}' is unknown; write H (head), D (deputy) or N (neither).`);
  }
  return row;
}

function requireSeed(seed) {
  if (!SEED.test(seed) || seed.normalize("NFC") !== seed) {
    throw new Invalid("bad_seed",
      `Hạt giống “${seed}” không đúng dạng. Viết: số hiệu buổi bốc thăm, dấu /, ít nhất 20 chữ số gieo công khai.`,
      `Seed '${seed}' is malformed. Write the ceremony, a slash, at least 20 digits thrown in public.`);
  }
}

function requireTerms({ rate, count, reserves }) {
  if ((rate === null) === (count === null)) {
    throw new Invalid("one_measure", "Cho biết tỷ lệ hoặc số lượng cần chọn, đúng một trong hai.",
      "Give a rate or a count, exactly one of them.");
  }
  if (rate && (rate[0] < 1 || rate[0] > rate[1] || rate[1] > LARGEST)) {
    throw new Invalid("bad_rate", "Tỷ lệ là phân số lớn hơn 0, không quá 1, mẫu số không quá 1.000.000.",
      "A rate is an exact fraction above 0, at most 1, with a denominator up to 1,000,000.");
  }
  if (count !== null && !(count >= 1 && count <= LARGEST_COUNT)) {
    throw new Invalid("bad_count", "Số lượng cần chọn ít nhất là 1.", "A count is at least 1.");
  }
  if (!(reserves >= 0 && reserves <= LARGEST_COUNT)) {
    throw new Invalid("bad_reserves", "Số dự bị không thể âm.", "The number of reserves is not below 0.");
  }
}

/** Read "1/10", "10%" or "12,5%" as [top, bottom] in lowest terms; null for anything else. */
function parseRate(text) {
  const share = /^(\d{1,7})\/(\d{1,7})$/.exec(text), percent = /^(\d{1,3})(?:[.,](\d{1,4}))?%$/.exec(text);
  if (!share && !percent) return null;
  let top = share ? +share[1] : +(percent[1] + (percent[2] ?? ""));
  let bottom = share ? +share[2] : 100 * 10 ** (percent[2] ?? "").length;
  if (!bottom) return null;
  const divisor = common(top, bottom);
  return [top / divisor, bottom / divisor];
}

const common = (a, b) => (b ? common(b, a % b) : a);

/**
 * Draw from each unit ⌈size · rate⌉ lines (`rate` is [top, bottom]) or `count`; with `leaders` the head or deputy of
 * the smallest ticket takes place 1; `reserves` more go on in ticket order. Gives {units, chosen, reserves} as in the
 * published result.
 */
function draw(frame, { seed, rate = null, count = null, leaders = false, reserves = 0 }) {
  requireSeed(seed);
  requireTerms({ rate, count, reserves });
  const found = { units: [], chosen: [], reserves: [] };
  for (let at = 0, end; at < frame.rows.length; at = end) {
    const unit = frame.rows[at][0];
    for (end = at; frame.rows[end]?.[0] === unit;) end++;
    const start = utf8(`${FORMAT}\n${frame.sha256}\n${seed}\n${unit}\n`);
    const lots = frame.rows.slice(at, end).map(([, kind, id]) => [unit, kind, id, toHex(sha256(joined(start, utf8(`${id}\n`))))]);
    lots.sort((one, two) => (one[3] < two[3] ? -1 : 1));
    const heads = lots.filter(([, kind]) => kind !== "N");
    if (leaders && !heads.length) {
      throw new Invalid("no_leader", `Đơn vị “${unit}” không có cấp trưởng, cấp phó nào, mà quy tắc đòi ít nhất một.`,
        `Unit '${unit}' has no head or deputy in the list, and the rule demands one.`);
    }
    const places = rate ? Math.ceil((lots.length * rate[0]) / rate[1]) : Math.min(count, lots.length);
    const order = leaders ? [heads[0], ...lots.filter((lot) => lot !== heads[0])] : lots;
    found.units.push([unit, lots.length, heads.length, places]);
    found.chosen.push(...order.slice(0, places));
    found.reserves.push(...order.slice(places, places + reserves));
  }
  return found;
}

/** Give `place⇥unit⇥kind⇥id⇥ticket`, reserves as R1, R2, …: what `liem draw`, the shell line and draw.sh print. */
function linesOf({ units, chosen, reserves }) {
  const lines = [];
  let first = 0, spare = 0;
  for (const [unit, , , places] of units) {
    for (let place = 1; place <= places; place++) lines.push([place, ...chosen[first++]].join("\t"));
    for (let place = 1; reserves[spare]?.[0] === unit; place++) lines.push([`R${place}`, ...reserves[spare++]].join("\t"));
  }
  return lines;
}

/** Draw again what a published result (bytes of JSON) says and compare; gives the recomputed draw with its terms. */
function checkDraw(result, frame) {
  const said = readResult(result);
  const mismatch = (where, vi, left, right) => new Invalid("draw_mismatch",
    `Kết quả KHÔNG khớp, chỗ đầu tiên: ${vi}. Kết quả ghi ${show(left)}; tính lại ra ${show(right)}.`,
    `The result does NOT hold; first difference: ${where}. It says ${show(left)}; recomputed: ${show(right)}.`);
  if (said.frame_sha256 !== frame.sha256) {
    throw mismatch("frame_sha256", "mã SHA-256 của danh sách (đây không phải danh sách đã dùng để bốc thăm)",
      said.frame_sha256, frame.sha256);
  }
  const terms = { seed: said.seed, rate: said.rate, count: said.count, leaders: said.leaders, reserves: said.reserves_each };
  const again = draw(frame, terms);
  if (said.size !== frame.rows.length) throw mismatch("size", "số dòng của danh sách", said.size, frame.rows.length);
  const parts = [["units", "bảng theo đơn vị"], ["chosen", "danh sách được chọn"], ["reserves", "danh sách dự bị"]];
  for (const [name, vi] of parts) {
    for (let at = 0; at < Math.max(said[name].length, again[name].length); at++) {
      const left = said[name][at], right = again[name][at];
      if (JSON.stringify(left) !== JSON.stringify(right)) {
        throw mismatch(`${name}[${at}]`, `${vi}, dòng ${at + 1}`, left, right);
      }
    }
  }
  return { ...again, terms };
}

function show(value) {
  const text = value === undefined ? "–" : JSON.stringify(value);
  return text.length <= 200 ? text : `${text.slice(0, 199)}…`;
}

function readResult(data) {
  const bad = (vi, en) => new Invalid("bad_result", `Đây không phải kết quả bốc thăm: ${vi}.`, `Not the result of a draw: ${en}.`);
  let said;
  try {
    said = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data));
  } catch {
    throw bad("không phải JSON", "not JSON");
  }
  if (said?.format !== FORMAT || Array.isArray(said)) throw bad(`thiếu "format": "${FORMAT}"`, `"format": "${FORMAT}" is missing`);
  const odd = [...Object.keys(said).filter((key) => !KEYS.includes(key)), ...KEYS.filter((key) => !(key in said))];
  if (odd.length) throw bad(`thừa hoặc thiếu trường: ${odd}`, `fields too many or missing: ${odd}`);
  const whole = Number.isInteger, text = (value) => typeof value === "string", list = Array.isArray;
  const kinds = { seed: text, frame_sha256: text, size: whole, leaders: (value) => typeof value === "boolean",
    reserves_each: whole, units: list, chosen: list, reserves: list, count: (value) => value === null || whole(value) };
  for (const [name, fits] of Object.entries(kinds)) {
    if (!fits(said[name])) throw bad(`trường ${name} sai kiểu`, `field ${name} has the wrong type`);
  }
  if (said.rate !== null) {
    const rate = text(said.rate) ? parseRate(said.rate) : null;
    if (rate?.join("/") !== said.rate) {
      throw bad('trường rate phải là phân số tối giản như "1/10"', 'field rate is a reduced fraction like "1/10"');
    }
    said.rate = rate;
  }
  return said;
}
return { parseFrame, requireSeed, parseRate, draw, linesOf, checkDraw };
})();

const of_page = (() => {
// What verify.html does: reads what was pasted or chosen, asks verify.mjs and draw.mjs, says it in two languages.
const { fromHex, utf8 } = of_hashes;
const { Invalid, bundleOf } = of_log;
const { check, checkPromise, findCase, leafHash, parsePolicy, parsePromise, toBase64 } = of_verify;
const { checkDraw, draw, linesOf, parseFrame, parseRate } = of_draw;

const byId = (id) => document.getElementById(id);
const fileBytes = async (file) => new Uint8Array(await file.arrayBuffer());
const moment = (seconds) => (seconds > 253402214400n ? `${seconds} s`
  : new Date(Number(seconds) * 1000).toISOString().slice(0, 19).replace("T", " ") + " UTC");

function spoken(tag, vi, en) {
  const made = document.createElement(tag);
  for (const [lang, text] of [["vi", vi], ["en", en]]) {
    const part = document.createElement("span");
    part.lang = lang;
    // Names come from the receipt: nothing that turns text round or hides it is shown.
    part.textContent = text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "?");
    made.append(part);
  }
  return made;
}

function say(id, kind, title, lines, text = "") {
  const box = document.createElement("div"), list = document.createElement("ul");
  box.className = kind;
  list.append(...lines.map(([vi, en]) => spoken("li", vi, en)));
  box.append(spoken("p", ...title), list);
  if (text) {
    const written = document.createElement("pre");
    written.textContent = text;
    written.tabIndex = 0;
    box.append(written);
  }
  byId(id).replaceChildren(box);
}

const refused = (id, why) => {
  if (!(why instanceof Invalid)) throw why;
  say(id, "refused", ["BỊ BÁC: không hợp lệ", "REFUSED: not valid"], [[`${why.vi} (${why.code})`, `${why.en} (${why.code})`]]);
};

// A chosen file counts before what is pasted; an entry that was pasted gets back the line end the box took off.
async function given(name, ending = "") {
  const [file] = byId(`${name}-file`).files, text = byId(`${name}-text`).value;
  if (file) return fileBytes(file);
  if (!text) return null;
  return utf8(ending && !text.endsWith(ending) ? text + ending : text);
}

async function checkReceipt() {
  const receipt = await given("receipt"), policy = await given("policy", "\n"), entry = await given("entry", "\n");
  if (!receipt) {
    return say("receipt-said", "half", ["Chưa có biên nhận", "No receipt yet"], [["Dán hoặc chọn biên nhận.", "Paste or choose a receipt."]]);
  }
  const head = new TextDecoder("latin1").decode(receipt.subarray(0, 13));
  if (head.startsWith("LIEMP1:") || head === "liem-promise/") return sayPromise(receipt, policy, entry);
  // Notes end with a line end; a text box may have lost it.
  const whole = head.startsWith("LIEM1:") || receipt.at(-1) === 10 ? receipt : Uint8Array.of(...receipt, 10);
  const { verdict, code, vi, en, proof, judged, leaf } = await check({ receipt: whole, policy, entry });
  const lines = [];
  if (code) lines.push([`${vi} (${code})`, `${en} (${code})`]);
  if (proof) {
    const { origin, size } = proof.checkpoint;
    lines.push([`Sổ ${origin}, ${size} mục; biên nhận cho mục số ${proof.index} (đếm từ 0).`,
      `Log ${origin}, ${size} entries; receipt of entry ${proof.index} (counted from 0).`]);
  }
  if (judged) {
    lines.push([`Đúng: chữ ký của sổ ${judged.log.name}.`, `Holds: the signature of the log ${judged.log.name}.`]);
    for (const { key, time } of judged.witnesses) {
      lines.push([`Đúng: chứng kiến ${key.name}, tự ghi ${moment(time)}.`, `Holds: witness ${key.name}, by its own clock ${moment(time)}.`]);
    }
    for (const key of judged.unchecked) lines.push([`Chưa kiểm: chữ ký ML-DSA của ${key.name}.`, `Not checked: ML-DSA signature of ${key.name}.`]);
    if (judged.strangers) lines.push([`Chưa kiểm: ${judged.strangers} chữ ký của khóa lạ.`, `Not checked: ${judged.strangers} signatures by unknown keys.`]);
    if (!judged.witnesses.length) lines.push(["Không có chứng kiến: sổ có thể cho người khác xem một sổ khác.", "No witness: the log may show others another log."]);
  }
  if (leaf) {
    const hour = leaf.hour.toISOString().slice(0, 13).replace("T", " ");
    lines.push([`Mục: lớp ${leaf.cls}, ${hour} giờ UTC.`, `Entry: class ${leaf.cls}, hour ${hour} UTC.`]);
  }
  if (verdict === "half") {
    if (!judged) lines.push(["Còn thiếu: tệp chính sách (ai ký?).", "Missing: the policy file (signed by whom?)."]);
    if (!entry) lines.push(["Còn thiếu: mục của sổ.", "Missing: the entry."]);
  } else if (verdict === "proven") {
    lines.push(["Chưa kiểm: hồ sơ đằng sau mục; đồng hồ và sự độc lập của người ký.", "Not checked: the file behind the entry; clocks and independence of the signers."]);
  }
  const titles = {
    proven: ["ĐÃ CHỨNG MINH: mục này có trong sổ", "PROVEN: the entry is in the log"],
    half: ["CHƯA ĐỦ: không thấy gì sai, nhưng chưa chứng minh", "HALF: nothing false was seen, but nothing is proven"],
    refused: ["BỊ BÁC: đừng dựa vào biên nhận này", "REFUSED: do not rely on this receipt"],
    unread: ["Tệp chính sách có lỗi; biên nhận chưa được xét", "The policy has a slip; the receipt was not looked at"],
  };
  say("receipt-said", verdict === "unread" ? "half" : verdict, titles[verdict], lines);
}

async function sayPromise(data, policy, entry) {
  const whole = data.at(-1) === 10 || data[5] === 49 ? data : Uint8Array.of(...data, 10);
  const promise = parsePromise(whole);
  if (policy) await checkPromise(promise, parsePolicy(policy));
  if (entry && toBase64(leafHash(entry)) !== toBase64(promise.leaf)) {
    throw new Invalid("not_included", "Lời hứa là cho một mục khác.", "The promise is about another entry.");
  }
  const due = moment(promise.at + promise.within);
  say("receipt-said", "half", ["LỜI HỨA, chưa phải bằng chứng", "A PROMISE, not a proof yet"], [
    policy ? [`Đúng: sổ ${promise.origin} đã hứa.`, `Holds: the log ${promise.origin} promised.`]
      : ["Còn thiếu: tệp chính sách (ai ký?).", "Missing: the policy file (signed by whom?)."],
    [`Mục phải có trong sổ trước ${due}. Quá hạn mà không có biên nhận thì lời hứa này là bằng chứng mục bị bỏ.`,
      `The entry has to stand in the log by ${due}. If there is no receipt then, this promise proves that it was dropped.`],
  ]);
}

async function lookForCase() {
  const key = byId("case-key").value.trim(), bundles = [];
  if (!/^[0-9a-fA-F]{64}$/.test(key)) {
    throw new Invalid("bad_case_key", "Khóa của vụ là 64 chữ số hex.", "A case key is 64 hex digits.");
  }
  const widest = new Map(); // a partial bundle may lie beside the full one
  for (const file of byId("case-files").files) {
    const place = bundleOf(file.webkitRelativePath || file.name);
    if (place && !(widest.get(place.index)?.width >= place.width)) widest.set(place.index, { ...place, file });
  }
  for (const [index, { file }] of widest) bundles.push({ first: index * 256, data: await fileBytes(file) });
  if (!bundles.length) {
    throw new Invalid("no_tile", "Không thấy tệp tile/entries nào trong thư mục.", "The folder holds no file of tile/entries.");
  }
  const { found, missing, twice, entries } = findCase(fromHex(key), bundles);
  const last = Math.max(...widest.keys()), holes = last + 1 - widest.size;
  const lines = [[`Đã xem ${entries} mục.`, `Looked through ${entries} entries.`]];
  if (holes) lines.push([`Thiếu ${holes} tệp ở giữa: kết quả chưa đủ.`, `${holes} files in between are missing: this is not complete.`]);
  lines.push(...missing.map((n) => [`THIẾU sự kiện số ${n}.`, `Event ${n} is MISSING.`]));
  lines.push(...twice.map((n) => [`Sự kiện số ${n} có hai lần.`, `Event ${n} stands twice.`]));
  for (const { n, index, cls, hour } of found) {
    const at = hour.toISOString().slice(0, 13).replace("T", " ");
    lines.push([`Sự kiện ${n}: mục số ${index}, lớp ${cls}, ${at} giờ UTC.`, `Event ${n}: entry ${index}, class ${cls}, hour ${at} UTC.`]);
  }
  const broken = missing.length || twice.length;
  const kind = broken ? "refused" : found.length && !holes ? "proven" : "half";
  say("case-said", kind, broken ? ["CÓ SỐ BỊ THIẾU hoặc lặp", "NUMBERS ARE MISSING or repeated"]
    : found.length ? [`Thấy ${found.length} sự kiện, liền số`, `${found.length} events found, without a gap`]
      : ["Không thấy sự kiện nào", "No event was found"], lines);
}

async function recompute() {
  const [listFile] = byId("list-file").files, [resultFile] = byId("result-file").files;
  if (!listFile) throw new Invalid("empty_frame", "Chưa chọn danh sách.", "No list was chosen.");
  const frame = parseFrame(await fileBytes(listFile));
  const measure = byId("measure").value.trim(), count = /^[0-9]{1,10}$/.test(measure) ? Number(measure) : null;
  const rate = count === null ? parseRate(measure) : null;
  const terms = { seed: byId("seed").value.trim(), rate, count, leaders: byId("leaders").checked, reserves: Number(byId("reserves").value || 0) };
  const found = resultFile ? checkDraw(await fileBytes(resultFile), frame) : draw(frame, terms);
  const { seed, rate: share, count: many, leaders, reserves } = found.terms ?? terms;
  say("draw-said", resultFile ? "proven" : "half",
    resultFile ? ["KHỚP: kết quả đúng với danh sách và hạt giống", "HOLDS: the result follows from list and seed"]
      : ["Đã tính lại; hãy so với kết quả đã công bố", "Recomputed; compare with what was published"],
    [[`SHA-256 của danh sách: ${frame.sha256}`, `SHA-256 of the list: ${frame.sha256}`],
      [`Hạt giống ${seed}; ${share ? share.join("/") : many}; cấp trưởng, cấp phó: ${leaders ? "có" : "không"}; dự bị ${reserves}. So với điều đã công bố trước khi gieo.`,
        `Seed ${seed}; ${share ? share.join("/") : many}; leader rule: ${leaders ? "yes" : "no"}; reserves ${reserves}. Compare with what was announced before the throw.`]],
    linesOf(found).join("\n"));
}

function onSubmit(id, run) {
  byId(id).addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await run();
    } catch (why) {
      refused(`${id}-said`, why);
    }
  });
}

function show(language) {
  document.documentElement.lang = language;
  document.documentElement.dataset.shown = language;
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
  }
}

async function readPhoto(event) {
  const [file] = event.target.files;
  if (!file) return;
  const [code] = await new BarcodeDetector({ formats: ["qr_code"] }).detect(await createImageBitmap(file));
  if (code) byId("receipt-text").value = code.rawValue;
  else say("receipt-said", "half", ["Không đọc được mã QR trong ảnh", "No QR code was read in the picture"], []);
}

onSubmit("receipt", checkReceipt);
onSubmit("case", lookForCase);
onSubmit("draw", recompute);
for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => show(button.dataset.language));
}
if (new URLSearchParams(location.search).get("lang") === "en") show("en");
if ("BarcodeDetector" in globalThis) {
  byId("photo").hidden = false;
  byId("receipt-photo").addEventListener("change", readPhoto);
}
return {  };
})();
})();
