// Loads a bundled program together with what V8 made of it the last time: parsing it takes longer than running it.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { cachedDataVersionTag } from "node:v8";
import { Script } from "node:vm";

/** By its name; what it exports is what its entry file exports. */
export type LoadProgram = (name: string) => unknown;

/**
 * Beside the programs and not in the cache folder of the user: whoever can write here can change the programs
 * anyway, so nobody new needs to be trusted, and the compiled code goes when the package goes.
 */
const FOLDER = "compiled";
const DIGEST_BYTES = 32;
/** A server has answered its first calls by then, so that what they need is kept as well. */
const KEEP_AFTER_MS = 3_000;
/** Each command and each version of Node has files of its own; no more than this many are left behind. */
const MOST_FILES = 64;
/** The build writes a program as `//<its sha256 as hex>`, a line feed and one function. */
const DIGEST_IN_FILE = [2, 66] as const;

interface Kept {
  readonly file: string;
  /** Of this Node and the program: what the code was compiled by, and from. */
  readonly digest: Buffer;
}

/**
 * Runs `<folder>/<bundle>.js` and returns its exports. Nothing that is wrong with the compiled code stops it. Programs
 * of one bundle keep compiled code of their own, as each of them calls other functions of it.
 */
export function loadProgram(folder: string, name: string, bundle = name): unknown {
  const file = path.join(folder, `${bundle}.js`);
  // The build leaves ASCII only, which V8 keeps as the bytes that it is given.
  const source = readFileSync(file, "latin1");
  const usesCache = (process.env.NODE_DISABLE_COMPILE_CACHE ?? "") === "";
  const kept = placeOf(path.join(folder, FOLDER, name), `${source.slice(...DIGEST_IN_FILE)} ${timeOf(file)}`);
  const cachedData = usesCache ? readKept(kept) : undefined;
  const script = new Script(source, {
    filename: file,
    ...(cachedData ? { cachedData } : {}),
  });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(file), module);
  if (usesCache && (cachedData === undefined || script.cachedDataRejected)) keepLater(script, kept);
  return module.exports;
}

/**
 * Of code that it is given V8 compares its own version and flags, and the length of the source. That is not enough:
 * Node 20.12 and 20.20 pass for the same V8, and each crashes on what the other has compiled. So what is kept belongs
 * to one program, as its bytes are, and to one Node, by its version and its file.
 */
function placeOf(stem: string, program: string): Kept {
  const { size, mtimeMs } = statSync(process.execPath);
  const { version, arch, execPath } = process;
  const node = JSON.stringify([
    version,
    process.versions.v8,
    arch,
    execPath,
    size,
    mtimeMs,
    cachedDataVersionTag(),
  ]);
  const name = createHash("sha256").update(node).digest("hex").slice(0, 12);
  return { file: `${stem}-${name}`, digest: createHash("sha256").update(node).update(program).digest() };
}

/** Of a file that somebody has edited since, the digest in it says nothing. */
const timeOf = (file: string): number => statSync(file).mtimeMs;

/** Whatever was not written to its end, or was written for something else, does not fit its digest. */
function readKept({ file, digest }: Kept): Buffer | undefined {
  try {
    const bytes = readFileSync(file);
    const code = bytes.subarray(DIGEST_BYTES);
    return seal(digest, code).equals(bytes.subarray(0, DIGEST_BYTES)) ? code : undefined;
  } catch {
    return undefined;
  }
}

/** When it has run, as only the functions that were called by then are compiled; after a fault too few were. */
function keepLater(script: Script, kept: Kept): void {
  let done = false;
  const keep = () => {
    if (done) return;
    done = true;
    try {
      writeKept(kept, script.createCachedData());
    } catch {
      // A full disk, or a folder that is read-only or gone: the next start parses again.
    }
  };
  setTimeout(keep, KEEP_AFTER_MS).unref();
  process.once("exit", (code) => {
    if (code === 0) keep();
  });
}

/** Two that write at once leave a file that one of them wrote, or one whose digest does not fit. */
function writeKept({ file, digest }: Kept, code: Buffer): void {
  const folder = path.dirname(file);
  // Files of another user, such as root in a container, are ones that the owner could not remove.
  if (process.getuid && statSync(path.dirname(folder)).uid !== process.getuid()) return;
  if (!existsSync(folder)) mkdirSync(folder, { mode: 0o755 });
  if (!existsSync(file) && readdirSync(folder).length >= MOST_FILES) return;
  writeFileSync(file, Buffer.concat([seal(digest, code), code]), { mode: 0o644 });
}

const seal = (digest: Buffer, code: Buffer): Buffer =>
  createHash("sha256").update(digest).update(code).digest();
