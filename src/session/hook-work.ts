// Does for hooks what needs a journal: builds the view of what may be injected, reads base's bounds, and records notes.

import { briefParts } from "../briefing/brief.ts";
import { lostBase } from "../git/base.ts";
import { readBaseFile } from "../git/base-file.ts";
import { baseStamp, findPlace, notedKnowledge, type Place } from "../git/place.ts";
import { type HookPolicy, keepPolicy, lastPolicy } from "../hooks/io/kept-policy.ts";
import { unfolded } from "../hooks/io/notes-file.ts";
import type { HookWork, MadeView } from "../hooks/io/programs.ts";
import { madeView, type ViewParts, viewOf, writeView } from "../hooks/io/view-file.ts";
import { viewKeys } from "../hooks/io/view-key.ts";
import { hookMessage } from "../hooks/messages.ts";
import { isFitForAll } from "../learnings/backing.ts";
import Curation from "../learnings/records/curation.ts";
import Learning from "../learnings/records/learning.ts";
import { standingOf } from "../learnings/standing.ts";
import { bylineOf } from "../learnings/text-source.ts";
import { journalOf } from "../records/authority.ts";
import { NEGATIVE_KINDS } from "../records/evidence.ts";
import Redaction from "../records/redaction.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { createLog } from "../shared/log.ts";
import { CONFIG_PATH, MAX_SETTINGS_BYTES } from "../shared/settings-file.ts";
import { orStandard } from "../skin/file.ts";
import { waitingMessages } from "../supervision/messages.ts";
import { readHistory, refreshHistory } from "./history.ts";
import { type House, openHouse, openReading, type Reading } from "./house.ts";
import { readNewSessions, refreshTalks } from "./talks.ts";
import { createWriter } from "./write.ts";

/** Each part is opened when it is first needed, and once in a process. */
export function openHookWork(place: Place): HookWork {
  const log = createLog("silent", null);
  let house: Promise<House> | null = null;
  let reading: Promise<Reading> | null = null;
  let own: Promise<House> | null = null;
  const open = (): Promise<House> => {
    house ??= openHouse({ dir: place.worktree, knowledge: notedKnowledge(place), base: null });
    return house;
  };
  /** The bounds come from the code's own repository, also where the knowledge lies in another one. */
  const openOwn = (): Promise<House> => {
    own ??=
      notedKnowledge(place) === null
        ? open()
        : openHouse({ dir: place.worktree, knowledge: null, base: null });
    return own;
  };
  const openAll = (): Promise<Reading> => {
    reading ??= open().then((opened) => openReading(opened, log));
    return reading;
  };
  return {
    makePolicy: async () => makePolicy(place, await openOwn()),
    makeView: async () => makeView(place, await openAll()),
    recordNotes: (session) => createWriter(openAll, "worker", log).recordNotes(session),
    close() {
      for (const each of new Set([house, own]))
        each?.then(
          (opened) => opened.close(),
          () => {},
        );
    },
  };
}

/** The kinds of records that take lessons out of service. */
const FIRM_KINDS = [Curation.name, Redaction.name];

/** Reads everything. Throws where journal or configuration can't be read. */
async function makeView(place: Place, house: Reading): Promise<MadeView> {
  const { code, journal, model, config, skin, isShared } = house;
  const now = Date.now();
  const kinds = [...journal.kinds.values()].flatMap(({ name, changesBrief }) => (changesBrief ? [name] : []));
  // Taken before anything is read, so that a change in between shows as one.
  const keys = viewKeys(place, { kinds, firmKinds: FIRM_KINDS });
  const { hooks } = await config();
  const state = await model.whole();
  const own = await journal.ownClones();
  const inForce = await orStandard(skin);
  const shared = await isShared();
  const all = state
    .all(Learning)
    .map((learning) => ({ learning, standing: standingOf(state, learning, now) }));
  const fit = all
    .filter(({ learning, standing }) => isFitForAll(state, learning, standing, own))
    .map(({ learning }) => learning);
  const ids = new Set(fit.map(({ id }) => id));
  const traps = fit.filter(({ kind }) => NEGATIVE_KINDS.has(kind));
  let segment: Buffer | null = null;
  const parts: ViewParts = {
    head: {
      ...keys,
      kinds,
      firmKinds: FIRM_KINDS,
      at: now,
      budget: hooks.tokens,
      tell: hooks.tell,
      history: hooks.history,
      brief: await briefParts(code, state, now, {
        own,
        skin: inForce,
        most: hooks.tokens,
        isShared: shared,
      }),
      stored: all.filter(({ standing }) => standing.withheld === null).length,
      messages: waitingMessages(state, now).map((each) => hookMessage(each, own.has(journalOf(state, each)))),
      traps: traps.map(({ id, paths }) => [id, paths]),
    },
    segment() {
      segment ??= model.engine().extract((id) => ids.has(id));
      return segment;
    },
    items: fit.map((learning) => ({
      id: learning.id,
      title: learning.title,
      kind: inForce.words.kinds[learning.kind],
      body: learning.body,
      by: bylineOf(state, learning),
      recorded: learning.at.slice(0, 10),
      session: learning.session,
    })),
  };
  return {
    view: viewOf(parts),
    async keep() {
      try {
        writeView(place, parts);
      } catch {
        // On a full or read-only disk each hook reads everything again.
      }
      if (!hooks.history) return;
      await refreshHistory(house);
      await refreshTalks(house);
    },
  };
}

