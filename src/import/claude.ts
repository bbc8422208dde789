// Reads CLAUDE.md, AGENTS.md and memory indexes: list items that say why something is so. Instructions stay where they are.
import { type Found, oneLine, type Skipped } from "./found.ts";
import { readLists } from "./lists.ts";
import { learningOf } from "./quickstart.ts";

/** Words of a cause, a consequence, a condition or an observation: what a lesson has and an instruction lacks. */
const REASON =
  /\b(?:because|since|so that|otherwise|or else|due to|causes?|caused|leads? to|means that|which (?:means|breaks|fails)|fails?|failed|throws?|threw|breaks?|broke|crash\w*|hangs?|silently|loses?|lost|corrupts?|leaks?|dead end|turned out|learned|found (?:that|out)|not enough|insufficient|only works|doesn['’]t work|does not work|error|races?|until|even though|despite|ignores?|ignored|overwrites?|takes \d|too slow|deadlocks?|times? out|timeouts?|flaky|bug)\b/i;
const LINK_ONLY = /^\[[^\]]+\]\([^)]+\.md[^)]*\)/;
const COMMAND = /^(?:[^`.]{0,60}[:–—-]\s*)?`[^`]+`(?:\s*(?:[-–—:#(].{0,120})?)?$/;

export function readClaude(file: string, text: string): Found {
  const { items, prose } = readLists(text);
  const judged = items.map((item) => ({ item, reason: whyNot(item.text) }));
  const skipped = [
    ...judged.map(({ item, reason }) => ({ ...item, reason })),
    ...prose.map((each) => ({ ...each, reason: "text outside of a list" })),
  ].flatMap(({ line, text: words, reason }): Skipped[] =>
    reason === null ? [] : [{ place: { file, line }, reason, text: oneLine(words) }],
  );
  const learnings = judged.flatMap(({ item, reason }) => (reason === null ? [learningOf(file, item)] : []));
  return { learnings, skipped };
}

function whyNot(text: string): string | null {
  const line = oneLine(text);
  if (LINK_ONLY.test(line)) return "a pointer to another file";
  if (REASON.test(line)) return null;
  if (COMMAND.test(line)) return "a command, not a lesson";
  return "an instruction or a description without a reason: it belongs where it is";
}
