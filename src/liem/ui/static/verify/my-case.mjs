// Finds the events of one's own case in the published log. The key never leaves this page: every bundle of the log
// is fetched, so that nobody learns from the addresses which case is looked for.
import { fromHex, utf8 } from "./hashes.mjs";
import { Invalid, audit, findCase, leafHash, pathsTo, splitBundle, tilePath } from "./log.mjs";
import { encodeReceipt, judge, parseCheckpoint, parseNote, parsePolicy, verifyInclusion } from "./verify.mjs";

const WIDTH = 256;
const form = document.getElementById("my-case"), box = document.getElementById("my-case-said");
const vietnamese = document.documentElement.lang !== "en";
const say = (vi, en) => (vietnamese ? vi : en);

function tell(text, strong = false) {
  const line = document.createElement("p"), inner = strong ? line.appendChild(document.createElement("strong")) : line;
  inner.textContent = text;
  box.append(line);
}

function reader(place) {
  const kept = new Map();
  return async (path) => {
    if (!kept.has(path)) {
      const answer = await fetch(place + path, { credentials: "omit", cache: "no-store" });
      if (!answer.ok && answer.status !== 404) throw new Error(String(answer.status));
      kept.set(path, answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null);
    }
    return kept.get(path);
  };
}

async function bundlesOf(read, size, log) {
  const found = [];
  for (let first = 0; first < size; first += WIDTH) {
    const width = Math.min(WIDTH, size - first), path = tilePath(-1, first / WIDTH, width);
    const data = (await read(path)) ?? (width < WIDTH ? await read(tilePath(-1, first / WIDTH)) : null);
    if (data) found.push({ first, data, log });
    else tell(say(`Thiếu tệp ${path} của sổ.`, `${path} of the log is missing.`), true);
  }
  return found;
}

// Who signed the head, by the policy that the log publishes; null (and why is said) while too few have.
async function signers(read, note) {
  const policy = await read("policy");
  if (!policy) return tell(say("Sổ chưa công bố ai chứng kiến.", "The log does not say yet who watches it."), true);
  try {
    const names = (await judge(note, parsePolicy(policy))).witnesses.map(({ key }) => key.name);
    tell(names.length
      ? say(`Đầu sổ có đủ chữ ký: sổ và bên chứng kiến ${names.join(", ")}.`, `The head is signed by the log and by ${names.join(", ")}.`)
      : say("Đầu sổ có chữ ký của sổ; chính sách không đòi bên chứng kiến nào.", "The log has signed its head; its policy asks for no witness."));
    return names;
  } catch (why) {
    if (!(why instanceof Invalid) || why.code !== "no_quorum") throw why;
    return tell(say(`${why.vi} Biên nhận lấy được sau khi đủ chữ ký.`, `${why.en} Receipts can be taken once they have signed.`), true);
  }
}

function fileOf(bytes, name, label) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes]));
  link.download = name;
  link.textContent = label;
  return link;
}

// Receipt and leaf of each event, made here from the files of the whole log: asking for them would tell which case it is.
function offer(items, bundles, note, head) {
  const entries = bundles.flatMap(({ data }) => splitBundle(data)), hashes = entries.map(leafHash);
  for (const [index, path] of pathsTo(hashes, items.keys())) {
    const receipt = { index: BigInt(index), path, note, extra: null }, item = items.get(index);
    verifyInclusion(hashes[index], { ...receipt, ...head });
    item.append(
      " · ", fileOf(utf8(encodeReceipt(receipt)), `muc-${index}.tlog-proof`, say("tải biên nhận", "take its receipt")),
      " · ", fileOf(entries[index], `muc-${index}.leaf`, say("tải mục (152 byte)", "take the entry (152 bytes)")),
    );
  }
}

