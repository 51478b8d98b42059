// The receipt code of a reporter: 24 random digits and a check digit, on paper. From it alone come the place of the
// report, the word that opens its mailbox, and the key of the replies. The server never sees the code.
import { argon2id } from "hash-wasm";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 as hash } from "@noble/hashes/sha2.js";
import { identityFrom, identityToRecipient } from "./age.js";
import { hex, Invalid, random, sha256, utf8 } from "./bytes.js";

const DIGITS = 24;
// Damm's quasigroup of order 10: finds every single wrong digit and every swap of neighbours.
const DAMM = ["0317598642", "7092154863", "4206871359", "1750983426", "6123045978", "3674209581", "5869720134", "8945362017", "9438617205", "2581436790"];

export function checkDigit(digits) {
  let row = 0;
  for (const digit of digits) row = Number(DAMM[row][Number(digit)]);
  return String(row);
}

// A new code, written in groups of five: "01234 56789 …" (25 digits with the check digit).
export function newReceiptCode() {
  let digits = "";
  while (digits.length < DIGITS) {
    for (const byte of random(DIGITS)) if (byte < 250 && digits.length < DIGITS) digits += byte % 10;
  }
  return written(digits + checkDigit(digits));
}

export const written = (digits) => digits.match(/.{1,5}/g).join(" ");

// The 25 digits of a code as typed; blanks, dots and dashes are forgiven. Refuses with "bad_code".
export function readReceiptCode(typed) {
  const digits = typed.replace(/[\s.\-–]/g, "");
  if (!/^[0-9]{25}$/.test(digits) || checkDigit(digits.slice(0, DIGITS)) !== digits[DIGITS]) throw new Invalid("bad_code");
  return digits;
}

// What a code stands for in one mailbox: locator (32 hex), auth (64 hex), identity and recipient of replies.
// Argon2id 64 MiB, three passes (RFC 9106), then HKDF-SHA256; about a second on an office machine.
export async function deriveReceipt(typed, mailbox) {
  const digits = readReceiptCode(typed);
  const secret = await argon2id({
    password: digits,
    salt: sha256(utf8(`liem-receipt/v1\n${mailbox}\n`)).slice(0, 16),
    parallelism: 1,
    iterations: 3,
    memorySize: 65536,
    hashLength: 32,
    outputType: "binary",
  });
  const part = (name, size) => hkdf(hash, secret, undefined, utf8(`liem-receipt/v1 ${name}`), size);
  const identity = identityFrom(part("reply", 32));
  return {
    locator: hex(part("locator", 16)),
    auth: hex(part("auth", 32)),
    identity,
    recipient: await identityToRecipient(identity),
  };
}
