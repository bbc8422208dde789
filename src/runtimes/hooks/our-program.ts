// Tells by the file that a command line starts whether it is our server: a name or an address proves nothing.
import packageName from "agentops:package-name";
import { digest } from "agentops:server-file";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import path from "node:path";

const FILE = "agentops-mcp.js";
/** In a folder of installed packages, which no envelope opens by chance. */
const PACKAGED = path.join("node_modules", packageName, "dist", FILE);
/** In a project's settings; it starts the program that is installed around it. */
const STARTER = /[\\/]\.agentops[\\/]server\.cjs$/;
const WORD = /"([^"]*)"|'([^']*)'|([^\s"']+)/g;

/** The program itself, or node with its file, and nothing in between that could load something else. */
export function isOurProgram(command: string): boolean {
  const words = [...command.matchAll(WORD)].map(([, a, b, c]) => a ?? b ?? c ?? "").slice(0, 2);
  const [first = "", second = ""] = words;
  const launched = /^(?:.*[\\/])?node(?:\.exe)?$/.test(first) ? second : first;
  return foundAt(launched).some((file) => isOurs(file));
}

/** Where the word may lead: itself as a path, or by the folders in which programs are looked for. */
function foundAt(word: string): string[] {
  const name = path.basename(word);
  if (!/^agentops-mcp(?:\.js|\.cmd)?$|^server\.cjs$/.test(name)) return [];
  const folders = name === word ? (process.env.PATH ?? "").split(path.delimiter).filter(Boolean) : [];
  return (folders.length > 0 ? folders : [path.dirname(word)]).map((folder) => path.join(folder, name));
}

function isOurs(file: string): boolean {
  try {
    const real = realpathSync(file);
    if (real.endsWith(path.sep + PACKAGED) || real === realpathSync(process.argv[1] ?? "")) return true;
    if (STARTER.test(real)) return digestOf(real) === digest;
    // What npm writes on Windows is a script beside the packages.
    return real.endsWith(".cmd") && existsSync(path.join(path.dirname(real), PACKAGED));
  } catch {
    return false;
  }
}

/** Git may have changed its line ends. */
const digestOf = (file: string): string =>
  createHash("sha256").update(readFileSync(file, "utf8").replace(/\r/g, "")).digest("base64");
