// Finds the commit that a name stands for among branches only, as git itself would take a tag of that name first.
import { readFileSync } from "node:fs";
import path from "node:path";
import { AgentOpsError } from "../shared/errors.ts";
import { isCode } from "../shared/files.ts";
import type { ObjectReader } from "./object-reader.ts";
import type { Repository } from "./repository.ts";
import { isAbsent, tryGit } from "./run.ts";

/** `gitDir` is where HEAD lies. */
export type RefPlace = Pick<Repository, "commonDir" | "gitDir" | "refFormat">;

const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const ABBREVIATED = /^[0-9a-f]{7,63}$/;
/** A ref's name, but no path that climbs, no option, and no search such as `:/text` or `@{u}`. */
const REF_NAME = /^(?![-./])(?!.*(?:\.\.|\/[./]|\.lock(?:\/|$)|@\{))[^\x00-\x20\x7f~^:?*[\\]+(?<![./])$/;
/** Steps back from what the name stands for. */
const STEPS = /^(.*?)((?:[~^]\d*)*)$/s;
/** The content of a ref that names another one. */
const LINK = /^ref:\s*(\S+)$/;
/** As many as git follows. */
const MOST_LINKS = 5;

/**
 * The id in a ref of exactly this name; null where there is none. Asked by name, git would go on to `refs/tags/<name>`
 * where it finds none, even for a name that begins with `refs/heads/`.
 */
export async function exactRef(place: RefPlace, ref: string): Promise<string | null> {
  if (ref !== "HEAD" && !(ref.startsWith("refs/") && REF_NAME.test(ref))) return null;
  if (place.refFormat === "files") return storedRef(place, ref, MOST_LINKS);
  const { code, stdout } = await tryGit(place.gitDir, ["show-ref", "--verify", "--hash", "--", ref]);
  return code === 0 ? stdout.trim() : null;
}

/**
 * True for a ref that names another one. `git fetch` writes ids only, so what it holds is this clone's own: a remote's branch
 * called HEAD comes as `refs/remotes/<remote>/HEAD` too, where there is none.
 */
export async function isSymbolic(place: RefPlace, ref: string): Promise<boolean> {
  if (place.refFormat === "files") return LINK.test(textOf(path.join(place.commonDir, ref))?.trim() ?? "");
  return (await tryGit(place.gitDir, ["symbolic-ref", "--quiet", ref])).code === 0;
}

function storedRef(place: RefPlace, ref: string, links: number): string | null {
  const held = textOf(path.join(ref === "HEAD" ? place.gitDir : place.commonDir, ref))?.trim();
  const target = held === undefined ? undefined : LINK.exec(held)?.[1];
  if (target !== undefined)
    return links > 0 && target.startsWith("refs/") && REF_NAME.test(target)
      ? storedRef(place, Buffer.from(target, "latin1").toString(), links - 1)
      : null;
  if (held !== undefined) return OBJECT_ID.test(held) ? held : null;
  // Packed refs are read second, as git does, so that a ref being packed at this moment is found in one of the two.
  const packed = textOf(path.join(place.commonDir, "packed-refs")) ?? "";
  // Git's files are read byte by byte, as names need not be plain letters.
  const at = packed.indexOf(` ${Buffer.from(ref).toString("latin1")}\n`);
  const id = packed.slice(packed.lastIndexOf("\n", at) + 1, at);
  return at > 0 && OBJECT_ID.test(id) ? id : null;
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "latin1");
  } catch (error) {
    if (isAbsent(error) || isCode(error, "EISDIR")) return undefined;
    throw error;
  }
}

/** The refs that a name can mean: a full one only itself, any other a local branch and a remote's. */
export const refsNamed = (name: string): string[] => {
  const [ref = ""] = STEPS.exec(name)?.slice(1) ?? [];
  if (ref === "HEAD" || /^refs\/(heads|remotes)\//.test(ref)) return [ref];
  return OBJECT_ID.test(ref) ? [] : [`refs/heads/${ref}`, `refs/remotes/${ref}`];
};

interface Meaning {
  readonly ref: string;
  readonly id: string;
}

export interface NameOptions {
  /** The option with which the sender has to give it, such as `--base `. */
  readonly as: string;
  readonly code: "CONFIG_INVALID" | "INVALID_ARGUMENT";
  /** True where a commit may also be named by the first digits of its id, and a tag in full. */
  readonly loosely?: boolean;
}

/**
 * The commit that a branch, HEAD or an id names, each with steps back such as `~1`; null where it names none. Throws where
 * the name is ambiguous, and names both meanings.
 */
export async function namedCommit(
  reader: ObjectReader,
  place: RefPlace,
  expression: string,
  { as, code, loosely = false }: NameOptions,
): Promise<string | null> {
  const [name = "", steps = ""] = STEPS.exec(expression)?.slice(1) ?? [];
  const refs = [...refsNamed(name), ...(loosely && name.startsWith("refs/tags/") ? [name] : [])];
  // A branch may have an id for its name.
  if (OBJECT_ID.test(name)) refs.push(`refs/heads/${name}`, `refs/remotes/${name}`);
  const found = await Promise.all(refs.map(async (ref) => ({ ref, id: await exactRef(place, ref) })));
  const meanings = [
    ...found.flatMap(({ ref, id }): Meaning[] => (id === null ? [] : [{ ref, id }])),
    ...(await commitsById(place, name, loosely)).map((id) => ({ ref: id, id })),
  ];
  // Git takes such a name for a shortened full ref, but a branch can have it too.
  const short = /^(?:heads|remotes)\//.test(name) && meanings.length > 0 ? `refs/${name}` : null;
  const shortId = short === null ? null : await exactRef(place, short);
  if (short !== null && shortId !== null) meanings.push({ ref: short, id: shortId });
  const [first, second] = meanings;
  if (first && second)
    throw new AgentOpsError(
      code,
      `${as}${expression} has two meanings here: ${meanings
        .slice(0, 2)
        .map(({ ref, id }) => (ref === id ? `the commit ${id}` : `${ref} (${id.slice(0, 10)})`))
        .join(" and ")}.`,
      `Say which one in full, such as ${first.ref}${steps}.`,
    );
  return first ? reader.resolve(`${first.id}${steps}^{commit}`, "commit") : null;
}

async function commitsById(place: RefPlace, name: string, loosely: boolean): Promise<string[]> {
  if (OBJECT_ID.test(name)) return [name];
  if (!loosely || !ABBREVIATED.test(name)) return [];
  // Not by the name alone, which git would take for a tag's.
  const { stdout } = await tryGit(place.commonDir, ["rev-parse", `--disambiguate=${name}`]);
  const ids = stdout.split("\n").filter(Boolean).slice(0, 20);
  const kinds = await Promise.all(ids.map((id) => tryGit(place.commonDir, ["cat-file", "-t", id])));
  return ids.filter((_, at) => kinds[at]?.stdout.trim() === "commit");
}
