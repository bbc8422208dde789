// Says in words how a place of the map stands, and where its name leads.
import { counted } from "../../shared/text/count.ts";
import type { Place } from "../../use-cases/knowledge-map.ts";

export const nameIn = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

export const isStale = ({ lessons, stale }: Place): boolean => stale > 0 && stale * 3 >= lessons;

/** Something changed there more than once, and nobody has said a word on it. */
export const isMissing = ({ lessons, changes }: Place): boolean => lessons === 0 && (changes ?? 0) > 1;

export const mapHref = (at: string): string => `/map?${new URLSearchParams({ at }).toString()}`;
export const lessonsHref = (path: string): string => `/?${new URLSearchParams({ path }).toString()}`;
export const hrefOf = ({ path, isFolder }: Place): string => (isFolder ? mapHref(path) : lessonsHref(path));

export const inWords = ({ files, lessons, stale, changes }: Place): string =>
  [
    counted(files, "file"),
    counted(lessons, "lesson"),
    ...(stale > 0 ? [`${stale} stale`] : []),
    ...(changes === null ? [] : [counted(changes, "change")]),
  ].join(", ");
