// Every change of one character of a receipt is refused; also how long one whole check takes.
// In node: `node mutations.mjs < {receipts: [text], policy, entry}`; in a page: import { examine }.
import { check } from "../../src/liem/ui/static/verify/verify.mjs";
import { verify, verifySlowly } from "../../src/liem/ui/static/verify/ed25519.mjs";

const utf8 = (text) => new TextEncoder().encode(text);

function* changes(text) {
  for (let at = 0; at < text.length; at++) {
    const char = text[at], near = String.fromCharCode(char.charCodeAt(0) ^ 1);
    const other = char === char.toLowerCase() ? char.toUpperCase() : char.toLowerCase();
    yield text.slice(0, at) + near + text.slice(at + 1);
    if (other !== char) yield text.slice(0, at) + other + text.slice(at + 1);
    yield text.slice(0, at) + text.slice(at + 1);
    yield text.slice(0, at) + char + text.slice(at);
  }
}

export async function examine({ receipts, policy, entry }) {
  const said = { whole: [], changed: 0, believed: [], codes: {} };
  const given = { policy: utf8(policy), entry: utf8(entry) };
  for (const receipt of receipts) {
    said.whole.push((await check({ receipt: utf8(receipt), ...given })).verdict);
    for (const text of changes(receipt)) {
      if (text === receipt) continue;
      const { verdict, code } = await check({ receipt: utf8(text), ...given });
      said.changed++;
      said.codes[code] = (said.codes[code] ?? 0) + 1;
      if (verdict !== "refused") said.believed.push(text);
    }
  }
  const rounds = 100, began = performance.now();
  for (let at = 0; at < rounds; at++) await check({ receipt: utf8(receipts[0]), ...given });
  said.milliseconds = (performance.now() - began) / rounds;
  return said;
}

/** WebCrypto and whole numbers say the same of `lines` [{key, signature, message}] (hex). */
export async function compare(lines) {
  const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const said = [];
  for (const { key, signature, message } of lines) {
    const all = [bytes(key), bytes(signature), bytes(message)];
    said.push([await verify(...all), verifySlowly(...all)]);
  }
  return said;
}

if (globalThis.process?.argv[1]?.endsWith("mutations.mjs")) {
  const { readFileSync } = await import("node:fs");
  const given = JSON.parse(readFileSync(0, "utf8"));
  console.log(JSON.stringify(given.lines ? await compare(given.lines) : await examine(given)));
}
