// Builds what is committed under src/liem/ui/static/seal. Developers only: `npm ci && npm run build`.
// The same input gives the same bytes; `npm run twice` proves it from two empty folders. MANIFEST.json names every file
// by its SHA-256: what a release publishes so that anybody can see which code a browser was given.
import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));

if (process.argv.includes("--twice")) twice();
else await make(process.env.LIEM_SEAL_OUT || join(here, "../../src/liem/ui/static/seal"));

async function make(target) {
  const { build } = await import("esbuild");
  const out = `${target}.new`; // swapped in at the end: a failed build leaves what was there
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const common = { bundle: true, minify: true, target: ["chrome100", "firefox100", "safari15.4"], logLevel: "warning", charset: "utf8", absWorkingDir: here };

  // 1. The library for pages of citizens and for tests, and the pages of keys with the library inside.
  await build({ ...common, entryPoints: ["src/seal.js", "src/keys-page.js"], outdir: out, format: "esm" });

  // 2. The stand-alone tool: one file that works from a memory stick, allowed to run this one script and nothing else.
  const tool = await build({ ...common, entryPoints: ["src/open-tool.js"], format: "iife", write: false });
  const script = tool.outputFiles[0].text.trimEnd().replaceAll("</script", "<\\/script");
  const page = readFileSync(join(here, "src/open.html"), "utf8");
  const style = /<style>([\s\S]*?)<\/style>/.exec(page)[1];
  const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const whole = page.replace("{{script}}", () => script).replace("{{script-hash}}", hash(script)).replace("{{style-hash}}", hash(style));
  writeFileSync(join(out, "open.html"), whole);

  // 3. Licences of what is not ours, compressed twins, manifest.
  const modules = join(here, "node_modules");
  const parts = ["age-encryption", "hash-wasm", "@noble/ciphers", "@noble/curves", "@noble/hashes", "@noble/post-quantum", "@scure/base"];
  const licences = parts.map((name) => {
    const { version } = JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8"));
    return `== ${name} ${version}\n\n${readFileSync(join(modules, name, "LICENSE"), "utf8").trim()}\n`;
  });
  writeFileSync(join(out, "LICENSES.txt"), licences.join("\n"));
  for (const name of readdirSync(out).filter((each) => /\.(js|html)$/.test(each))) {
    const plain = readFileSync(join(out, name));
    writeFileSync(join(out, `${name}.gz`), gzipSync(plain, { level: 9 }));
    writeFileSync(join(out, `${name}.br`), brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
  }
  const sha = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");
  const walk = (folder) =>
    readdirSync(folder).sort().flatMap((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? walk(path) : [path];
    });
  const sources = [...["build.mjs", "package.json", "package-lock.json"].map((name) => join(here, name)), ...walk(join(here, "src"))];
  const table = (paths, base) => Object.fromEntries(paths.map((path) => [relative(base, path), sha(path)]));
  writeFileSync(join(out, "MANIFEST.json"), `${JSON.stringify({ sources: table(sources, here), built: table(walk(out), out) }, null, 1)}\n`);
  rmSync(target, { recursive: true, force: true });
  renameSync(out, target);
}

function twice() {
  const manifests = ["one", "two"].map((name) => {
    const folder = mkdtempSync(join(tmpdir(), `liem-seal-${name}-`));
    for (const each of ["build.mjs", "package.json", "package-lock.json", "src"]) cpSync(join(here, each), join(folder, each), { recursive: true });
    execFileSync("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], { cwd: folder, stdio: "ignore" });
    execFileSync("node", ["build.mjs"], { cwd: folder, env: { ...process.env, LIEM_SEAL_OUT: join(folder, "out") } });
    const manifest = readFileSync(join(folder, "out/MANIFEST.json"), "utf8");
    rmSync(folder, { recursive: true, force: true });
    return manifest;
  });
  const committed = readFileSync(join(here, "../../src/liem/ui/static/seal/MANIFEST.json"), "utf8");
  const same = manifests.every((each) => each === committed);
  console.log(same ? "two clean builds and the committed files: the same bytes" : "the builds DIFFER");
  process.exitCode = same ? 0 : 1;
}
