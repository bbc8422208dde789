// Finds other names of files, through links and attributes, by which a change alters files that it does not name.
import path from "node:path";
import { createAnswerParser } from "./batch-answers.ts";
import { git, gitEnvironment, tryGitBytes } from "./run.ts";

/** A symbolic link in a commit. */
export interface Link {
  readonly at: string;
  /** From the top, empty for the top itself; null where it leads out of the repository, or where that can't be told. */
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
/** With more names, links probably lead back to one another: in all, and for each file and link. */
const MOST_NAMES = 500_000;
const ANY_NAMES = 1_000;
const NAMES_FOR_EACH = 16;
/** For all names that links give together, as each may be as long as a path can be. */
const MOST_CHARACTERS = 50_000_000;
/**
 * Links times files: anybody can put any number of links into a commit made by hand, so larger ones are not looked through.
 */
const MOST_WORK = 20_000_000;

/** What may still be spent on looking for names. */
interface Room {
  work: number;
  characters: number;
  /** For the files that were asked about. */
  names?: number;
}
const roomOf = (times: number): Room => ({ work: times * MOST_WORK, characters: times * MOST_CHARACTERS });
/** Looking for each file by itself goes over the links several times. */
const FOR_EACH_FILE = 4;

/** The files of a commit or tree, as git lists them. */
export async function filesOf(dir: string, tree: string): Promise<Listed[]> {
  const listed = await git(dir, ["ls-tree", "-r", "-z", "--full-tree", tree]);
  return listed.split("\0").flatMap((line) => {
    const [, mode, id, at] = /^(\d+) \w+ ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
    return mode && id && at ? [{ mode, id, path: at }] : [];
  });
}

/** The links among them, with the places that they point to. */
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

const climbsBehindName = (parts: readonly string[]): boolean =>
  parts.slice(0, Math.max(0, parts.lastIndexOf(".."))).some((part) => !["", ".", ".."].includes(part));

/** Where a link's text leads; null for `..` behind a name, as that name could be another link. */
function placeOf(at: string, text: string | null): string | null {
  if (text === null || text === "" || text.startsWith("/") || climbsBehindName(text.split("/"))) return null;
  const to = path.posix.normalize(path.posix.join(path.posix.dirname(at), text)).replace(/\/$/, "");
  if (to === ".." || to.startsWith("../")) return null;
  return to === "." ? "" : to;
}

/** The other names that links give to these paths; null where there is no end to them, or too many to look through. */
export function otherNames(
  links: readonly Link[],
  paths: readonly string[],
  room = roomOf(1),
): string[] | null {
  if (links.length * paths.length > MOST_WORK) return null;
  const own = new Set(paths);
  room.names = Math.min(MOST_NAMES, ANY_NAMES + own.size * (links.length + 1) * NAMES_FOR_EACH);
  const open = links.filter(({ to }) => to === null);
  const plain = links.filter(({ to }) => to !== null);
  const named = throughLinks(plain, own, room);
  if (named === null || open.length === 0) return named && [...named].slice(own.size);
  // Once is enough, as such a link may lead to any folder around a file, also through another link.
  const around = new Set(named);
  const isAll = addFresh(around, namesAround(open, named), room) !== null;
  const all = isAll ? throughLinks(plain, around, room) : null;
  return all && [...all].slice(own.size);
}

/** Names that the files may have below links with unknown targets. */
function* namesAround(open: readonly Link[], files: Iterable<string>): Generator<string> {
  for (const file of files)
    for (const { at } of open) {
      yield at;
      for (let from = 0; from >= 0; from = file.indexOf("/", from) + 1 || -1)
        yield `${at}/${file.slice(from)}`;
    }
}

function throughLinks(links: readonly Link[], names: ReadonlySet<string>, room: Room): Set<string> | null {
  const known = new Set(names);
  let fresh: readonly string[] | null = [...names];
  for (let step = 0; links.length > 0 && fresh.length > 0; step += 1) {
    room.work -= fresh.length * links.length;
    if (step === MOST_STEPS || room.work < 0) return null;
    fresh = addFresh(known, namesOf(links, fresh), room);
    if (fresh === null) return null;
  }
  return known;
}

/** Adds the names and returns the new ones; null where one has no end, or there is no more room. */
function addFresh(known: Set<string>, names: Iterable<string | null>, room: Room): string[] | null {
  const fresh: string[] = [];
  for (const name of names) {
    if (name === null) return null;
    // A known name was also spelled out.
    room.characters -= name.length;
    if (room.characters < 0 || known.size > (room.names ?? MOST_NAMES)) return null;
    if (known.has(name)) continue;
    known.add(name);
    fresh.push(name);
  }
  return fresh;
}

function* namesOf(links: readonly Link[], files: readonly string[]): Generator<string | null> {
  for (const file of files)
    for (const link of links) {
      const name = nameBy(link, file);
      if (name !== undefined) yield name;
    }
}

/** Null for a link to a folder around itself, as what lies there has endless names. */
function nameBy({ at, to }: Link, file: string): string | null | undefined {
  if (to === null) return undefined;
  // The file is a link on the way.
  if (to === file || to.startsWith(`${file}/`)) return at;
  const below = to === "" ? "" : `${to}/`;
  if (!file.startsWith(below)) return undefined;
  return at.startsWith(below) ? null : `${at}/${file.slice(below.length)}`;
}

/**
 * The files that decide the contents of those that a glob fits: by their own name, through links, the links on the way, and
 * attributes; also each one where that can't be told.
 */
export function filesBehind(
  files: readonly Listed[],
  links: readonly Link[],
  fits: (file: string) => boolean,
): readonly Listed[] {
  if (links.length * files.length > MOST_WORK) return files;
  const room = roomOf(FOR_EACH_FILE);
  const names = new Map(files.map(({ path: file }) => [file, allNames(links, file, room)]));
  const wanted = [...names.values()].flatMap((each) => each?.filter(fits) ?? links.map(({ at }) => at));
  // Two links that swap places lead to the same files, by other names.
  const passed = linksOn(links, wanted);
  return files.filter(
    ({ path: file }) =>
      isAttributes(file) || (names.get(file)?.some((name) => fits(name) || passed.has(name)) ?? true),
  );
}

/** Its own name first; null where there is no end to them. */
function allNames(links: readonly Link[], file: string, room: Room): string[] | null {
  if (links.length === 0) return [file];
  const others = otherNames(links, [file], room);
  return others && [file, ...others];
}

/** The links that names lead through. */
function linksOn(links: readonly Link[], names: readonly string[]): Set<string> {
  const all = new Set(links.map(({ at }) => at));
  const around = new Set(links.length === 0 ? [] : names.flatMap(foldersOf));
  return new Set([...all].filter((at) => around.has(at)));
}

/** The name itself and each folder around it. */
const foldersOf = (name: string): string[] =>
  name.split("/").map((_, n, all) => all.slice(0, n + 1).join("/"));

export const isAttributes = (name: string): boolean => /(^|\/)\.gitattributes$/i.test(name);

/** The folder that a file lies in; empty for the top. */
const folderOf = (file: string): string => file.slice(0, Math.max(0, file.lastIndexOf("/")));

/** True if one of the folders is around the file. Looks at each folder of the file, as a change may name any number. */
function isWithin(folders: ReadonlySet<string>, file: string): boolean {
  for (let folder = file; folder !== ""; ) {
    folder = folderOf(folder);
    if (folders.has(folder)) return true;
  }
  return false;
}

/** Two commits; `from` is null where there is nothing before. */
interface Ends {
  readonly from: string | null;
  readonly to: string;
}

/**
 * What a change alters beside the paths that it names: files whose bytes its attributes decide, other names of its files,
 * and all that links which it adds, redirects or removes led or lead to. Null where that can't be told.
 */
export async function alsoAltered(
  dir: string,
  { from, to }: Ends,
  paths: readonly string[],
): Promise<string[] | null> {
  if (paths.length === 0) return [];
  const altered = new Set(paths);
  for (const commit of from === null ? [to] : [from, to]) {
    const files = await filesOf(dir, commit);
    const links = await linksAmong(dir, files);
    const folders = new Set(paths.filter(isAttributes).map(folderOf));
    const laid = folders.size === 0 ? [] : files.filter((each) => isWithin(folders, each.path));
    const turned = namesThrough(links, files, new Set(paths));
    const named = [...new Set([...paths, ...laid.map((each) => each.path), ...(turned ?? [])])];
    const others = otherNames(links, named);
    if (turned === null || others === null) return null;
    for (const each of [...named, ...others]) altered.add(each);
  }
  return [...altered].slice(new Set(paths).size);
}

/** The names that these links give to files. */
function namesThrough(
  links: readonly Link[],
  files: readonly Listed[],
  these: ReadonlySet<string>,
): string[] | null {
  if (!links.some(({ at }) => these.has(at))) return [];
  const names = otherNames(
    links,
    files.map((each) => each.path),
  );
  return names?.filter((name) => foldersOf(name).some((folder) => these.has(folder))) ?? null;
}
