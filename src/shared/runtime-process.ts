// Finds a runtime's process from what it starts: its servers and its hooks.
import { readFileSync } from "node:fs";

interface ProcessFacts {
  readonly name: string;
  readonly parent: number;
  /** In clock ticks since the machine's start. */
  readonly start: string;
}

/** Null where there is no such process, it is dead, or the system has no /proc. */
function factsOf(pid: number): ProcessFacts | null {
  const line = readOr(`/proc/${pid}/stat`, "");
  const end = line.lastIndexOf(")");
  // Counted from behind the command name, which may hold spaces and parentheses. "Z" is a dead process.
  const fields = line.slice(end + 2).split(" ");
  if (end < 0 || fields[0] === "Z") return null;
  return {
    name: line.slice(line.indexOf("(") + 1, end),
    parent: Number(fields[1]),
    start: fields[19] ?? "gone",
  };
}

/** Processes between a runtime and what it starts: a shell, npm's own process, and a shell of that one. */
const MOST_WRAPPERS = 5;

/**
 * The process behind what `parent` has started, as `<pid> <start>`: the nearest one upward that is neither a shell with a
 * command to run nor npm. A server and a hook of one runtime get the same result.
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
  // In an interactive shell a person works, and several runtimes may run there.
  return /^(?:ba|da|z|k|fi)?sh$/.test(name) && /^[^\0]*\0-\w*c\0/.test(readOr(`/proc/${pid}/cmdline`, ""));
}

function readOr(file: string, otherwise: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return otherwise;
  }
}
