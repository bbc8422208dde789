// Finds the process of a runtime from what it starts: its servers and its hooks.
import { readFileSync } from "node:fs";

interface ProcessFacts {
  readonly name: string;
  readonly parent: number;
  /** In clock ticks since the machine's start. */
  readonly start: string;
}

/** Null when there is no such process, or none that runs, or where the system has no /proc. */
function factsOf(pid: number): ProcessFacts | null {
  const line = readOr(`/proc/${pid}/stat`, "");
  const end = line.lastIndexOf(")");
  // Counted after the command name, which may itself hold spaces and parentheses. "Z" is dead already.
  const fields = line.slice(end + 2).split(" ");
  if (end < 0 || fields[0] === "Z") return null;
  return {
    name: line.slice(line.indexOf("(") + 1, end),
    parent: Number(fields[1]),
    start: fields[19] ?? "gone",
  };
}

/** How far up a runtime can be from what it starts: a shell, npm's own process, and a shell of that one. */
const MOST_WRAPPERS = 5;

/**
 * The process that stands behind what `parent` has started, as `<pid> <start>`: the nearest one from there up that is
 * not merely a shell which was given a command, or npm. Both a server and a hook of one runtime come to the same.
 */
export function runtimeProcess(parent: number): string {
  let pid = parent;
  for (let level = 0; level < MOST_WRAPPERS; level++) {
    const facts = factsOf(pid);
    if (!facts || facts.parent <= 1 || !isWrapper(facts.name, pid)) break;
    pid = facts.parent;
  }
  return `${pid} ${factsOf(pid)?.start ?? "0"}`;
}

function isWrapper(name: string, pid: number): boolean {
  if (/^np[mx]\b/.test(name)) return true;
  // An interactive shell is where a person works: several runtimes may run there.
  return /^(?:ba|da|z|k|fi)?sh$/.test(name) && /^[^\0]*\0-\w*c\0/.test(readOr(`/proc/${pid}/cmdline`, ""));
}

function readOr(file: string, otherwise: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return otherwise;
  }
}
