// Reads rules and memory banks that runtimes keep (Cursor's `.mdc`, Copilot instructions, Cline): what gives a reason.
import path from "node:path";
import { readClaude } from "../claude.ts";
import type { Found } from "../found.ts";
import type { Note } from "../frontmatter.ts";
import { metadataOf } from "../metadata.ts";

const FILES =
  /(?:^|[/\\])(?:[^/\\]+\.mdc|copilot-instructions\.md|[^/\\]+\.instructions\.md|\.(?:cursorrules|clinerules|windsurfrules)(?:[/\\][^/\\]+\.md)?|(?:memory-bank|memory_bank)[/\\](?:[^/\\]+[/\\])*[^/\\]+\.md)$/i;

export const isRules = (file: string): boolean => FILES.test(file);

/** Instructions without a reason stay where the runtime reads them. `globs` and `applyTo` become paths. */
export function readRules(file: string, { fields, text, line }: Note): Found {
  const { paths, tags } = metadataOf({ ...fields, paths: fields.paths ?? fields.globs ?? fields.applyTo });
  // `**` is everywhere, and says nothing.
  const places = paths.filter((each) => !/^\*+(?:\/\*+)?$/.test(each));
  const { learnings, skipped } = readClaude(path.normalize(file), text);
  const moved = <T extends { readonly place: Found["skipped"][number]["place"] }>(each: T): T => ({
    ...each,
    place: { file, line: each.place.line + line - 1 },
  });
  return {
    learnings: learnings.map((each) => ({
      ...moved(each),
      paths: places,
      tags: [...new Set([...each.tags, ...tags])].slice(0, 12),
    })),
    skipped: skipped.map(moved),
  };
}
