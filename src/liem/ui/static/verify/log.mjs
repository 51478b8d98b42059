// The files of a log (C2SP tlog-tiles, RFC 6962): what a bundle holds, a whole log rehashed, one's own case found.
// Sizes and places are BigInt where a receipt says them, numbers where files are counted.
import { hmac256, joined, sha256, toHex, utf8 } from "./hashes.mjs";

export const LARGEST = 2n ** 63n - 1n;
const WIDTH = 256;
const HASH = 32;
const LEAF_SIZE = 152;
const LEAF = new RegExp(
  "^liem-leaf/v1\\nclass ([a-z0-9]{1,8}-{0,7})\\nat ((\\d{4})-(\\d{2})-(\\d{2})T(\\d{2}))\\n" +
    "tag ([0-9a-f]{32})\\ndata ([0-9a-f]{64})\\n$",
);

/** The one refusal: a code (the same as of `liem log verify`), a Vietnamese and an English sentence. */
export class Invalid extends Error {
  constructor(code, vi, en) {
    super(`${code}: ${en}`);
    this.name = "Invalid";
    Object.assign(this, { code, vi, en });
  }
}

export const leafHash = (entry) => sha256(joined(Uint8Array.of(0), entry));
export const nodeHash = (left, right) => sha256(joined(Uint8Array.of(1), left, right));
export const same = (one, two) => one.length === two.length && one.every((byte, at) => byte === two[at]);
export const binary = (bytes) => {
  let out = "";
  for (let at = 0; at < bytes.length; at += 8192) out += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return out;
};

/** The root over a row of hashes; a last one without partner rises alone. */
export function rootOf(hashes) {
  let row = hashes;
  while (row.length > 1) row = above(row);
  return row[0] ?? sha256(new Uint8Array());
}

/** The paths of some leaves among the leaf hashes of a whole log, each from the leaf up (RFC 9162, 2.1.3.1), by index. */
export function pathsTo(hashes, indexes) {
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
export function parseLeaf(entry) {
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
export function tilePath(level, index, width = WIDTH) {
  const digits = String(index), groups = digits.padStart(Math.ceil(digits.length / 3) * 3, "0").match(/.../g);
  const place = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join("/");
  return `tile/${level < 0 ? "entries" : level}/${place}${width < WIDTH ? `.p/${width}` : ""}`;
}

/** Which bundle a file is by the end of its address: `{index, width}`, or null. */
export function bundleOf(path) {
  const found = /(?:^|\/)tile\/entries\/((?:x\d{3}\/)*)(\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(path);
  if (found === null) return null;
  const index = Number(found[1].replace(/[x/]/g, "") + found[2]), width = Number(found[3] ?? WIDTH);
  return path.endsWith(tilePath(-1, index, width)) ? { index, width } : null;
}

/** The entries of a bundle, each behind its length in two bytes; `width` of them when given. */
export function splitBundle(data, width, path = "bundle") {
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
export async function audit(read, size, root) {
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
export const caseTag = (caseKey, n) => toHex(hmac256(caseKey, utf8(`tag\0${n}`)).subarray(0, 16));

/** Gaps longer than this end the search: a thousand numbers behind the last one found. */
const AHEAD = 1000;

/**
 * Find all events of one's own case among published bundles: `[{first, data, log}]`, `first` the number of the first
 * entry in `data`, `log` which of several logs it is of (0). Gives `found` [{n, log, index, cls, hour}] by number, `missing` numbers below the last one found,
 * `twice` numbers that stand more than once, and how many `entries` were looked through.
 */
export function findCase(caseKey, bundles) {
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
