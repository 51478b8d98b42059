// Every vector of the log holds exactly where it says, in node: `node vectors.mjs log.json`.
import { readFileSync } from "node:fs";
import { fromHex, utf8 } from "../../src/liem/ui/static/verify/hashes.mjs";
import * as verify from "../../src/liem/ui/static/verify/verify.mjs";

const same = (one, two) => one.length === two.length && one.every((byte, at) => byte === two[at]);
const checks = {
  inclusion: (one) => verify.verifyInclusion(verify.leafHash(utf8(one.entry)), {
    index: BigInt(one.index), size: BigInt(one.size), path: one.path.map(fromHex), root: fromHex(one.root),
  }),
  consistency: (one) => verify.verifyConsistency({
    old: BigInt(one.old), oldRoot: fromHex(one.old_root), size: BigInt(one.new), root: fromHex(one.new_root),
    path: one.path.map(fromHex),
  }),
  receipt: async (one) => {
    const text = utf8(one.receipt), proof = verify.parseReceipt(text);
    if (!same(utf8(verify.encodeReceipt(verify.parseReceipt(utf8(verify.encodeQr(proof))))), text)) throw new Error("QR");
    const found = await verify.check({ receipt: text, policy: utf8(one.policy), entry: utf8(one.entry) });
    if (found.verdict !== "proven") throw new verify.Invalid(found.code, found.vi, found.en);
  },
};

const vectors = JSON.parse(readFileSync(process.argv[2], "utf8"));
const wrong = [];
let seen = 0;
for (const [kind, list] of Object.entries(vectors)) {
  for (const one of list) {
    let holds = true;
    try {
      await checks[kind](one);
    } catch (why) {
      if (!(why instanceof verify.Invalid)) throw why;
      holds = false;
    }
    seen++;
    if (holds !== one.holds) wrong.push([kind, one]);
  }
}
console.log(JSON.stringify({ seen, wrong }));
