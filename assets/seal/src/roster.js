// The list of readers of one unit (`liem-roster/v1`): who can open reports, with their public keys. Every list but the
// first is signed by two who stood on the list before it; the first by two of its own. One value has one spelling.
import { isRecipient } from "./age.js";
import { fromBase64, hex, Invalid, sha256, sha256Hex, utf8 } from "./bytes.js";
import { isSignedBy, parseNote, signatureLine } from "./note.js";

const NONE = "0".repeat(64);
const NEEDED = 2; // signatures, and readers

const plain = (line) => line === line.normalize("NFC").trim() && line !== "" && !/[\n\x00-\x1f]/.test(line);

// The text that is signed. `readers`: {id, person, post, device, recovery, sign}, sorted by id here.
export function renderRoster({ origin, unit, name, generation, number, previous, since, readers }) {
  const head = ["liem-roster/v1", `origin ${origin}`, `unit ${unit}`, `name ${name}`, `list ${generation}.${number}`];
  const blocks = [...readers]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((one) =>
      ["id", "person", "post", "device", "recovery", "sign"].map((field) => (field === "id" ? `reader ${one.id}` : `${field} ${one[field]}`)).join("\n"),
    );
  return `${[[...head, `previous ${previous || NONE}`, `since ${since}`].join("\n"), ...blocks].join("\n\n")}\n`;
}

function parseText(text) {
  const bad = () => new Invalid("bad_roster");
  if (!text.endsWith("\n")) throw bad();
  const [head, ...blocks] = text.slice(0, -1).split("\n\n").map((block) => block.split("\n"));
  const field = (line, name) => {
    if (line === undefined || !line.startsWith(`${name} `) || !plain(line.slice(name.length + 1))) throw bad();
    return line.slice(name.length + 1);
  };
  if (head.length !== 7 || head[0] !== "liem-roster/v1") throw bad();
  const list = /^([1-9]\d{0,8})\.([1-9]\d{0,8})$/.exec(field(head[4], "list"));
  const roster = {
    origin: field(head[1], "origin"),
    unit: field(head[2], "unit"),
    name: field(head[3], "name"),
    generation: list ? Number(list[1]) : 0,
    number: list ? Number(list[2]) : 0,
    previous: field(head[5], "previous"),
    since: field(head[6], "since"),
    readers: blocks.map((lines) => {
      if (lines.length !== 6) throw bad();
      const names = ["reader", "person", "post", "device", "recovery", "sign"];
      const [id, person, post, device, recovery, sign] = names.map((name, at) => field(lines[at], name));
      const key = fromBase64(sign);
      if (!/^[0-9a-f]{32}$/.test(id) || !isRecipient(device) || !isRecipient(recovery) || key?.length !== 32) throw bad();
      return { id, person, post, device, recovery, sign };
    }),
  };
  const keys = roster.readers.flatMap((one) => [one.id, one.device, one.recovery, one.sign]);
  const right =
    list && /^[0-9a-f]{64}$/.test(roster.previous) && /^\d{4}-\d{2}-\d{2}$/.test(roster.since) &&
    roster.readers.length >= NEEDED && new Set(keys).size === keys.length && renderRoster(roster) === text;
  if (!right) throw bad();
  return roster;
}

// The line by which one reader signs a list.
export const signRoster = (text, reader, seed) => signatureLine(text, `reader-${reader}`, seed);

// The line by which a new reader shows that the secret of the key she hands in is hers.
export const signClaim = (claim, seed) => signatureLine(renderClaim(claim), claim.unit, seed);

export const renderClaim = ({ unit, device, recovery, sign }) =>
  `liem-reader/v1\nunit ${unit}\ndevice ${device}\nrecovery ${recovery}\nsign ${sign}\n`;

function signers(note, readers) {
  return readers.filter((one) => isSignedBy(note, `reader-${one.id}`, fromBase64(one.sign))).length;
}

