// Starts a command where there is no shell of Unix: a few lines for Node take the place of the wrapper's, and tell the same.
import path from "node:path";

/**
 * Run as `node -e LAUNCHER <program> <arguments…>`. Descriptor 3 hears `found` or `missing`. A program is looked for as
 * Windows does it; a script of npm ends with .cmd, which only the system's own shell runs, and then no word may hold
 * what that shell would take for more than a word.
 */
export const LAUNCHER = String.raw`
const fs = require("node:fs"), path = require("node:path"), { spawnSync } = require("node:child_process");
const [name, ...args] = process.argv.slice(1);
const endings = ["", ...(process.env.PATHEXT ?? "").split(";")];
const folders = /[\\/]/.test(name) ? [""] : (process.env.PATH ?? "").split(path.delimiter);
const files = folders.flatMap((folder) => endings.map((ending) => path.join(folder, name) + ending));
const file = files.find((each) => fs.statSync(each, { throwIfNoEntry: false })?.isFile());
const isScript = /\.(?:cmd|bat)$/i.test(file ?? "");
const say = (word, text, code) => { fs.writeSync(3, word + "\n"); if (text) { process.stderr.write(text + "\n"); process.exit(code); } };
if (!file) say("missing", name + ": there is no such program where checks run", 127);
if (isScript && args.some((arg) => /[\r\n"%^&|<>]/.test(arg))) say("missing", name + ": a script of Windows can't be given such a word", 127);
say("found");
fs.closeSync(3);
const words = isScript ? args.map((arg) => '"' + arg + '"') : args;
const { status, signal, error } = spawnSync(isScript ? '"' + file + '"' : file, words, { stdio: "inherit", shell: isScript });
if (error) process.stderr.write(error.message + "\n");
process.exitCode = status ?? (error ? 126 : 1);
if (signal) process.kill(process.pid, signal);
`;

/** Ends a process with all that it has started, of which Windows knows no groups. */
export const endTree = (pid: number): { program: string; args: string[] } => ({
  program: path.win32.join(process.env.SystemRoot ?? String.raw`C:\Windows`, "System32", "taskkill.exe"),
  args: ["/T", "/F", "/PID", String(pid)],
});
