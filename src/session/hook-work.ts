// Does for hooks what needs the whole program: a view of what may be injected, and their notes in the journal.

import { briefParts, isFitForAll } from "../briefing/brief.ts";
import { CONFIG_PATH } from "../config/config.ts";
import { findBase, lostBase } from "../git/base.ts";
import { readBaseFile } from "../git/base-file.ts";
import { createObjectReader } from "../git/object-reader.ts";
import { findPlace, type Place } from "../git/place.ts";
import { findRepository } from "../git/repository.ts";
import { type HookPolicy, keepPolicy, lastPolicy } from "../hooks/io/kept-policy.ts";
import { unfolded } from "../hooks/io/notes-file.ts";
import { encodeView, type HookView, madeView, openView, writeView } from "../hooks/io/view-file.ts";
import { baseStamp, viewKey } from "../hooks/io/view-key.ts";
import { standingOf } from "../learnings/standing.ts";
import { NEGATIVE_KINDS } from "../records/evidence.ts";
import { bylineOf } from "../records/state.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { sessionFromProcess } from "../shared/identity.ts";
import { createLog } from "../shared/log.ts";
import { MAX_SETTINGS_BYTES } from "../shared/settings-file.ts";
import { readConfig } from "./compose.ts";
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

/**
 * Reads what base says about the bounds, and keeps it. A configuration that does not parse is one that nobody knows the
 * bounds from; only where it does not speak of an envelope at all, there is none.
 */
export async function makePolicy(place: Place): Promise<HookPolicy> {
  const repository = await findRepository(place.worktree);
  const reader = createObjectReader(repository.commonDir, place.worktree);
  try {
    // Before base is read, so that a change in between shows as one.
    const keys = { head: baseStamp(place, true), base: baseStamp(place, false) };
    const { commit, name, unprotected, lost } = await findBase(reader, repository, null);
    const last = lastPolicy(place);
    const found = await readConfig(reader, commit).then(
      ({ envelope }) => ({ envelope, problem: null }),
      async (error: unknown) => {
        if (!(error instanceof AgentOpsError) || error.code !== "CONFIG_INVALID") throw error;
        const text = await readBaseFile(reader, commit, CONFIG_PATH, MAX_SETTINGS_BYTES).catch(() => null);
        const silent = text !== null && !/envelope|\\/i.test(text.toString("utf8"));
        return { envelope: null, problem: silent ? null : error.message };
      },
    );
    // A branch in the place of the one that a person has named says nothing, once there was an envelope.
    const known = [last, found].some((each) => each && (each.envelope !== null || each.problem !== null));
    const read = lost !== null && known ? { envelope: null, problem: lostBase(lost).message } : found;
    const policy = {
      key: unprotected ? keys.head : keys.base,
      byHead: unprotected,
      at: Date.now(),
      base: name.replace("refs/heads/", ""),
      ...read,
    };
    keepPolicy(place, policy);
    return policy;
  } finally {
    reader.close();
  }
}

/** The work of a process that a hook has started because it had no time for it; `dir` is the top of a working tree. */
export async function makeViewHere(dir: string): Promise<void> {
  const place = findPlace(dir);
  if (!place) return;
  try {
    await makePolicy(place);
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
    runtimeProcess: sessionFromProcess(),
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
