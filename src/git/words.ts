// Reads the few sentences of git that neither an exit code nor a file tells apart.
// Every git of ours runs with LC_ALL=C, so they are English wherever it runs.

export type GitFault =
  | "read_only"
  | "full_disk"
  | "not_a_repository"
  | "foreign_owner"
  | "locked"
  | "torn_ref"
  | "ref_moved"
  | "no_login";

/** The first that fits counts: a lock that nobody can make on a full disk tells of the disk. */
const SENTENCES: readonly (readonly [GitFault, RegExp])[] = [
  ["foreign_owner", /dubious ownership/],
  ["not_a_repository", /not a git repo/i],
  [
    "no_login",
    /could not read (username|password)|authentication failed|permission denied \(|returned error: 40[13]/i,
  ],
  ["read_only", /read-only file system|permission denied|insufficient permission/i],
  // Of some files, such as a ref's lock, git says only that it could not write them.
  ["full_disk", /no space left|out of diskspace|disk quota|(couldn't|unable to|could not) write/i],
  ["locked", /\.lock'?: File exists/],
  ["torn_ref", /reference broken/],
  ["ref_moved", /but expected|reference already exists|unable to resolve reference/],
];

/** Null for what we know no answer to. */
export const faultIn = (stderr: string): GitFault | null =>
  SENTENCES.find(([, sentence]) => sentence.test(stderr))?.[0] ?? null;
