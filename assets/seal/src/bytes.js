// Small turns of bytes into text and back. Nothing here is secret by itself.
import { sha256 as hash } from "@noble/hashes/sha2.js";

export const utf8 = (text) => new TextEncoder().encode(text);
export const text = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
export const sha256 = (bytes) => hash(bytes);
export const sha256Hex = (bytes) => hex(hash(bytes));

export function base64(bytes) {
  let letters = "";
  for (const byte of bytes) letters += String.fromCharCode(byte);
  return btoa(letters);
}

// Strict: one spelling for one value, as the Python side reads it. Gives null for anything else.
export function fromBase64(written) {
  try {
    const bytes = Uint8Array.from(atob(written), (letter) => letter.charCodeAt(0));
    return base64(bytes) === written ? bytes : null;
  } catch {
    return null;
  }
}

export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function random(count) {
  return crypto.getRandomValues(new Uint8Array(count));
}

// What was shown to us is not what it claims to be. `code` is stable; words for people are said by pages.
export class Invalid extends Error {
  constructor(code, detail = "") {
    super(detail ? `${code}: ${detail}` : code);
    this.name = "Invalid";
    this.code = code;
  }
}
