// What findCase says: JSON {key, bundles: [{first, data}]} (hex) in, {found: [[n, index]], missing, twice, entries} out.
import { readFileSync } from "node:fs";
import { fromHex } from "../../src/liem/ui/static/verify/hashes.mjs";
import { findCase } from "../../src/liem/ui/static/verify/verify.mjs";

const { key, bundles } = JSON.parse(readFileSync(0, "utf8"));
const { found, ...more } = findCase(fromHex(key), bundles.map(({ first, data }) => ({ first, data: fromHex(data) })));
console.log(JSON.stringify({ found: found.map(({ n, index }) => [n, index]), ...more }));