/**
 * Reads what base says about the bounds, and keeps it. Where the configuration does not parse, the bounds are unknown; only
 * where it never mentions an envelope is there none.
 */
async function makePolicy(place: Place, { reader, codeBase, configAt }: House): Promise<HookPolicy> {
  // Taken before base is read, so that a change in between shows as one.
  const keys = { head: baseStamp(place, true), base: baseStamp(place, false) };
  const last = lastPolicy(place);
  const base = await codeBase().catch(unreadable);
  if (typeof base === "string") {
    const at = Date.now();
    const policy = {
      key: keys.head,
      byHead: true,
      at,
      base: "the base branch",
      envelope: null,
      problem: base,
    };
    keepPolicy(place, policy);
    return policy;
  }
  const { commit, name, unprotected, lost } = base;
  const found = await configAt(commit).then(
    ({ envelope }) => ({ envelope, problem: null }),
    async (error: unknown) => {
      if (!(error instanceof AgentOpsError) || error.code !== "CONFIG_INVALID") throw error;
      const text = await readBaseFile(reader, commit, CONFIG_PATH, MAX_SETTINGS_BYTES).catch(() => null);
      const silent = text !== null && !/envelope|\\/i.test(text.toString("utf8"));
      return { envelope: null, problem: silent ? null : error.message };
    },
  );
  // Once there was an envelope, a branch that merely stands in for the base that a person named can't say that there is
  // none.
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
}

/** The problem with the name of base, such as two branches of that name; any other error is thrown again. */
function unreadable(error: unknown): string {
  if (error instanceof AgentOpsError && error.code === "CONFIG_INVALID") return error.message;
  throw error;
}

/** Runs in a background process that a hook started for lack of time; `dir` is the top of a working tree. */
export async function makeViewHere(dir: string): Promise<void> {
  const place = findPlace(dir);
  if (!place) return;
  const work = openHookWork(place);
  try {
    await work.makePolicy();
    await (await work.makeView()).keep();
  } finally {
    madeView(place);
    work.close();
  }
}

/** Reads all of base's past commits for whoever asks next; `dir` is the top of a working tree. */
export const readHistoryHere = (dir: string): Promise<void> =>
  inHouse(dir, async (house) => void (await readHistory(house)));

/** Reads the sessions that are new on this machine, where this clone keeps their talks. */
export const readSessionsHere = (dir: string): Promise<void> => inHouse(dir, readNewSessions);

async function inHouse(dir: string, work: (house: House) => Promise<void>): Promise<void> {
  const place = findPlace(dir);
  if (!place) return;
  const house = await openHouse({ dir: place.worktree, knowledge: notedKnowledge(place), base: null });
  try {
    await work(house);
  } finally {
    house.close();
  }
}

/** Brings the notes of all sessions into the journal; `dir` is the top of a working tree. */
export async function recordAllHere(dir: string): Promise<void> {
  const place = findPlace(dir);
  if (!place) return;
  const work = openHookWork(place);
  try {
    for (const session of unfolded(place.folder)) await work.recordNotes(session);
  } finally {
    work.close();
  }
}
