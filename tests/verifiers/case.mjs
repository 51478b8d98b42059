// What findCase says: JSON {key, bundles: [{first, data, log}]} (hex) in, {found: [[n, index]], missing, twice, entries} out.
import { readFileSync } from "node:fs";
import { fromHex } from "../../src/liem/ui/static/verify/hashes.mjs";
import { findCase } from "../../src/liem/ui/static/verify/verify.mjs";

const { key, bundles } = JSON.parse(readFileSync(0, "utf8"));
const { found, ...more } = findCase(fromHex(key), bundles.map((one) => ({ ...one, data: fromHex(one.data) })));
console.log(JSON.stringify({ found: found.map(({ n, log, index }) => (log ? [n, log, index] : [n, index])), ...more }));
