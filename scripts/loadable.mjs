// Writes a program so that it is loaded together with what V8 made of it the last time.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

/**
 * As src/programs/load-program.ts wants it: its digest, then one function, all in ASCII, which V8 reads faster and keeps
 * in half the memory. What esbuild leaves beyond ASCII stands in regular expressions.
 */
export function makeLoadable(file) {
  const code = readFileSync(file, "utf8").replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  const wrapped = `(function (exports, require, module) {${code}})`;
  const digest = createHash("sha256").update(wrapped).digest("hex");
  writeFileSync(file, `//${digest}\n${wrapped}\n`);
}
