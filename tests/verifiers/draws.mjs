// Draws many frames: JSON lines {list (hex), seed, rate, count, leaders, reserves} in, a list of {sha256, lines} out.
import { readFileSync } from "node:fs";
import { draw, linesOf, parseFrame, parseRate } from "../../src/liem/ui/static/verify/draw.mjs";
import { fromHex } from "../../src/liem/ui/static/verify/hashes.mjs";

const found = readFileSync(0, "utf8").trim().split("\n").map((line) => {
  const { list, rate, ...terms } = JSON.parse(line);
  const frame = parseFrame(fromHex(list));
  return { sha256: frame.sha256, lines: linesOf(draw(frame, { ...terms, rate: rate && parseRate(rate) })) };
});
console.log(JSON.stringify(found));
