// Signed notes (C2SP signed-note) with Ed25519, as the log signs: text, empty line, "— name base64(id ‖ signature)".
import { ed25519 } from "@noble/curves/ed25519.js";
import { base64, fromBase64, Invalid, joined, sha256, utf8 } from "./bytes.js";

export const publicOf = (seed) => ed25519.getPublicKey(seed);

function keyId(name, key) {
  return sha256(joined(utf8(`${name}\n`), Uint8Array.of(1), key)).slice(0, 4);
}

// One signature line, with its line end.
export function signatureLine(note, name, seed) {
  const value = joined(keyId(name, publicOf(seed)), ed25519.sign(utf8(note), seed));
  return `— ${name} ${base64(value)}\n`;
}

// Takes a note apart; the last empty line ends the text. Refuses with "bad_note".
export function parseNote(whole) {
  const gap = whole.lastIndexOf("\n\n");
  if (gap < 0 || !whole.endsWith("\n") || /[\x00-\x09\x0b-\x1f]/.test(whole)) throw new Invalid("bad_note");
  const lines = whole.slice(gap + 2, -1).split("\n");
  if (lines.length > 100) throw new Invalid("bad_note");
  const signatures = lines.map((line) => {
    const found = /^— ([^\s+]+) (\S+)$/.exec(line);
    const bytes = found ? fromBase64(found[2]) : null;
    if (!bytes || bytes.length < 5) throw new Invalid("bad_note");
    return { name: found[1], id: bytes.slice(0, 4), value: bytes.slice(4) };
  });
  return { text: whole.slice(0, gap + 1), signatures };
}

// Whether one line of a note is a good signature by this key under this name.
export function isSignedBy(note, name, key) {
  const id = base64(keyId(name, key));
  return note.signatures.some((one) => {
    if (one.name !== name || base64(one.id) !== id || one.value.length !== 64) return false;
    try {
      return ed25519.verify(one.value, utf8(note.text), key, { zip215: false });
    } catch {
      return false;
    }
  });
}
