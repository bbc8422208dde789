// Writes what follows from code into the README; with --check it only says whether that is up to date.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { catalogForEsbuild, ROOT } from "./catalog.mjs";

const outfile = path.join(ROOT, ".cache/reference.mjs");
await build({
  absWorkingDir: ROOT,
  entryPoints: ["scripts/reference.ts"],
  outfile,
  bundle: true,
  format: "esm",
  platform: "node",
  packages: "external",
  plugins: [catalogForEsbuild],
});
const { sections } = await import(pathToFileURL(outfile).href);

const readme = path.join(ROOT, "README.md");
const before = readFileSync(readme, "utf8");
const after = Object.entries(sections()).reduce(replaceSection, before);
if (after === before) process.exit(0);
if (process.argv.includes("--check")) {
  process.stderr.write("README.md is not what the code says: run npm run gen and commit the result.\n");
  process.exit(1);
}
writeFileSync(readme, after);

function replaceSection(text, [name, markdown]) {
  const place = new RegExp(`(<!-- generated: ${name} -->)[^]*?(<!-- end -->)`);
  if (!place.test(text)) throw new Error(`README.md has no place for ${name}`);
  return text.replace(place, (_, start, end) => `${start}\n\n${markdown}\n\n${end}`);
}
