// The keys of a reader. The one of this machine lies in the browser's own store, sealed by a key the browser uses but
// never shows (AES-GCM, not extractable). The one for its loss is held by a passkey or printed; it is never stored here.
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 as hash } from "@noble/hashes/sha2.js";
import { generateHybridIdentity, identityFrom, identityToRecipient } from "./age.js";
import { base64, Invalid, joined, random, text, utf8 } from "./bytes.js";
import { publicOf } from "./note.js";

const STORE = "keys";
const AES = { name: "AES-GCM", length: 256 };

function store(mode, work) {
  return new Promise((done, failed) => {
    const opening = indexedDB.open("liem-seal", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    opening.onerror = () => failed(new Invalid("no_store"));
    opening.onsuccess = () => {
      const moving = opening.result.transaction(STORE, mode);
      const asked = work(moving.objectStore(STORE));
      moving.oncomplete = () => {
        opening.result.close();
        done(asked.result);
      };
      moving.onerror = moving.onabort = () => failed(new Invalid("no_store"));
    };
  });
}

// Makes the key of this machine for `owner` and keeps it in front of the older ones, which still open what was sealed to
// them. Gives its public half.
export async function makeDeviceKey(owner) {
  const identity = await generateHybridIdentity();
  const seed = random(32);
  const lock = await crypto.subtle.generateKey(AES, false, ["encrypt", "decrypt"]);
  const iv = random(12);
  const bound = { name: "AES-GCM", iv, additionalData: utf8(owner) };
  const sealed = await crypto.subtle.encrypt(bound, lock, joined(seed, utf8(identity)));
  const shown = { device: await identityToRecipient(identity), sign: base64(publicOf(seed)) };
  const older = (await store("readonly", (keys) => keys.get(owner))) || [];
  await store("readwrite", (keys) => keys.put([{ lock, iv, sealed, shown }, ...older], owner));
  // asked after the key is safe: without it a browser short of room may forget the key
  if (navigator.storage?.persist) await navigator.storage.persist().catch(() => false);
  return shown;
}

// The public half of the newest key of this machine, or null.
export async function deviceKey(owner) {
  const kept = await store("readonly", (keys) => keys.get(owner));
  return kept ? kept[0].shown : null;
}

// Lets `work` use the secrets of this machine: {identities, seeds: Map of public signing key → seed}, newest first.
// Refuses with "no_key".
export async function withDeviceKeys(owner, work) {
  const kept = await store("readonly", (keys) => keys.get(owner));
  if (!kept) throw new Invalid("no_key");
  const plain = [];
  for (const { lock, iv, sealed } of kept) {
    const bound = { name: "AES-GCM", iv, additionalData: utf8(owner) };
    plain.push(new Uint8Array(await crypto.subtle.decrypt(bound, lock, sealed)));
  }
  try {
    const seeds = new Map(plain.map((each, at) => [kept[at].shown.sign, each.slice(0, 32)]));
    return await work({ identities: plain.map((each) => text(each.slice(32))), seeds });
  } finally {
    for (const each of plain) each.fill(0);
  }
}

// The seed behind one public signing key; refuses with "no_key" what another machine made.
export const withSigningKey = (owner, sign, work) =>
  withDeviceKeys(owner, ({ seeds }) => {
    if (!seeds.has(sign)) throw new Invalid("no_key");
    return work(seeds.get(sign));
  });

export const forgetDeviceKey = (owner) => store("readwrite", (keys) => keys.delete(owner));

// A recovery key to be printed: {identity, recipient}. Nothing of it is kept.
export async function makeRecoveryKey() {
  const identity = await generateHybridIdentity();
  return { identity, recipient: await identityToRecipient(identity) };
}

const SALT = utf8("liem-seal/v1 recovery key held by a passkey");

async function recoveryFrom(secret) {
  const identity = identityFrom(hkdf(hash, new Uint8Array(secret), undefined, utf8("liem-recovery/v1"), 32));
  return { identity, recipient: await identityToRecipient(identity) };
}

const prfOf = (made) => made.getClientExtensionResults().prf;

// Makes a passkey whose own secret gives the recovery key, each time the same. Refuses with "no_prf" where the device
// cannot; then the sheet of paper is the way.
export async function makePasskeyRecovery({ name, label }) {
  if (!globalThis.PublicKeyCredential) throw new Invalid("no_prf");
  const made = await navigator.credentials.create({
    publicKey: {
      rp: { name: "Liêm" },
      user: { id: random(16), name, displayName: label },
      pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: "public-key", alg })),
      authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
      extensions: { prf: { eval: { first: SALT } } },
      challenge: random(32), // nobody checks it: nothing is proved here, a secret is asked for
    },
  });
  const prf = prfOf(made);
  if (!prf?.enabled) throw new Invalid("no_prf");
  return prf.results?.first ? recoveryFrom(prf.results.first) : askPasskeyRecovery(new Uint8Array(made.rawId));
}

// Asks a passkey for the recovery key it holds.
export async function askPasskeyRecovery(id) {
  const given = await navigator.credentials.get({
    publicKey: {
      challenge: random(32),
      allowCredentials: id ? [{ type: "public-key", id }] : [],
      userVerification: "required",
      extensions: { prf: { eval: { first: SALT } } },
    },
  });
  const secret = prfOf(given)?.results?.first;
  if (!secret) throw new Invalid("no_prf");
  return recoveryFrom(secret);
}