// Checks every list from the first to the newest, and gives the newest: {…, readers, sha256, first, all}. `whole` is what the
// server hands out: signed lists, each behind a line "=== <bytes>". Refuses a list that is forged, has a key too many,
// skips a number or was signed by too few. `want` = {origin, unit, first?, least?}: `first` is the SHA-256 of the first
// list of the generation where one knows it (from paper, from another body); `least` = {generation, number} last seen;
// `again`: a generation that began anew is shown, not refused (to the readers themselves).
export function checkRosters(whole, want) {
  const notes = split(whole);
  if (notes.length === 0) throw new Invalid("no_roster");
  const all = [];
  let last = null;
  let first = "";
  for (const note of notes.map(parseNote)) {
    const roster = parseText(note.text);
    if (roster.origin !== want.origin || roster.unit !== want.unit) throw new Invalid("other_roster");
    const next = last !== null && roster.generation === last.generation && roster.number === last.number + 1;
    const begins = roster.number === 1 && (last === null || roster.generation > last.generation);
    if (!next && !begins) throw new Invalid("roster_gap");
    if (roster.previous !== (last === null ? NONE : last.sha256)) throw new Invalid("roster_gap");
    // who runs the server could begin again with readers of his own: only who knows the new first list goes on
    if (last !== null && begins && !want.first && !want.again) throw new Invalid("roster_began_again");
    if (signers(note, next ? last.readers : roster.readers) < NEEDED) throw new Invalid("roster_unsigned");
    last = { ...roster, sha256: sha256Hex(utf8(note.text)) };
    all.push(last);
    if (begins) first = last.sha256;
  }
  if (want.first && first !== want.first) throw new Invalid("roster_other_first");
  const least = want.least;
  if (least && (last.generation < least.generation || (last.generation === least.generation && last.number < least.number))) {
    throw new Invalid("roster_old");
  }
  return { ...last, first, all };
}

function split(whole) {
  const notes = [];
  let rest = utf8(whole);
  while (rest.length) {
    const end = rest.indexOf(10);
    const found = end < 0 ? null : /^=== ([1-9]\d{0,6})$/.exec(new TextDecoder().decode(rest.slice(0, end)));
    const size = found ? Number(found[1]) : 0;
    if (!found || rest.length < end + 1 + size) throw new Invalid("bad_roster");
    notes.push(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(rest.slice(end + 1, end + 1 + size)));
    rest = rest.slice(end + 1 + size);
  }
  return notes;
}

// Both keys of the chosen readers: the one on their machine and the one kept for its loss.
export const recipientsOf = (readers) => readers.flatMap((one) => [one.device, one.recovery]);

// Who may read a letter now: of each unit's checked lists those who could read it when it was sealed and still stand, and
// those who came since, but nobody whom the sender struck out. Where the list of then is not known nobody is added.
export function readersNow(letter, lists) {
  const keys = new Set(letter.readers);
  const reads = (one) => keys.has(one.device) || keys.has(one.recovery);
  return lists.flatMap(({ readers, all }) => {
    const then = all.find((list) => list.sha256 === letter.roster);
    const struck = new Set(then ? then.readers.filter((one) => !reads(one)).map((one) => one.person) : []);
    return readers.filter((one) => reads(one) || (then && !struck.has(one.person)));
  });
}

// What two people read to each other to be sure they see the same key: 40 hex digits in groups of four.
export function fingerprint({ device, recovery, sign }) {
  return hex(sha256(utf8(`${device}\n${recovery}\n${sign}\n`))).slice(0, 40).match(/.{4}/g).join(" ");
}

// Checks a list that waits for signatures: it follows the newest of `whole` (or is a first one) and differs from it by
// one reader only. Gives {added, dropped, readers, roster}. Nobody signs what this refuses.
export function checkProposed(whole, proposed, want) {
  const roster = parseText(proposed);
  if (roster.origin !== want.origin || roster.unit !== want.unit) throw new Invalid("other_roster");
  if (roster.number === 1) return { added: roster.readers, dropped: [], readers: roster.readers, roster };
  const last = checkRosters(whole, { ...want, again: true });
  const follows = roster.generation === last.generation && roster.number === last.number + 1 && roster.previous === last.sha256;
  if (!follows) throw new Invalid("roster_gap");
  const same = (one) => (other) => ["id", "person", "post", "device", "recovery", "sign"].every((field) => one[field] === other[field]);
  const added = roster.readers.filter((one) => !last.readers.some(same(one)));
  const dropped = last.readers.filter((one) => !roster.readers.some(same(one)));
  // one came, one went, or one has a new key in place of the old
  const replaced = added.length === 1 && dropped.length === 1 && added[0].person === dropped[0].person;
  if (added.length + dropped.length !== 1 && !replaced) throw new Invalid("roster_other_change");
  return { added, dropped, readers: roster.readers, roster };
}
