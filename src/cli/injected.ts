// Lists what hooks put before a session's model, from the journal and from notes that are not in it yet.

import { statSync } from "node:fs";
import path from "node:path";
import { NOTES_ENDING, notesFile, notesFolder, readNotes, sessionOfNotes } from "../hooks/io/notes-file.ts";
import { stateOfNotes } from "../hooks/notes-state.ts";
import Injection, { type InjectionReason } from "../learnings/records/injection.ts";
import { injectionsOf } from "../learnings/servings.ts";
import type { State } from "../records/state.ts";
import { namesIn } from "../shared/files.ts";

export interface InjectedItem {
  readonly at: string;
  readonly reason: InjectionReason;
  readonly served: readonly string[];
  readonly tokens: number;
}

/** Oldest first, each once; `folder` is ours in the common git directory. */
export function injectedInto(state: State, folder: string, session: string): InjectedItem[] {
  const records = state.all(Injection).filter((record) => record.session === session);
  const kept = injectionsOf(records).flatMap(({ injected }) => injected ?? []);
  const noted = [...stateOfNotes(readNotes(notesFile(folder, session))).injections.values()];
  const byKey = new Map([...noted, ...kept].map((each) => [each.key, each]));
  return [...byKey.values()]
    .map(({ at, reason, served, tokens }) => ({ at, reason, served, tokens }))
    .toSorted((a, b) => (a.at < b.at ? -1 : 1));
}

/** The session whose hooks have noted something last, and when (ISO 8601); null where none has. */
export function lastNoted(folder: string): { readonly session: string; readonly at: string } | null {
  const folders = namesIn(notesFolder(folder)).filter((name) => name.endsWith(NOTES_ENDING));
  const noted = folders.map((name) => {
    const changed = statSync(path.join(notesFolder(folder), name), { throwIfNoEntry: false });
    return { session: sessionOfNotes(name), at: new Date(changed?.mtimeMs ?? 0).toISOString() };
  });
  return noted.toSorted((a, b) => (a.at < b.at ? 1 : -1))[0] ?? null;
}
