// Reads what a commit says about learnings: reviewed texts, files written by hand, removals. These facts are derived and
// never recorded.
import { createHash } from "node:crypto";
import type { ObjectReader } from "../../git/object-reader.ts";
import { decodeTree, type TreeEntry } from "../../git/objects.ts";
import type { Quarantined } from "../../records/record.ts";
import { originsAt, removalsAt } from "./folder-history.ts";
import { keptRemovals } from "./kept-removals.ts";
import type { KeptTexts, KnownFile, SaidByFile } from "./kept-texts.ts";
import { LEARNINGS_FOLDER, parseLearningFile } from "./learning-file.ts";

export interface DirectoryFile {
  readonly id: string;
  readonly path: string;
  readonly blob: string;
  readonly said: SaidByFile;
  /** Author and time of a file without an id, which no session recorded. */
  readonly byHand: { readonly at: string; readonly author: string } | null;
}

export interface CommitFiles {
  readonly commit: string | null;
  /** By id. */
  readonly files: ReadonlyMap<string, DirectoryFile>;
  readonly broken: readonly Quarantined[];
  /** False where parts are missing here, as in a partial or shallow clone. */
  readonly whole: boolean;
}

export interface BaseFacts extends CommitFiles {
  /** Id -> the commit that removed the file and changed nothing but knowledge. */
  readonly retired: ReadonlyMap<string, string>;
}

export const NO_FILES: BaseFacts = {
  commit: null,
  files: new Map(),
  retired: new Map(),
  broken: [],
  whole: true,
};

/** The place from which the learnings of any commit are read. */
export interface LearningSource {
  readonly reader: ObjectReader;
  /** A folder inside the repository. */
  readonly dir: string;
  /** Bytes of an object id in a tree. */
  readonly idBytes: number;
  readonly texts: KeptTexts;
}

export async function readCommitFiles(
  { reader, dir, idBytes, texts }: LearningSource,
  commit: string,
): Promise<CommitFiles> {
  const files = new Map<string, DirectoryFile>();
  const broken: Quarantined[] = [];
  const byHand: { path: string; blob: string; said: SaidByFile }[] = [];
  const add = (file: DirectoryFile) => {
    const holder = files.get(file.id);
    if (holder) broken.push(sameId(file, holder.path));
    else files.set(file.id, file);
  };
  for (const { name, id: blob } of await learningEntries(reader, commit, idBytes)) {
    const path = `${LEARNINGS_FOLDER}/${name}`;
    // Most texts are known, and thousands of awaits would cost more than all else.
    const said = texts.of(blob) ?? (await readBlob(reader, blob, texts));
    if (!said.ok) broken.push({ id: said.id ?? path, path, reason: said.reason });
    else if (said.id === null) byHand.push({ path, blob, said });
    else add({ id: said.id, path, blob, said, byHand: null });
  }
  // Most folders hold no such file and need no look at history.
  const origins = byHand.length > 0 ? await originsAt(dir, commit) : null;
  for (const { path, blob, said } of byHand) {
    const origin = origins?.get(path);
    const begun = origin ? await readBlob(reader, origin.blob, texts) : null;
    // A file whose id a person has deleted is still the same learning.
    const id =
      begun?.id && !files.has(begun.id) ? begun.id : handId(origin?.path ?? path, origin?.blob ?? blob);
    const { at = new Date(0).toISOString(), author = "unknown" } = origin ?? {};
    add({ id, path, blob, said, byHand: { at, author } });
  }
  return { commit, files, broken, whole: !broken.some(({ reason }) => reason === MISSING) };
}

/** `since` bounds the search for removals (ISO 8601); null where nothing can have been removed. */
export async function readBaseFacts(
  reader: ObjectReader,
  { dir, commonDir }: { readonly dir: string; readonly commonDir: string },
  read: CommitFiles,
  since: string | null,
): Promise<BaseFacts> {
  const { commit, files, broken } = read;
  if (commit === null || since === null) return { ...read, retired: new Map() };
  const present = new Set([...files.keys(), ...broken.map(({ id }) => id)]);
  const { retired, whole } = await keptRemovals(commonDir, [commit, since, ...[...present].sort()], () =>
    removalsAt(reader, dir, { commit, since, present }),
  );
  return { ...read, retired, whole: read.whole && whole };
}

/** Markdown files of the folder in a commit's tree; links and folders are no learnings. */
export async function learningEntries(
  reader: ObjectReader,
  commit: string,
  idBytes: number,
): Promise<TreeEntry[]> {
  const tree = await reader.read(`${commit}:${LEARNINGS_FOLDER}`);
  if (tree?.type !== "tree") return [];
  return decodeTree(tree.data, idBytes).filter(
    ({ name, mode }) => name.endsWith(".md") && mode.startsWith("100"),
  );
}

const MISSING = "its object is missing";

async function readBlob(reader: ObjectReader, blob: string, texts: KeptTexts): Promise<KnownFile> {
  const known = texts.of(blob);
  if (known) return known;
  const object = await reader.read(blob);
  // It may come later, as in a partial clone.
  if (!object) return { ok: false, id: null, reason: MISSING };
  const said = texts.add(blob, await parseLearningFile(object.data));
  await texts.pause();
  return said;
}

export const sameId = ({ id, path }: Pick<DirectoryFile, "id" | "path">, holder: string): Quarantined => ({
  id,
  path,
  reason: `has the same id as ${holder}`,
});

/** The id of a file that a person wrote, made from its path and first bytes in the form of other ids. */
export function handId(path: string, firstBlob: string): string {
  const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const digest = createHash("sha256").update(`${path}\n${firstBlob}`).digest();
  // Ten zeros in place of the time, so that such a file counts as older than any session.
  return "0".repeat(10) + [...digest.subarray(0, 16)].map((byte) => letters[byte % 32]).join("");
}
