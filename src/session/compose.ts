// Joins all that tools, resources and commands ask a session for, and opens each part when it is first needed.
import { realpathSync } from "node:fs";
import path from "node:path";
import { packetSources } from "../briefing/judge-packet-sources.ts";
import type { Launch } from "../claims/io/launch.ts";
import { type Claims, openClaims } from "../claims/io/open.ts";
import type { EnvelopeParts } from "../envelope/io/open.ts";
import { resolveWritten } from "../envelope/io/resolve-written.ts";
import { lostBase } from "../git/base.ts";
import { openGoals } from "../goals/io/open.ts";
import type { GoalsPort } from "../goals/port.ts";
import type { HistoryPort } from "../history/port.ts";
import { type Jobs, openJobs } from "../jobs/io/open.ts";
import { isStoredIn } from "../learnings/io/stored-file.ts";
import type { Role } from "../records/record.ts";
import { late } from "../shared/late.ts";
import type { Log } from "../shared/log.ts";
import { orStandard } from "../skin/file.ts";
import { openRulings, type Rulings } from "../supervision/io/deliver-rulings.ts";
import { historyOf } from "./history.ts";
import { type House, type HouseOptions, openHouse, openReading, type Reading } from "./house.ts";

export interface SessionOptions extends HouseOptions {
  readonly role: Role;
  /** Tells the runtime process that hosts this session from others. */
  readonly runtimeProcess: string;
  /** The file that starts this program again. */
  readonly program: Launch["program"];
  readonly version: string;
  /** The folder of the store, where this session is a layer of another one; missing for a session of its own. */
  readonly layerOf?: string;
  /** True where the caller does not ask again, so that it waits until all records are read. */
  readonly waits?: boolean;
}

export interface SessionParts extends Reading {
  readonly claims: Claims;
  readonly jobs: Jobs;
  readonly rulings: Rulings;
  readonly bounds: Omit<EnvelopeParts, "scope">;
  readonly goals: GoalsPort;
  readonly history: HistoryPort;
  /** The session's folder, relative to the top of the working tree; empty at the top. */
  readonly within: string;
}

/** Throws where the repository or its configuration can't be used. */
export async function openParts(options: SessionOptions, log: Log): Promise<SessionParts> {
  const house = await openHouse(options);
  try {
    return joined(options, await openReading(house, log, options.waits));
  } catch (error) {
    house.close();
    throw error;
  }
}

function joined(options: SessionOptions, reading: Reading): SessionParts {
  const { repository, reader, journal, model, config } = reading;
  const base = async () => (await reading.base()).commit;
  const codeBase = async () => (await reading.codeBase()).commit;
  let jobs: Jobs | null = null;
  return {
    ...reading,
    claims: late(() =>
      openClaims({
        packetSources: async (state, claim, paths) =>
          packetSources(state, claim, paths, { now: Date.now(), own: await journal.ownClones() }),
        code: { repository, reader, base: codeBase },
        journal,
        policy: { base: reading.base, settingsAt: reading.configAt },
        launch: { ...options },
        version: options.version,
        runtimeProcess: options.runtimeProcess,
        state: model.state,
        skin: async () => (await orStandard(reading.skin)).words,
      }),
    ),
    get jobs() {
      const isStored = async (bytes: Buffer) => isStoredIn(await model.state(), bytes);
      jobs ??= openJobs({ code: repository, journal, config, state: model.state, isStored });
      return jobs;
    },
    rulings: late(() => openRulings({ known: model.known, clone: journal.clone, folder: journal.folder })),
    goals: late(() => openGoals({ repository, codeBase, reader: journal.reader, base, policy: config })),
    history: historyOf(reading),
    bounds: boundsOf(options.dir, reading),
    within: repository.worktree === null ? "" : path.relative(repository.worktree, realpathSync(options.dir)),
    close() {
      jobs?.close();
      reading.close();
    },
  };
}

function boundsOf(dir: string, { repository, base, configAt }: House): SessionParts["bounds"] {
  const { worktree } = repository;
  return {
    place: worktree === null ? null : { ...repository, worktree },
    cwd: dir,
    resolve: resolveWritten,
    async base() {
      const found = await base();
      if (found.lost !== null) throw lostBase(found.lost);
      const name = found.name.replace("refs/heads/", "");
      return { envelope: (await configAt(found.commit)).envelope, name };
    },
  };
}
