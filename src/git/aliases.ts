// Finds the names by which links and attributes make a change alter files that it does not name.
import path from "node:path";
import { createAnswerParser } from "./batch-answers.ts";
import { git, gitEnvironment, tryGitBytes } from "./run.ts";

/** A link of a commit. */
export interface Link {
  readonly at: string;
  /** From the top, empty for the top itself; null where it leads out, or nobody can tell where to. */
  readonly to: string | null;
}

interface Listed {
  readonly mode: string;
  readonly id: string;
  readonly path: string;
}

const LINK = "120000";
/** As many links as Linux follows. */
const MOST_STEPS = 40;
/** With so many names a link leads back to a folder above it, or might as well. */
const MOST_NAMES = 500_000;

/** Whoever makes commits by hand can put any number of links into one: held against so many files they are not. */
const MOST_WORK = 20_000_000;

/** The files of a commit or tree, as git lists them. */
export async function filesOf(dir: string, tree: string): Promise<Listed[]> {
  const listed = await git(dir, ["ls-tree", "-r", "-z", "--full-tree", tree]);
  return listed.split("\0").flatMap((line) => {
    const [, mode, id, at] = /^(\d+) \w+ ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
    return mode && id && at ? [{ mode, id, path: at }] : [];
  });
}

/** The links among them, each with the place that its text names. */
export async function linksAmong(dir: string, files: readonly Listed[]): Promise<Link[]> {
  const links = files.filter(({ mode }) => mode === LINK);
  if (links.length === 0) return [];
  const texts: (string | null)[] = [];
  const parse = createAnswerParser(
    () => true,
    (found) => texts.push(found === null ? null : found.data.toString()),
  );
  const input = links.map(({ id }) => `${id}\n`).join("");
  const { stdout } = await tryGitBytes(dir, ["cat-file", "--batch"], input, gitEnvironment());
  parse(Buffer.from(stdout, "latin1"));
  return links.map(({ path: at }, n) => ({ at, to: placeOf(at, texts[n] ?? null) }));
}

/** Where a link leads by its text; one that climbs behind a name could pass another link. */
function placeOf(at: string, text: string | null): string | null {
  if (text === null || text === "" || text.startsWith("/") || /[^./][^/]*\/(?:.*\/)?\.\.(?:\/|$)/.test(text))
    return null;
  const to = path.posix.normalize(path.posix.join(path.posix.dirname(at), text)).replace(/\/$/, "");
  if (to === ".." || to.startsWith("../")) return null;
  return to === "." ? "" : to;
}

/** The other names that these paths have by way of links; null where they have no end. */
export function otherNames(links: readonly Link[], paths: readonly string[]): string[] | null {
  if (links.length * paths.length > MOST_WORK) return null;
  const own = new Set(paths);
  const [open, plain] = [links.filter(({ to }) => to === null), links.filter(({ to }) => to !== null)];
  const named = throughLinks(plain, own);
  if (named === null || open.length === 0) return named && [...named].slice(own.size);
  // Once is enough: such a link may lead to any folder around a file, also by way of another one.
  const around = [...named].flatMap((file) =>
    open.flatMap(({ at }) => [at, ...endsOf(file).map((end) => `${at}/${end}`)]),
  );
  const all = throughLinks(plain, new Set([...named, ...around]));
  return all && [...all].slice(own.size);
}

const endsOf = (file: string): string[] => file.split("/").map((_, n, all) => all.slice(n).join("/"));

function throughLinks(links: readonly Link[], names: ReadonlySet<string>): Set<string> | null {
  const known = new Set(names);
  let fresh = [...names];
  for (let step = 0; links.length > 0 && fresh.length > 0; step += 1) {
    if (step === MOST_STEPS || known.size > MOST_NAMES) return null;
    const found = fresh.flatMap((each) => links.flatMap((link) => namesBy(link, each)));
    fresh = [...new Set(found)].filter((each) => !known.has(each));
    for (const each of fresh) known.add(each);
  }
  return known;
}

function namesBy({ at, to }: Link, file: string): string[] {
  if (to === null) return [];
  // The file is a link on the way.
  if (to === file || to.startsWith(`${file}/`)) return [at];
  const below = to === "" ? "" : `${to}/`;
  return file.startsWith(below) ? [`${at}/${file.slice(below.length)}`] : [];
}

/** The files that decide what those hold that a glob fits: by their own name or by links, and attributes; all where nobody can tell. */
export function filesBehind(
  files: readonly Listed[],
  links: readonly Link[],
  fits: (file: string) => boolean,
): readonly Listed[] {
  if (links.length * files.length > MOST_WORK) return files;
  const isWanted = (file: string): boolean =>
    fits(file) || isAttributes(file) || (links.length > 0 && (otherNames(links, [file])?.some(fits) ?? true));
  return files.filter((each) => isWanted(each.path));
}

export const isAttributes = (name: string): boolean => /(^|\/)\.gitattributes$/i.test(name);

/**
 * What a change alters at a commit beside the paths that it names: files whose bytes its attributes decide, and all that links
 * lead to it by. Null where nobody can tell.
 */
export async function alsoAltered(
  dir: string,
  commit: string,
  paths: readonly string[],
): Promise<string[] | null> {
  if (paths.length === 0) return [];
  const files = await filesOf(dir, commit);
  const folders = paths.filter(isAttributes).map((each) => each.slice(0, each.lastIndexOf("/") + 1));
  const laid = files.filter((each) => folders.some((folder) => each.path.startsWith(folder)));
  const altered = [...new Set([...paths, ...laid.map((each) => each.path)])];
  const others = otherNames(await linksAmong(dir, files), altered);
  return others === null ? null : [...altered.slice(new Set(paths).size), ...others];
}
