// Sealing in the browser: what the pages, the stand-alone tool and the tests use. docs/reference/sealing-formats.md has
// the bytes. Nothing here sends anything anywhere.
export { decrypt, encrypt, generateHybridIdentity, generateX25519Identity, identityFrom, identityToRecipient, isRecipient, readIdentity, splitIdentity } from "./age.js";
export { bucket } from "./buckets.js";
export { base64, fromBase64, hex, Invalid, sha256Hex } from "./bytes.js";
export { askPasskeyRecovery, deviceKey, forgetDeviceKey, makeDeviceKey, makePasskeyRecovery, makeRecoveryKey, withDeviceKeys, withSigningKey } from "./keys.js";
export { isSignedBy, parseNote, publicOf, signatureLine } from "./note.js";
export { cleanPhoto } from "./photos.js";
export { checkDigit, deriveReceipt, newReceiptCode, readReceiptCode } from "./receipt.js";
export { isSealed, openedWord, openLetter, openOuter, packLetter, rewrap, sealIdentity, sealLetter, unpackLetter } from "./report.js";
export { checkProposed, checkRosters, fingerprint, readersNow, recipientsOf, renderClaim, renderRoster, signClaim, signRoster } from "./roster.js";
