// Reads the documents that stand in the repository at a commit, section by section.
import type { ObjectReader } from "../../git/object-reader.ts";
import { git } from "../../git/run.ts";
import { isRead, sectionsOf } from "../document.ts";
import type { Past } from "../past.ts";
import { speaksAsCommander, storable } from "../storable.ts";

/** More documents, or a larger one, than anybody has written by hand. */
const MOST_DOCUMENTS = 400;
const MOST_BYTES = 200_000;
/** In one question to git. */
const MOST_ASKED = 500;

export interface HistoryPlace {
  readonly commonDir: string;
  /** Ours in the common git directory. */
  readonly folder: string;
  readonly reader: ObjectReader;
}

export interface Wanted {
  readonly tip: string;
  /** Only these files; null for all. */
  readonly files: readonly string[] | null;
  /** The day of the newest commit that changed each. */
  readonly days: ReadonlyMap<string, string>;
  /** A section as it was kept before, as judging a text takes longer than anything else here. */
  known(id: string): Past | null;
}

/** Throws GIT_FAILED. */
export async function documentsAt(
  { commonDir, reader }: HistoryPlace,
  { tip, files, days, known }: Wanted,
): Promise<Past[]> {
  if (files !== null && files.length === 0) return [];
  const only = files === null ? ["-r"] : ["--", ...files.slice(0, MOST_ASKED)];
  const listed = await git(commonDir, ["--literal-pathspecs", "ls-tree", "-z", "--full-tree", tip, ...only]);
  const found = listed.split("\0").flatMap((entry) => {
    const [, mode, id = "", file = ""] = /^(\d+) blob ([0-9a-f]+)\t([\s\S]+)$/.exec(entry) ?? [];
    return mode === "100644" && isRead(file) ? [{ id, file }] : [];
  });
  const sections: Past[] = [];
  for (const { id, file } of found.slice(0, MOST_DOCUMENTS)) {
    const text = (await reader.readBounded(id, MOST_BYTES))?.data?.toString("utf8") ?? "";
    for (const { id: section, title, body } of sectionsOf(file, text.includes("\0") ? "" : text)) {
      const before = known(section);
      const day = days.get(file) ?? before?.day ?? "an unknown day";
      const fresh = { id: section, day, subject: title, body, paths: [file] };
      if (before?.subject === title && before.body === body) {
        sections.push({ ...before, day });
        continue;
      }
      const kept = storable(fresh);
      if (kept === null) continue;
      sections.push({ ...kept, kind: "document", revertedBy: null, commands: speaksAsCommander(kept) });
    }
  }
  return sections;
}
