// A private key divided among bodies (Shamir, GF(256) of AES): any `needed` sheets give it back, fewer tell nothing.
// The same sheets as liem.kernel.seal.shares; docs/reference/sealing-formats.md has the bytes.
import { bech32 } from "@scure/base";
import { Invalid, joined, random, sha256, utf8 } from "./bytes.js";

const PREFIX = "liem-share-";
const powers = [1]; // of 3, which generates every number but zero
while (powers.length < 255) {
  const last = powers[powers.length - 1];
  const twice = last << 1;
  powers.push((twice > 255 ? twice ^ 0x11b : twice) ^ last);
}
const log = [];
powers.forEach((power, exponent) => (log[power] = exponent));
const times = (one, other) => (one && other ? powers[(log[one] + log[other]) % 255] : 0);
const nameOf = (secret) => sha256(joined(utf8("liem-share/v1\n"), secret)).slice(0, 4);

// 32 bytes of a private key → `count` sheets as they are written down.
export function splitSecret(secret, needed = 3, count = 5) {
  if (secret.length !== 32) throw new Invalid("bad_seed");
  const rows = [secret, ...Array.from({ length: needed - 1 }, () => random(32))];
  return Array.from({ length: count }, (_, at) => {
    const x = at + 1;
    const value = secret.map((_byte, column) => rows.reduceRight((sum, row) => times(sum, x) ^ row[column], 0));
    return bech32.encodeFromBytes(PREFIX, joined(new Uint8Array([1, needed, x]), nameOf(secret), value)).toUpperCase();
  });
}

// Sheets as typed → the 32 bytes. Refuses with "bad_share" or "too_few_shares".
export function joinShares(sheets) {
  const read = sheets.map(readShare);
  const { needed, name } = read[0];
  const numbers = read.map((share) => share.x);
  const oneSet = read.every((share) => share.needed === needed && share.name.every((byte, at) => byte === name[at]));
  if (!oneSet || new Set(numbers).size !== numbers.length) throw new Invalid("bad_share");
  if (read.length < needed) throw new Invalid("too_few_shares");
  const used = read.slice(0, needed);
  const weights = used.map(({ x }) => {
    const exponent = used.reduce((sum, other) => (other.x === x ? sum : sum + log[other.x] - log[other.x ^ x] + 255), 0);
    return powers[exponent % 255];
  });
  const secret = used[0].value.map((_byte, column) => used.reduce((sum, share, at) => sum ^ times(weights[at], share.value[column]), 0));
  if (!nameOf(secret).every((byte, at) => byte === name[at])) throw new Invalid("bad_share");
  return secret;
}

function readShare(typed) {
  try {
    const { prefix, bytes } = bech32.decodeToBytes(typed.replace(/\s/g, "").toLowerCase());
    const [version, needed, x] = bytes;
    if (prefix !== PREFIX || bytes.length !== 39 || version !== 1 || needed < 2 || x === 0) throw new Error();
    return { needed, x, name: bytes.slice(3, 7), value: bytes.slice(7) };
  } catch {
    throw new Invalid("bad_share");
  }
}
