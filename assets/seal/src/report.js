// What is inside a sealed file: `liem-letter/v1`, a line of JSON with the words, then the files one after the other, then
// zeros up to a size many letters have. Sealed sizes tell the bucket and the number of readers, nothing else.
import { decrypt, encrypt } from "./age.js";
import { Invalid, joined, sha256Hex, text, utf8 } from "./bytes.js";
import { bucket } from "./buckets.js";

const MAGIC = "liem-letter/v1\n";
export const KINDS = ["report", "reply", "identity"];

// {kind, words, replyTo?, readers?, roster?, files: [{name, type, bytes}]} → padded bytes.
export function packLetter({ kind, words, replyTo = "", readers = [], roster = "", files = [] }) {
  if (!KINDS.includes(kind)) throw new Invalid("bad_letter");
  const told = files.map(({ name, type, bytes }) => ({ name: name.normalize("NFC"), size: bytes.length, type }));
  const head = utf8(JSON.stringify({ files: told, kind, readers, reply_to: replyTo, roster, words: words.normalize("NFC") }));
  const body = joined(utf8(`${MAGIC}${head.length}\n`), head, ...files.map((file) => file.bytes));
  return joined(body, new Uint8Array(bucket(body.length) - body.length));
}

// The other way. Refuses with "bad_letter" what has another shape, a wrong size, or something behind the last file.
export function unpackLetter(bytes) {
  const bad = () => new Invalid("bad_letter");
  const start = MAGIC.length;
  const end = bytes.indexOf(10, start);
  try {
    if (text(bytes.slice(0, start)) !== MAGIC || end < 0 || end > start + 10) throw bad();
    const written = text(bytes.slice(start, end));
    const size = Number(written);
    const head = JSON.parse(text(bytes.slice(end + 1, end + 1 + size)));
    let at = end + 1 + size;
    const right =
      /^[1-9]\d*$/.test(written) && KINDS.includes(head.kind) && typeof head.words === "string" && typeof head.reply_to === "string" &&
      typeof head.roster === "string" && Array.isArray(head.readers) && Array.isArray(head.files);
    if (!right) throw bad();
    const files = head.files.map(({ name, type, size: count }) => {
      const good = typeof name === "string" && typeof type === "string" && Number.isSafeInteger(count) && count >= 0;
      if (!good || at + count > bytes.length) throw bad();
      at += count;
      return { name, type, bytes: bytes.slice(at - count, at) };
    });
    if (bytes.length !== bucket(at) || bytes.slice(at).some((byte) => byte !== 0)) throw bad();
    return { kind: head.kind, words: head.words, replyTo: head.reply_to, readers: head.readers, roster: head.roster, files };
  } catch (fault) {
    throw fault instanceof Invalid ? fault : bad();
  }
}

export const sealLetter = (letter, recipients) => encrypt(packLetter(letter), recipients);
export const openLetter = async (bytes, identities) => unpackLetter(await decrypt(bytes, identities));

// Who reported, readable only when two bodies act: outside for any of `custodians`, inside for any of `leads`. The hash of
// what is inside goes to the server beside it: no custodian can hand over another name.
export async function sealIdentity(words, leads, custodians) {
  const inner = await encrypt(packLetter({ kind: "identity", words }), leads);
  return { sealed: await encrypt(inner, custodians), innerSha256: sha256Hex(inner) };
}

// The word of 64 hex digits that only who opened a letter can say, from its padded bytes. Who seals gives the server the
// SHA-256 of the word's 32 bytes; who asks for the name gives the word.
export const openedWord = (inside) => sha256Hex(joined(utf8("liem-opened/v1\n"), inside));

// The outer layer, opened by a custodian; what comes out is still sealed.
export const openOuter = decrypt;

// Whether what came out of a seal is itself sealed: a name of which the other body's seal is left.
export const isSealed = (bytes) => text(bytes.slice(0, 22).filter((byte) => byte < 128)) === "age-encryption.org/v1\n";

// The same letter for other readers: one left, one came. Only who can open it can do this; the bytes inside stay the same.
export async function rewrap(bytes, identities, recipients) {
  return encrypt(await decrypt(bytes, identities), recipients);
}
