// Turns a learning into the document that is indexed.

import type { SearchDocument } from "../retrieval/query.ts";
import type { LearningRecord } from "./records/learning.ts";

export const toDocument = ({
  id,
  title,
  body,
  tags,
  symptoms,
  paths,
  evidence,
  supersedes,
}: LearningRecord): SearchDocument => ({
  id,
  title,
  body,
  tags,
  ...(symptoms ? { symptoms } : {}),
  paths,
  links: [
    ...evidence.flatMap(({ type, ref }) => (type === "record" ? [ref] : [])),
    ...(supersedes ? [supersedes] : []),
  ],
});

/** True if the index would hold the same of both. */
export function isSameText(a: LearningRecord, b: LearningRecord | undefined): boolean {
  return b !== undefined && JSON.stringify(toDocument(a)) === JSON.stringify(toDocument(b));
}
