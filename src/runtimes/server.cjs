// agentops-mcp server, form 1. Written by agentops-mcp init, the same in every repository: run init again, don't edit it.
// node .agentops/server.cjs [<option>...], as the settings of runtimes start it.
// Starts the program in this very process, from where it lies for this working tree: in the order of .agentops/hook.
/* eslint-disable */
const fs = require("node:fs");
const path = require("node:path");

const PACKAGE = "@PACKAGE@";
const INSTALLED = path.join("node_modules", PACKAGE, "dist", "agentops-mcp.js");
const top = path.dirname(__dirname);

const isFile = (file) => fs.statSync(file, { throwIfNoEntry: false })?.isFile() === true;

function textOf(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** The repository's own folder, and the main working tree where this is a linked one. */
function repository() {
  const pointer = /^gitdir: (.+)$/m.exec(textOf(path.join(top, ".git")))?.[1]?.trim();
  if (pointer === undefined) return { git: path.join(top, ".git"), main: null };
  const own = path.resolve(top, pointer);
  const linked = /^(.+)[\\/]worktrees[\\/][^\\/]+$/.exec(own)?.[1];
  if (linked === undefined) return { git: own, main: null };
  return { git: linked, main: path.basename(linked) === ".git" ? path.dirname(linked) : null };
}

/** The program's file; null where none of these places has it. */
function installed() {
  const { git, main } = repository();
  const places = [path.join(top, INSTALLED)];
  if (main !== null) places.push(path.join(main, INSTALLED));
  // What init has noted, on this machine.
  const noted = textOf(path.join(git, "agentops", "program"))
    .split("\n", 1)[0]
    .trim();
  if (path.isAbsolute(noted)) places.push(noted);
  return places.find(isFile) ?? null;
}

/** Yarn keeps packages in archives that only its own loader reads. */
function byLoader() {
  const loader = path.join(top, ".pnp.cjs");
  if (!textOf(loader).includes(`"${PACKAGE}"`)) return null;
  require(loader).setup();
  // What the server starts itself needs the loader as well.
  const option = `--require "${loader.replaceAll("\\", "/")}"`;
  process.env.NODE_OPTIONS = [process.env.NODE_OPTIONS, option].filter(Boolean).join(" ");
  return require.resolve(`${PACKAGE}/dist/agentops-mcp.js`);
}

/** By the folders in which programs are looked for; on Windows npm puts a script there, and the package beside it. */
function onPath() {
  for (const folder of (process.env.PATH ?? "").split(path.delimiter).filter(path.isAbsolute)) {
    const program = path.join(folder, "agentops-mcp");
    const beside = path.join(folder, INSTALLED);
    if (process.platform === "win32") {
      if (isFile(`${program}.cmd`) && isFile(beside)) return beside;
      if (isFile(`${program}.exe`)) return `${program}.exe`;
    } else if (isFile(program)) return fs.realpathSync(program);
  }
  return null;
}

function howToInstall() {
  const locks = [
    ["pnpm-lock.yaml", "pnpm install"],
    ["yarn.lock", "yarn install"],
    ["bun.lock", "bun install"],
    ["package-lock.json", "npm ci"],
  ];
  if (!textOf(path.join(top, "package.json")).includes(`"${PACKAGE}"`))
    return "npm install --global <folder or .tgz of agentops-mcp>, never by its name";
  return locks.find(([lock]) => isFile(path.join(top, lock)))?.[1] ?? "npm install";
}

/** Another program than one for Node, such as a script of a package manager. */
function startApart(program) {
  const { spawn } = require("node:child_process");
  const child = spawn(program, process.argv.slice(2), { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", ({ message }) => refuse(`${program} can't be started (${message}).`));
  child.on("exit", (code) => process.exit(code ?? 1));
}

/** As the protocol has it, so that a runtime shows the reason instead of a server that has gone. */
function refuse(reason) {
  process.exitCode = 1;
  process.stderr.write(`agentops-mcp: ${reason}\n`);
  if (process.stdin.isTTY) return;
  let text = "";
  process.stdin.setEncoding("utf8").on("data", (some) => {
    text += some;
    for (const line of text.split("\n").slice(0, -1)) {
      const id = idIn(line);
      if (id === null) continue;
      const error = { code: -32000, message: reason };
      process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", id, error })}\n`);
    }
    text = text.slice(text.lastIndexOf("\n") + 1).slice(-1_000_000);
  });
}

/** Of a request; null for what takes no answer. */
function idIn(line) {
  try {
    return JSON.parse(line)?.id ?? null;
  } catch {
    return null;
  }
}

const program = installed() ?? byLoader() ?? onPath();
if (program === null)
  refuse(`agentops-mcp is not installed here. To have its tools: ${howToInstall()}, then start again.`);
else if (/\.[cm]?js$/.test(program)) {
  process.argv.splice(1, 1, program);
  require(program);
} else startApart(program);
