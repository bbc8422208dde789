// Names the programs above this process: from /proc on Linux, ps on macOS, and PowerShell on Windows.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";

/** What differs between systems; tests pass in what another system says. */
export interface System {
  readonly platform: NodeJS.Platform;
  /** The program's output; null where it can't be run. */
  run(program: string, args: readonly string[]): string | null;
}

interface Row {
  readonly parent: number;
  /** The program and its arguments. */
  readonly words: readonly string[];
}

const THIS_SYSTEM: System = {
  platform: process.platform,
  run(program, args) {
    const { status, stdout } = spawnSync(program, args, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
    return status === 0 ? stdout : null;
  },
};

/** By whole paths, as a folder on PATH could hold a program that hides the agent. */
const PS = "/bin/ps";
const POWERSHELL = String.raw`System32\WindowsPowerShell\v1.0\powershell.exe`;
const ASK_WINDOWS =
  "Get-CimInstance Win32_Process | ForEach-Object { '{0} {1} {2}' -f $_.ProcessId, $_.ParentProcessId, $_.CommandLine }";

/**
 * From `start` upward, for each process the names of its program and of the script that it runs; empty where that can't be
 * seen.
 */
export function programsAbove(start: number, system: System = THIS_SYSTEM): string[] {
  const find = system.platform === "linux" ? rowInProc : rowIn(tableOf(system));
  const names: string[] = [];
  const seen = new Set<number>();
  for (let pid = start; pid > 1 && !seen.has(pid); ) {
    seen.add(pid);
    const row = find(pid);
    if (row === null) return names;
    names.push(...row.words.slice(0, 2).map(nameOf));
    pid = row.parent;
  }
  return names;
}

const nameOf = (word: string): string =>
  word
    .slice(Math.max(word.lastIndexOf("/"), word.lastIndexOf("\\")) + 1)
    .replace(/\.(?:m?js|cjs|exe|cmd)$/i, "");

function tableOf({ platform, run }: System): string {
  if (platform !== "win32") return run(PS, ["-A", "-ww", "-o", "pid=,ppid=,command="]) ?? "";
  const program = path.win32.join(process.env.SystemRoot ?? String.raw`C:\Windows`, POWERSHELL);
  return run(program, ["-NoProfile", "-NonInteractive", "-Command", ASK_WINDOWS]) ?? "";
}

/** From a table with one process per line: its number, its parent's, and its command line. */
function rowIn(table: string): (pid: number) => Row | null {
  const rows = new Map<number, Row>();
  for (const line of table.split(/\r?\n/)) {
    const [, pid, parent, command = ""] = /^\s*(\d+)\s+(\d+)\s*(.*)$/.exec(line) ?? [];
    if (pid !== undefined) rows.set(Number(pid), { parent: Number(parent), words: wordsOf(command) });
  }
  return (pid) => rows.get(pid) ?? null;
}

/** Windows quotes a path with spaces; ps does not, so only its first part is known. */
const wordsOf = (command: string): string[] =>
  [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");

function rowInProc(pid: number): Row | null {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === "") return null;
  const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  return { parent, words: read(`/proc/${pid}/cmdline`).split("\0") };
}

function read(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return "";
  }
}
