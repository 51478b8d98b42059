// Builds what is committed under src/liem/ui/static/liem. Developers only: `npm ci && npm run build`.
// The same input gives the same bytes; MANIFEST.json lets a machine without Node see that a source changed.
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import subsetFont from "subset-font";

const here = dirname(fileURLToPath(import.meta.url));
const target = process.env.LIEM_ASSETS_OUT || join(here, "../src/liem/ui/static/liem");
const out = `${target}.new`; // swapped in at the end: a failed build leaves what was there
const modules = join(here, "node_modules");
const read = (path) => readFileSync(path);

rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, "fonts"), { recursive: true });

// 1. Fonts: only letters that Vietnamese and English use, only weights 400-700.
const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)).join("");
const basic = range(0x20, 0x7e) + range(0xa0, 0xff) + "–—‘’“”•…′←↑→↓−✓";
const vietnamese = "ĂăĐđĨĩŨũƠơƯư" + range(0x1ea0, 0x1ef9);
const inter = join(modules, "@fontsource-variable/inter");
const title = join(modules, "@fontsource/be-vietnam-pro");
const weights = { variationAxes: { wght: { min: 400, max: 700 } } };
const fonts = [
  ["inter-latin", `${inter}/files/inter-latin-wght-normal.woff2`, basic, weights],
  ["inter-vietnamese", `${inter}/files/inter-vietnamese-wght-normal.woff2`, vietnamese + "₫\u0300\u0301\u0303\u0309\u0323", weights],
  ["be-vietnam-pro-latin", `${title}/files/be-vietnam-pro-latin-700-normal.woff2`, basic, {}],
  ["be-vietnam-pro-vietnamese", `${title}/files/be-vietnam-pro-vietnamese-700-normal.woff2`, vietnamese, {}],
];
for (const [name, source, letters, options] of fonts) {
  writeFileSync(join(out, "fonts", `${name}.woff2`), await subsetFont(read(source), letters, { targetFormat: "woff2", ...options }));
}
copyFileSync(`${inter}/LICENSE`, join(out, "fonts/Inter-OFL.txt"));
copyFileSync(`${title}/LICENSE`, join(out, "fonts/BeVietnamPro-OFL.txt"));

// 2. Icons: one sprite of the named ones.
// "ledger:journal-check" gives a drawing the name of what it means here.
const names = JSON.parse(read(join(here, "icons/icons.json"))).map((entry) => entry.split(":"));
const symbols = names.map(([name, drawing = name]) => {
  const svg = read(join(modules, `bootstrap-icons/icons/${drawing}.svg`)).toString();
  const inner = svg.slice(svg.indexOf(">") + 1, svg.lastIndexOf("</svg>")).trim().replace(/\n\s*/g, "");
  return `<symbol id="${name}" viewBox="0 0 16 16">${inner}</symbol>`;
});
writeFileSync(join(out, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("\n")}</svg>\n`);
copyFileSync(join(modules, "bootstrap-icons/LICENSE"), join(out, "icons-LICENSE.txt"));
copyFileSync(join(here, "icons/mark.svg"), join(out, "mark.svg"));

// 3. htmx as published, with its licence.
copyFileSync(join(modules, "htmx.org/dist/htmx.min.js"), join(out, "htmx.min.js"));
copyFileSync(join(modules, "htmx.org/LICENSE"), join(out, "htmx-LICENSE.txt"));

// 4. Styles and scripts.
const common = { bundle: true, minify: true, target: ["chrome80", "firefox78", "safari14.1"], logLevel: "warning", charset: "utf8" };
await build({ ...common, entryPoints: [join(here, "css/liem.css")], outfile: join(out, "liem.css"), external: ["./fonts/*"] });
await build({
  ...common,
  entryPoints: [join(here, "js/liem.js"), join(here, "js/staff.js"), join(here, "js/passkeys.js")],
  outdir: out,
  format: "iife",
});

// 5. Compressed twins, so that the server never compresses at run time.
for (const name of readdirSync(out).filter((each) => /\.(css|js|svg)$/.test(each))) {
  const plain = read(join(out, name));
  writeFileSync(join(out, `${name}.gz`), gzipSync(plain, { level: 9 }));
  writeFileSync(join(out, `${name}.br`), brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
}

// 6. Manifest.
const sha = (path) => createHash("sha256").update(read(path)).digest("hex");
const walk = (folder) =>
  readdirSync(folder).sort().flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? walk(path) : [path];
  });
const sources = [
  ...["build.mjs", "package.json", "package-lock.json"].map((name) => join(here, name)),
  ...["css", "icons", "js"].flatMap((name) => walk(join(here, name))),
];
const table = (paths, base) => Object.fromEntries(paths.map((path) => [relative(base, path), sha(path)]));
writeFileSync(
  join(out, "MANIFEST.json"),
  `${JSON.stringify({ sources: table(sources, here), built: table(walk(out), out) }, null, 1)}\n`,
);
rmSync(target, { recursive: true, force: true });
renameSync(out, target);
