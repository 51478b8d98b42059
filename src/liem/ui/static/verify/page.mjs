// What verify.html does: reads what was pasted or chosen, asks verify.mjs and draw.mjs, says it in two languages.
import { fromHex, utf8 } from "./hashes.mjs";
import { Invalid, bundleOf } from "./log.mjs";
import { check, checkPromise, findCase, leafHash, parsePolicy, parsePromise, toBase64 } from "./verify.mjs";
import { checkDraw, draw, linesOf, parseFrame, parseRate } from "./draw.mjs";

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
