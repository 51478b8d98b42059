// What verify.mjs and draw.mjs say about many inputs: JSON lines {what, data (hex), …} in, one JSON list of codes out.
// "" stands for a value, anything but Invalid ends this process.
import { readFileSync } from "node:fs";
import * as draw from "../../src/liem/ui/static/verify/draw.mjs";
import { fromHex } from "../../src/liem/ui/static/verify/hashes.mjs";
import * as verify from "../../src/liem/ui/static/verify/verify.mjs";

const utf8 = (data) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
const parsers = {
  note: verify.parseNote,
  checkpoint: (data) => verify.parseCheckpoint(utf8(data)),
  vkey: (data) => verify.parseKey(utf8(data)),
  policy: verify.parsePolicy,
  proof: verify.parseReceipt,
  frame: (data) => verify.parseReceipt(new TextEncoder().encode(`LIEM1:${verify.toBase45(data)}`)),
  base45: (data) => verify.fromBase45(utf8(data)),
  promise: verify.parsePromise,
  leaf: verify.parseLeaf,
  bundle: (data) => verify.splitBundle(data, 3),
  list: draw.parseFrame,
  seed: (data) => draw.requireSeed(utf8(data)),
  result: (data, { list }) => draw.checkDraw(data, draw.parseFrame(fromHex(list))),
  check: async (data, { policy, entry }) => {
    const found = await verify.check({ receipt: data, policy: fromHex(policy), entry: fromHex(entry) });
    if (found.code) throw new verify.Invalid(found.code, found.vi, found.en);
  },
};

const codes = [];
for (const line of readFileSync(0, "utf8").split("\n")) {
  if (!line) continue;
  const { what, data, ...more } = JSON.parse(line);
  try {
    await parsers[what](fromHex(data), more);
    codes.push("");
  } catch (why) {
    if (!(why instanceof verify.Invalid)) {
      console.error(line, why);
      process.exit(1);
    }
    codes.push(why.code);
  }
}
console.log(JSON.stringify(codes));