// One log of the office as it stands now; null where it was begun and holds nothing yet.
async function logAt(place, log) {
  const read = reader(place), signed = await read("checkpoint");
  if (!signed) return null;
  const note = parseNote(signed), head = parseCheckpoint(note.text), size = Number(head.size);
  return { read, note, head, size, bundles: await bundlesOf(read, size, log), items: new Map() };
}

async function look() {
  const given = document.getElementById("my-file").files[0];
  const text = (document.getElementById("my-key").value || (given ? await given.text() : "")).replace(/\s/g, "");
  const promised = Number(document.getElementById("my-events").value.trim() || 0);
  if (!/^[0-9a-fA-F]{64}$/.test(text)) {
    return tell(say("Khóa là 64 ký tự, gồm chữ số và chữ A đến F.", "The key has 64 characters: digits and A to F."), true);
  }
  if (!Number.isInteger(promised) || promised < 0 || promised > 1e6) {
    return tell(say("Số việc là một số nguyên.", "The number of events is a whole number."), true);
  }
  // A log that could not be recovered goes on as another: the events of a case may stand in both.
  const logs = [];
  for (const [at, place] of form.dataset.logs.split(" ").entries()) {
    const log = await logAt(place, at);
    if (log) logs[at] = log;
  }
  if (logs.length === 0) return tell(say("Sổ chưa có mục nào.", "The log has no entries yet."), true);
  const { found, missing, twice, entries } = findCase(fromHex(text), logs.flatMap(({ bundles }) => bundles));
  const last = found.reduce((most, one) => Math.max(most, one.n), 0);
  for (let n = last + 1; n <= promised; n++) missing.push(n);
  tell(say(`Tìm thấy ${found.length} việc trong ${entries} mục của sổ.`, `Found ${found.length} events among ${entries} entries.`), true);
  const list = box.appendChild(document.createElement("ol"));
  for (const { n, log, index, cls, hour } of found) {
    const when = hour.toLocaleString(vietnamese ? "vi-VN" : "en-GB", { dateStyle: "short", timeStyle: "short" });
    const item = list.appendChild(document.createElement("li"));
    item.value = n;
    logs[log].items.set(index, item);
    item.textContent = say(`trong giờ bắt đầu ${when}, lớp ${cls}, mục số ${index}`, `in the hour from ${when}, class ${cls}, entry ${index}`);
    if (logs.length > 1) item.append(say(` của sổ ${logs[log].head.origin}`, ` of the log ${logs[log].head.origin}`));
  }
  if (found.length === 0) list.remove();
  if (missing.length) tell(say(`THIẾU việc số: ${missing.join(", ")}.`, `MISSING events: ${missing.join(", ")}.`), true);
  if (twice.length) tell(say(`CÓ HAI LẦN việc số: ${twice.join(", ")}.`, `TWICE in the log: ${twice.join(", ")}.`), true);
  if (missing.length || (promised && found.length === 0)) {
    tell(say("Việc mới ghi có thể chờ tới một ngày. Quá một ngày mà vẫn thiếu: giữ phiếu, báo Mặt trận hoặc bên chứng kiến.",
      "A new event may wait up to a day. Missing for longer: keep the slip, tell the Front or a witness."));
  }
  for (const { read, note, head, size, bundles, items } of logs.filter(Boolean)) {
    await audit(read, size, head.root);
    tell(say(`Mọi tệp của sổ ${head.origin} khớp mã gốc ở đầu sổ (${size} mục).`,
      `All files of the log ${head.origin} match the root in its head (${size} entries).`));
    if (await signers(read, note)) offer(items, bundles, note, head);
  }
}

form.hidden = false;
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  box.replaceChildren();
  try {
    await look();
  } catch (why) {
    if (why instanceof Invalid) tell(`${say("SAI", "FALSE")}: ${say(why.vi, why.en)}`, true);
    else tell(say("Không tải được tệp của sổ. Kiểm tra mạng rồi thử lại.", "The log could not be fetched. Check the network and try again."), true);
  }
});
