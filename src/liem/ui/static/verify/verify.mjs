// Checks receipts of the log without the server that gave them: C2SP tlog-proof@v1 as text and as QR text, signed
// notes, checkpoints, Ed25519 cosignatures, policies, promises. Formats: docs/reference/log-formats.md. Nothing is
// fetched and nothing is needed beside the files here; the same strictness and the same codes as `liem log verify`.
import { verify as verifyEd25519, usableKey } from "./ed25519.mjs";
import { joined, sha256, toHex, utf8 } from "./hashes.mjs";
import { Invalid, LARGEST, binary, leafHash, nodeHash, parseLeaf, rootOf, same } from "./log.mjs";
export { Invalid, audit, bundleOf, caseTag, findCase, leafHash, parseLeaf, pathsTo, rootOf, splitBundle, tilePath } from "./log.mjs";

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

export const toBase64 = (bytes) => btoa(binary(bytes));

export function fromBase64(text, size) {
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

export function fromDecimal(text) {
  const value = /^(?:0|[1-9][0-9]{0,18})$/.test(text) ? BigInt(text) : LARGEST + 1n;
  if (value > LARGEST) {
    throw new Invalid("bad_number", "Số không đúng dạng: chỉ chữ số 0–9, không có số 0 đứng đầu, nhỏ hơn 2^63.",
      "A number is digits 0–9 without leading zero, below 2^63.");
  }
  return value;
}

export function toBase45(data) {
  let out = "";
  for (let at = 0; at + 1 < data.length; at += 2) {
    const value = data[at] * 256 + data[at + 1];
    out += BASE45[value % 45] + BASE45[Math.floor(value / 45) % 45] + BASE45[Math.floor(value / 2025)];
  }
  const last = data[data.length - 1];
  return data.length % 2 ? out + BASE45[last % 45] + BASE45[Math.floor(last / 45)] : out;
}

export function fromBase45(text) {
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
export function parseKey(text) {
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
export function parseNote(data) {
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
export function parseCheckpoint(text) {
  if (!text.endsWith("\n") || CONTROL.test(text)) throw malformed.note();
  const [origin, size, root, ...extensions] = text.slice(0, -1).split("\n");
  if (root === undefined) throw malformed.checkpoint();
  return checkpoint(origin, fromDecimal(size), fromBase64(root, HASH), extensions);
}

// --- receipts -----------------------------------------------------------------------------

/** Read a receipt in either form: {index, path, note, extra, checkpoint}. */
export function parseReceipt(data) {
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
export const encodeReceipt = ({ index, path, note, extra }) =>
  `c2sp.org/tlog-proof@v1\n${extra ? `extra ${toBase64(extra)}\n` : ""}index ${index}\n` +
  `${path.map((hash) => `${toBase64(hash)}\n`).join("")}\n${encodeNote(note)}`;

/** Give the text of its QR code. */
export function encodeQr({ index, path, note, extra, checkpoint: head }) {
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
export function verifyInclusion(leaf, { index, size, path, root }) {
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
export function verifyConsistency({ old, oldRoot, size, root, path }) {
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
export function parsePolicy(data) {
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
export async function judge(note, policy) {
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
export function parsePromise(data) {
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
export async function checkPromise(promise, policy) {
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
export async function check({ receipt, policy = null, entry = null }) {
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
