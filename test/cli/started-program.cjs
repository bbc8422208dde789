// Runs one command line after the other in the built program, each as a process of its own would, from one pipe to another.
const { openSync, readFileSync, readSync, writeSync } = require("node:fs");
const { createRequire } = require("node:module");
const path = require("node:path");
const { Readable, Writable } = require("node:stream");
const { runInThisContext } = require("node:vm");

const [built, requests, answers] = process.argv.slice(2);
const [asked, told] = [openSync(requests, "r"), openSync(answers, "w")];
const file = path.join(path.dirname(built), "program.js");
let written = { stdout: [], stderr: [] };
let running = false;

for (const name of ["stdout", "stderr"]) {
  const kept = new Writable({
    write(chunk, _, done) {
      written[name].push(chunk);
      done();
    },
  });
  Object.defineProperty(process, name, { value: kept });
}
// Each command listens for signals anew, and none of them ends this process.
process.setMaxListeners(0);
process.on("uncaughtException", (error) => {
  written.stderr.push(Buffer.from(`${error.stack}\n`));
  process.exitCode = 1;
});
// Here a process of one command would have ended: nothing is left that it waits for.
process.on("beforeExit", () => {
  if (running) answer();
  begin();
});
const program = loaded();

function loaded() {
  const module = { exports: {} };
  const source = readFileSync(file, "latin1");
  runInThisContext(source, { filename: file })(module.exports, createRequire(file), module);
  return module.exports;
}

function answer() {
  const [stdout, stderr] = [written.stdout, written.stderr].map((chunks) => String(Buffer.concat(chunks)));
  const line = Buffer.from(`${JSON.stringify({ code: process.exitCode ?? 0, stdout, stderr })}\n`);
  for (let at = 0; at < line.length; ) at += writeSync(told, line, at);
  process.chdir("/");
}

function begin() {
  const request = nextLine();
  // Whoever asked is gone.
  if (request === null) process.exit(0);
  const { cwd, args, env } = JSON.parse(request);
  written = { stdout: [], stderr: [] };
  running = true;
  process.exitCode = undefined;
  process.chdir(cwd);
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  process.argv = [process.execPath, built, ...args];
  Object.defineProperty(process, "stdin", { value: Readable.from([]), configurable: true });
  // Not at once: of what needs no turn of the loop nobody would hear the end.
  setImmediate(() => program.main());
}

/** Waits for it without any work beside, as nothing of a command that has ended may go on. */
function nextLine() {
  const [parts, part] = [[], Buffer.alloc(65_536)];
  for (;;) {
    const length = readSync(asked, part);
    if (length === 0) return null;
    parts.push(Buffer.from(part.subarray(0, length)));
    if (part[length - 1] === 10) return String(Buffer.concat(parts));
  }
}
