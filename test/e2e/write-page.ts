// Writes a page of docs/ that a play has made, with the ways to its neighbours.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { docsPages } from "../../scripts/docs-pages.ts";
import { PROJECT_ROOT } from "./runtimes/installed.ts";

/** `file` lies below the project; the parts get an empty line between them. */
export async function writePage(file: string, parts: readonly string[]): Promise<void> {
  const text = `${parts.join("\n\n")}\n`;
  await writeFile(join(PROJECT_ROOT, file), docsPages(PROJECT_ROOT, { [file]: text })[file] ?? text);
}
