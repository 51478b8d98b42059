// age v1 files (age-encryption.org/v1): to whom a file is sealed, and who opens it.
import { Decrypter, Encrypter, generateHybridIdentity, generateX25519Identity, identityToRecipient } from "age-encryption";
import { bech32 } from "@scure/base";
import { Invalid } from "./bytes.js";
import { joinShares, splitSecret } from "./shares.js";

export { generateHybridIdentity, generateX25519Identity, identityToRecipient };

// Seals bytes to each of the recipients ("age1pq1…" hybrid post-quantum, "age1…" X25519). No recipient twice.
export async function encrypt(bytes, recipients) {
  if (recipients.length === 0) throw new Invalid("no_recipient");
  // the weakest stanza decides how well the whole file is kept
  if (new Set(recipients.map((one) => one.startsWith("age1pq1"))).size > 1) throw new Invalid("mixed_recipients");
  const encrypter = new Encrypter();
  for (const recipient of new Set(recipients)) {
    if (!isRecipient(recipient)) throw new Invalid("bad_recipient");
    encrypter.addRecipient(recipient);
  }
  return encrypter.encrypt(bytes);
}

// Opens bytes with any of the identities. Refuses with "not_for_you" or "bad_file".
export async function decrypt(bytes, identities) {
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(readIdentity(identity));
  try {
    return await decrypter.decrypt(bytes);
  } catch (fault) {
    throw new Invalid(/no identity matched/.test(fault.message) ? "not_for_you" : "bad_file", fault.message);
  }
}

// Only the two kinds a reader's key can be; the tag kinds of hardware tokens are not ours.
export function isRecipient(words) {
  const hybrid = words.startsWith("age1pq1");
  if (words !== words.toLowerCase() || words.length !== (hybrid ? 1959 : 62)) return false;
  try {
    return bech32.decode(words, false).prefix === (hybrid ? "age1pq" : "age");
  } catch {
    return false;
  }
}

// A secret identity as a person types it from paper: blanks and small letters are forgiven, a wrong sign is not. Sheets of a
// divided key are typed one after the other.
export function readIdentity(words) {
  if (typeof words !== "string") return words;
  const plain = words.replace(/[\s·]/g, "").toUpperCase();
  if (plain.startsWith("LIEM-SHARE-1")) return identityFrom(joinShares(plain.split(/(?=LIEM-SHARE-1)/)));
  if (!/^AGE-SECRET-KEY-(PQ-)?1/.test(plain)) throw new Invalid("bad_identity");
  try {
    if (bech32.decodeToBytes(plain).bytes.length !== 32) throw new Invalid("bad_identity");
  } catch {
    throw new Invalid("bad_identity");
  }
  return plain;
}

// The hybrid identity whose secret is these 32 bytes: how a key is derived from a receipt code or a passkey.
export function identityFrom(seed) {
  if (seed.length !== 32) throw new Invalid("bad_seed");
  return bech32.encodeFromBytes("AGE-SECRET-KEY-PQ-", seed).toUpperCase();
}

// A hybrid identity as five sheets, any three of which give it back.
export const splitIdentity = (identity) => splitSecret(bech32.decodeToBytes(identity).bytes);
