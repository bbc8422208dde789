// Recognises git's messages for errors that neither an exit code nor a file tells apart.
// Every git runs with LC_ALL=C, so the messages are English everywhere.

export type GitFault =
  | "read_only"
  | "full_disk"
  | "not_a_repository"
  | "foreign_owner"
  | "locked"
  | "torn_ref"
  | "ref_moved"
  | "no_login";

/** The first that fits counts: a lock that can't be created on a full disk is about the disk. */
const SENTENCES: readonly (readonly [GitFault, RegExp])[] = [
  ["foreign_owner", /dubious ownership/],
  ["not_a_repository", /not a git repo/i],
  [
    "no_login",
    /could not read (username|password)|authentication failed|permission denied \(|returned error: 40[13]/i,
  ],
  ["read_only", /read-only file system|permission denied|insufficient permission/i],
  // For some files, such as a ref's lock, git only says that it could not write them.
  ["full_disk", /no space left|out of diskspace|disk quota|(couldn't|unable to|could not) write/i],
  ["locked", /\.lock'?: File exists/],
  ["torn_ref", /reference broken/],
  ["ref_moved", /but expected|reference already exists|unable to resolve reference/],
];

/** Null for an unknown message. */
export const faultIn = (stderr: string): GitFault | null =>
  SENTENCES.find(([, sentence]) => sentence.test(stderr))?.[0] ?? null;
