// Checks a published log and its receipts with verify.mjs: `node log.mjs FOLDER POLICY`. Exit code 1: refused.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import * as verify from "../../src/liem/ui/static/verify/verify.mjs";

const [folder, policyFile] = process.argv.slice(2);
const read = (path) => (existsSync(`${folder}/${path}`) ? new Uint8Array(readFileSync(`${folder}/${path}`)) : null);
try {
  const policy = new Uint8Array(readFileSync(policyFile));
  const { checkpoint } = await verify.judge(verify.parseNote(read("checkpoint")), verify.parsePolicy(policy));
  await verify.audit(read, Number(checkpoint.size), checkpoint.root);
  const receipts = readdirSync(`${folder}/receipts`).filter((name) => name.endsWith(".tlog-proof"));
  if (!receipts.length) throw new Error("no receipts");
  for (const name of receipts) {
    const entry = read(`receipts/${name.replace(".tlog-proof", ".leaf")}`);
    const { verdict, code } = await verify.check({ receipt: read(`receipts/${name}`), policy, entry });
    if (verdict !== "proven") throw new verify.Invalid(code, name, name);
  }
  console.log('"ok"');
} catch (why) {
  if (!(why instanceof verify.Invalid)) throw why;
  console.log(JSON.stringify(why.message));
  process.exitCode = 1;
}
