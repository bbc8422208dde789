// Writes what follows from code into docs/ and beside it. With --check it says whether that is up to date; with
// --tokens it prints what a worker's tools cost, which this repository's own ratchet holds.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { importBundled, ROOT } from "./catalog.mjs";

const { files, workerTokens } = await importBundled("scripts/reference.ts");

const written = await files(ROOT);
const outdated = Object.entries(written).filter(([file, text]) => text !== stored(file));
if (process.argv.includes("--tokens")) process.stdout.write(`${workerTokens()}\n`);
else if (process.argv.includes("--check")) {
  for (const [file] of outdated) {
    process.stderr.write(`${file} is not what the code says: run npm run gen and commit the result.\n`);
    process.exitCode = 1;
  }
} else {
  for (const [file, text] of outdated) {
    mkdirSync(path.dirname(path.join(ROOT, file)), { recursive: true });
    writeFileSync(path.join(ROOT, file), text);
  }
}

function stored(file) {
  const whole = path.join(ROOT, file);
  return existsSync(whole) ? readFileSync(whole, "utf8") : null;
}
