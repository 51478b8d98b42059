// Draws again what was drawn (liem-draw/v1, docs/reference/draw.md): from the published list, the seed thrown in
// public and the rule announced. Nothing is fetched. The same refusals as `liem draw --check`.
import { joined, sha256, toHex, utf8 } from "./hashes.mjs";
import { Invalid, binary } from "./log.mjs";

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
export function parseFrame(data) {
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

export function requireSeed(seed) {
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
export function parseRate(text) {
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
export function draw(frame, { seed, rate = null, count = null, leaders = false, reserves = 0 }) {
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
export function linesOf({ units, chosen, reserves }) {
  const lines = [];
  let first = 0, spare = 0;
  for (const [unit, , , places] of units) {
    for (let place = 1; place <= places; place++) lines.push([place, ...chosen[first++]].join("\t"));
    for (let place = 1; reserves[spare]?.[0] === unit; place++) lines.push([`R${place}`, ...reserves[spare++]].join("\t"));
  }
  return lines;
}

/** Draw again what a published result (bytes of JSON) says and compare; gives the recomputed draw with its terms. */
export function checkDraw(result, frame) {
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
