// What hooks need the whole program for: a view of what may be injected, and their notes in the journal.
import { briefParts, isFitForAll } from "./domain/brief.ts";
import { NEGATIVE_KINDS } from "./domain/learning.ts";
import { standingOf } from "./domain/standing.ts";
import { bylineOf } from "./domain/state.ts";
import { findPlace, type Place } from "./hook/place.ts";
import { unfolded } from "./hook/spool.ts";
import { encodeView, type HookView, madeView, openView, writeView } from "./hook/view.ts";
import { viewKey } from "./hook/view-key.ts";
import { createLog } from "./log.ts";
import { createSession, type Session } from "./session.ts";

/** Reads everything and keeps the view under `key`. Throws where repository, journal or configuration can't be read. */
export function makeView(place: Place, key: string): Promise<HookView> {
  return inSession(place, async (session) => {
    const by = { session: "hook", runtime: "agentops-mcp" };
    const { read } = await session.contexts(by, new AbortController().signal);
    const { hooks } = await session.config();
    const [state, skin] = [await read.state(), await read.skin()];
    const fit = [...state.learnings.values()].filter((learning) =>
      isFitForAll(state, learning, standingOf(state, learning, read.now)),
    );
    const ids = new Set(fit.map(({ id }) => id));
    const traps = fit.filter(({ kind }) => NEGATIVE_KINDS.has(kind));
    const bytes = encodeView({
      head: {
        key,
        at: read.now,
        budget: hooks.tokens,
        brief: briefParts(state, read.now, skin, hooks.tokens),
        traps: traps.map(({ id, paths }) => [id, paths]),
      },
      segment: await session.extract((id) => ids.has(id)),
      items: fit.map((learning) => ({
        id: learning.id,
        title: learning.title,
        kind: skin.words.kinds[learning.kind],
        body: learning.body,
        by: bylineOf(state, learning),
        recorded: learning.at.slice(0, 10),
      })),
    });
    try {
      writeView(place, bytes);
    } catch {
      // On a full or read-only disk each hook reads everything again.
    }
    const view = openView(bytes);
    if (!view) throw new Error("a view that was just made can't be read");
    return view;
  });
}

/** The work of a process that a hook has started because it had no time for it; `dir` is the top of a working tree. */
export async function makeViewHere(dir: string): Promise<void> {
  const place = findPlace(dir);
  if (!place) return;
  try {
    await makeView(place, viewKey(place));
  } finally {
    madeView(place);
  }
}

/** Brings a session's notes into the journal. */
export const foldNotes = (place: Place, session: string): Promise<void> =>
  inSession(place, (opened) => opened.foldNotes(session));

/** The same for all sessions; `dir` is the top of a working tree. */
export async function foldAllHere(dir: string): Promise<void> {
  const place = findPlace(dir);
  if (!place) return;
  await inSession(place, async (opened) => {
    for (const session of unfolded(place.folder)) await opened.foldNotes(session);
  });
}

async function inSession<T>({ worktree }: Place, work: (session: Session) => Promise<T>): Promise<T> {
  const options = {
    dir: worktree,
    knowledge: null,
    base: null,
    role: "worker",
    program: process.argv[1] ?? "",
    version: "",
  } as const;
  const session = createSession(options, createLog("silent", null));
  try {
    return await work(session);
  } finally {
    session.close();
  }
}
