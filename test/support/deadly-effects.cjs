// Loaded before a program of ours: counts what it does to files and which gits it starts, and kills it at the n-th of these.
const processes = require("node:child_process");
const fs = require("node:fs");
const { syncBuiltinESMExports } = require("node:module");

const { KILL_IN: within = "", KILL_AT: at = "0", KILL_LOG: log = "" } = process.env;
const { writeFileSync, appendFileSync, writeSync } = fs;
/** Not only what lies in one folder. */
const isAll = !within.endsWith("/");
let effects = 0;

/** One point of death. `half` leaves something done by half before it dies. */
function point(name, half = () => {}) {
  effects += 1;
  if (effects !== Number(at)) return;
  try {
    half();
  } catch {
    // The folder is not there yet, so that there is no half of it.
  }
  appendFileSync(log, `${process.pid} ${effects} ${name}\n`);
  process.kill(process.pid, "SIGKILL");
  // Nothing of this thread runs any more until the signal has come.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10_000);
}
process.once("exit", () => log && appendFileSync(log, `${process.pid} ${effects} end\n`));

const isOurs = (file) => typeof file === "string" && file.startsWith(within);
const halfOf = (data) => Buffer.from(data).subarray(0, Buffer.byteLength(data) >> 1);

/** `from` is `fs` or its promises. */
function watch(from, names, suffix) {
  for (const name of names) {
    const real = from[name + suffix];
    from[name + suffix] = (...args) => {
      if (isOurs(args[0])) point(`${name} ${args[0]}`);
      return real(...args);
    };
  }
}
const CHANGES = "rename rm link unlink mkdir utimes symlink truncate".split(" ");
watch(fs, CHANGES, "Sync");
watch(fs.promises, CHANGES, "");

for (const [from, name] of [
  [fs, "writeFileSync"],
  [fs, "appendFileSync"],
  [fs.promises, "writeFile"],
  [fs.promises, "appendFile"],
]) {
  const real = from[name];
  from[name] = (file, data, options) => {
    if (isOurs(file)) {
      point(`before ${name} ${file}`);
      const half = name.startsWith("append") ? appendFileSync : writeFileSync;
      point(`half of ${name} ${file}`, () => half(file, halfOf(data), options));
    }
    return real(file, data, options);
  };
}

const openSync = fs.openSync;
fs.openSync = (file, flags = "r", ...rest) => {
  if (isOurs(file) && flags !== "r") point(`openSync ${file}`);
  return openSync(file, flags, ...rest);
};
const open = fs.promises.open;
fs.promises.open = async (file, flags = "r", ...rest) => {
  if (!isOurs(file) || flags === "r") return open(file, flags, ...rest);
  point(`open ${file}`);
  const handle = await open(file, flags, ...rest);
  const write = handle.writeFile.bind(handle);
  handle.writeFile = (data, ...more) => {
    point(`half of ${file}`, () => writeSync(handle.fd, halfOf(data)));
    return write(data, ...more);
  };
  return handle;
};
const fsync = fs.fsync;
fs.fsync = (...args) => {
  if (isAll) point("fsync");
  return fsync(...args);
};

const MOVES = /^(update-ref|pack-objects|push|fetch)$/;
const execFile = processes.execFile;
processes.execFile = (program, args, options, told) => {
  const name = isAll && Array.isArray(args) && args.find((each) => MOVES.test(each));
  if (!name) return execFile(program, args, options, told);
  point(`before ${name}`);
  const child = execFile(program, args, options, (...answer) => {
    point(`after ${name}`);
    told(...answer);
  });
  point(`while ${name}`);
  return child;
};
syncBuiltinESMExports();
