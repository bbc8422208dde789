// Lists what hooks put before a session's model, from the journal and from notes that are not in it yet.

import { statSync } from "node:fs";
import path from "node:path";
import Injection, { type InjectionReason } from "../../learnings/records/injection.ts";
import { injectionsOf } from "../../learnings/servings.ts";
import type { State } from "../../records/state.ts";
import { namesIn } from "../../shared/files.ts";
import { stateOfNotes } from "../notes-state.ts";
import { NOTES_ENDING, notesFile, notesFolder, readNotes, sessionOfNotes } from "./notes-file.ts";

export interface InjectedItem {
  readonly at: string;
  readonly reason: InjectionReason;
  readonly served: readonly string[];
  readonly tokens: number;
}

/** Oldest first, each once; `folder` is this program's in the common git directory. */
export function injectedInto(state: State, folder: string, session: string): InjectedItem[] {
  const records = state.all(Injection).filter((record) => record.session === session);
  const kept = injectionsOf(records).flatMap(({ injected }) => injected ?? []);
  const { injections, stores } = stateOfNotes(readNotes(notesFile(folder, session)));
  // A lesson of another layer is listed by that layer alone.
  const noted = [...injections.values()].flatMap((each) => {
    const served = each.served.filter((id) => !stores.has(id));
    return served.length === 0 && each.served.length > 0 ? [] : [{ ...each, served }];
  });
  const byKey = new Map([...noted, ...kept].map((each) => [each.key, each]));
  return [...byKey.values()]
    .map(({ at, reason, served, tokens }) => ({ at, reason, served, tokens }))
    .toSorted((a, b) => (a.at < b.at ? -1 : 1));
}

export interface Noted {
  readonly session: string;
  /** When its hooks last noted something (ISO 8601). */
  readonly at: string;
}

/** Sessions whose hooks have noted something, the latest first. */
export function notedSessions(folder: string): Noted[] {
  const files = namesIn(notesFolder(folder)).filter((name) => name.endsWith(NOTES_ENDING));
  const noted = files.map((name) => {
    const changed = statSync(path.join(notesFolder(folder), name), { throwIfNoEntry: false });
    return { session: sessionOfNotes(name), at: new Date(changed?.mtimeMs ?? 0).toISOString() };
  });
  return noted.toSorted((a, b) => (a.at < b.at ? 1 : -1));
}
