// Confines a command on Linux: a read-only view of few files, no network, and a process tree that ends as one.
import { execFile } from "node:child_process";
import { existsSync, lstatSync, readlinkSync, realpathSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { layTargets } from "./lay.ts";
import { type Confined, type Launch, programFolders, type Sandbox, scrubbedEnvironment } from "./sandbox.ts";
import { WRAPPER } from "./wrapper.ts";

/** Never looked for on PATH, which may hold folders that the worker can write. */
const PLACES = ["/usr/bin", "/usr/local/bin", "/bin", "/run/current-system/sw/bin"];
/** Where programs and what they need lie; whatever is not named here does not exist for a command. */
const SYSTEM = [
  ...["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc", "/opt", "/nix", "/gnu/store"],
  ...["/snap", "/run/current-system"],
];
/** Parts of the above that hold secrets which a runner with root's rights could read. */
const SECRET = ["/etc/shadow", "/etc/gshadow", "/etc/ssh", "/etc/ssl/private"];
/** Folders below the home that hold nothing but language tools, and the variable by which the tools find them elsewhere. */
const TOOLCHAINS: readonly (readonly [folder: string, variable?: string])[] = [
  [".nvm/versions"],
  [".fnm"],
  [".volta", "VOLTA_HOME"],
  [".pyenv", "PYENV_ROOT"],
  [".rbenv", "RBENV_ROOT"],
  [".asdf", "ASDF_DATA_DIR"],
  [".rustup", "RUSTUP_HOME"],
  [".sdkman", "SDKMAN_DIR"],
  [".local/share/mise", "MISE_DATA_DIR"],
  [".local/share/uv"],
  [".local/share/fnm"],
  [".deno/bin"],
  [".bun/bin"],
  [".cargo/bin"],
  ["go/bin"],
];
/** What lies beside a `bin` and belongs to it. */
const BESIDE_BIN = ["lib", "lib64", "libexec", "include"];

/** The same for every run and machine, as virtual environments and build caches hold absolute paths. */
export const FILES = "/repository";
/** Where a command works that may only read the checkout. */
export const BESIDE = "/judge";
const HOME = "/home/agentops";
/** Bytes that may be written to shared memory. */
const SHARED_MEMORY = 256 * 1024 * 1024;

/** The sandbox, or why there is none. */
export async function findBubblewrap(): Promise<Sandbox | string> {
  const program = PLACES.map((folder) => path.join(folder, "bwrap")).find((file) => existsSync(file));
  if (program === undefined) return "bwrap is not installed";
  const run = promisify(execFile);
  try {
    const [{ stdout }] = await Promise.all([
      run(program, ["--version"]),
      run(program, [...boundaries(false), ...system(), "--", "/bin/sh", "-c", ":"], { env: {} }),
    ]);
    return {
      level: "bubblewrap",
      about: `${program}, ${stdout.trim()}`,
      leavesNothing: true,
      prepare: (command) => prepare(program, command),
    };
  } catch (error) {
    const said = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : String(error);
    return `${program} does not work here: ${said.split("\n")[0] ?? ""}`;
  }
}

async function prepare(program: string, command: Confined): Promise<Launch> {
  const { files, scratch, argv, cwd, network, hidden, beside, visible = [] } = command;
  const home = path.join(scratch, "home");
  const temporary = path.join(scratch, "tmp");
  await mkdir(home);
  await mkdir(temporary);
  const laid = await layTargets(command);
  const inner = laid.flatMap(({ from, at, writable }) => [
    ...["--ro-bind", from, `${FILES}/${at}`],
    ...writable.flatMap(({ name, folder }) => ["--bind", folder, `${FILES}/${at}/${name}`]),
  ]);
  const env = {
    ...scrubbedEnvironment(command, HOME, "/tmp"),
    GIT_CEILING_DIRECTORIES: "/",
    AGENTOPS_COUNTED: countsByNamespace() ? "1" : "0",
  };
  return {
    program,
    args: [
      ...boundaries(network),
      ...system(),
      ...(network ? resolver() : []),
      ...["--bind", temporary, "/tmp", "--bind", temporary, "/var/tmp", "--bind", home, HOME],
      ...tools(hidden),
      ...visible.filter((place) => !isSystem(place)).flatMap((place) => ["--ro-bind", place, place]),
      ...(beside === undefined
        ? ["--bind", files, FILES]
        : ["--ro-bind", files, FILES, "--bind", beside, BESIDE]),
      ...inner,
      ...["--chdir", beside === undefined ? path.posix.join(FILES, cwd) : BESIDE],
      ...["--", "/bin/sh", "-c", WRAPPER, ...argv],
    ],
    cwd: "/",
    env,
  };
}

/** Ends with its parent, and its end is the end of all that it started. */
const boundaries = (network: boolean): string[] => [
  ...["--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--hostname", "check"],
  ...(network ? ["--share-net"] : []),
];

function system(): string[] {
  return [
    ...SYSTEM.filter((place) => existsSync(place)).flatMap((place) =>
      lstatSync(place).isSymbolicLink()
        ? ["--symlink", readlinkSync(place), place]
        : ["--ro-bind", place, place],
    ),
    ...SECRET.filter((place) => existsSync(place)).flatMap((place) =>
      lstatSync(place).isDirectory() ? ["--tmpfs", place] : ["--ro-bind", "/dev/null", place],
    ),
    ...["--proc", "/proc", "--dev", "/dev", "--size", String(SHARED_MEMORY), "--tmpfs", "/dev/shm"],
  ];
}

/** Linux counts processes for each user namespace, and not for all of a user together, since 5.14. */
function countsByNamespace(): boolean {
  const [major = 0, minor = 0] = os.release().split(".").map(Number);
  return major > 5 || (major === 5 && minor >= 14);
}

/** What /etc/resolv.conf leads to, where a service writes it. */
function resolver(): string[] {
  if (!existsSync("/etc/resolv.conf")) return [];
  const file = realpathSync("/etc/resolv.conf");
  return file.startsWith("/etc/") ? [] : ["--ro-bind", file, file];
}

const isSystem = (place: string): boolean =>
  SYSTEM.some((each) => place === each || place.startsWith(`${each}/`));

/** Programs on PATH that lie outside the system's folders, such as a Node below the home. */
function tools(hidden: readonly string[]): string[] {
  const beside = programFolders(hidden)
    .filter((folder) => !isSystem(folder) && path.dirname(folder) !== "/")
    .flatMap((folder) => [folder, ...BESIDE_BIN.map((name) => path.join(path.dirname(folder), name))]);
  const chains = TOOLCHAINS.map(([folder, variable]) => ({
    place: path.join(os.homedir(), folder),
    variable,
  }));
  const wanted = new Set([...beside, ...chains.map(({ place }) => place)]);
  return [
    ...[...wanted]
      .filter((place) => existsSync(place) && !isSystem(place))
      .flatMap((place) => ["--ro-bind", place, place]),
    ...chains.flatMap(({ place, variable }) =>
      variable !== undefined && existsSync(place) ? ["--setenv", variable, place] : [],
    ),
  ];
}
