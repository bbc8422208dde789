// Opens and joins, once, all that a session is made of: repository, journal, knowledge and what works through them.
import { realpathSync } from "node:fs";
import path from "node:path";
import { packetSources } from "../briefing/judge-packet-sources.ts";
import type { Launch } from "../claims/io/launch.ts";
import { type Claims, openClaims } from "../claims/io/open.ts";
import { CONFIG_PATH, type Config, DEFAULT_CONFIG, parseConfig } from "../config/config.ts";
import type { EnvelopeParts } from "../envelope/io/open.ts";
import { type Base, findBase, lostBase } from "../git/base.ts";
import { createObjectReader, type ObjectReader } from "../git/object-reader.ts";
import { findRepository, nameOf } from "../git/repository.ts";
import { createSettingsReader, type SettingsReader } from "../git/settings-at-base.ts";
import { openGoals } from "../goals/io/open.ts";
import type { GoalsPort } from "../goals/port.ts";
import { baseStamp } from "../hooks/io/view-key.ts";
import { type Jobs, openJobs } from "../jobs/io/open.ts";
import { type Journal, openJournal } from "../journal/journal.ts";
import { openDirectory } from "../learnings/io/open.ts";
import { isStoredIn } from "../learnings/io/stored-file.ts";
import type { CodePort } from "../learnings/port.ts";
import type { Role } from "../records/record.ts";
import type { Review } from "../records/state.ts";
import type { Log } from "../shared/log.ts";
import { orStandard, parseSkin, SKIN_PATH } from "../skin/file.ts";
import { type Skin, STANDARD_SKIN } from "../skin/skin.ts";
import { openRulings, type Rulings } from "../supervision/io/deliver-rulings.ts";
import { openCode } from "./code.ts";
import { type Knowledge, openKnowledge } from "./read-model.ts";

export interface SessionOptions {
  /** Where the session works; the repository is found from here upward. */
  readonly dir: string;
  /** Another repository for journal, directory and configuration, or null for the same. */
  readonly knowledge: string | null;
  readonly base: string | null;
  readonly role: Role;
  /** Tells the runtime process that hosts this session from others. */
  readonly runtimeProcess: string;
  /** The file that starts this program again. */
  readonly program: Launch["program"];
  readonly version: string;
}

export interface SessionParts {
  readonly code: CodePort;
  readonly reader: ObjectReader;
  readonly journal: Journal;
  readonly knowledge: Knowledge;
  readonly claims: Claims;
  readonly jobs: Jobs;
  readonly rulings: Rulings;
  readonly bounds: Omit<EnvelopeParts, "scope">;
  readonly goals: GoalsPort;
  /** At the base commit as it is now. Throws CONFIG_INVALID. */
  config(): Promise<Config>;
  /** The folder the session works in, from the top of the working tree; empty at the top. */
  readonly within: string;
  /** The words at the base commit that was looked at last. */
  skin(): Promise<Skin>;
}

export async function openParts(options: SessionOptions, log: Log): Promise<SessionParts> {
  const repository = await findRepository(options.dir);
  const home = options.knowledge === null ? repository : await findRepository(options.knowledge);
  const journal = openJournal(home);
  // A second git is started only where HEAD is not the journal's repository's own.
  const shared = home === repository && repository.gitDir === repository.commonDir;
  const reader = shared ? journal.reader : createObjectReader(repository.commonDir, options.dir);
  const own = home.commonDir === repository.commonDir;
  const code = openCode(repository, reader, own ? null : await nameOf(repository));
  // The first call will ask for it; meanwhile git starts. What fails here fails there again, and is told.
  code.head().catch(() => {});
  const configAt = configReader(journal.reader);
  const skinAt = createSettingsReader(journal.reader, SKIN_PATH, parseSkin, STANDARD_SKIN);
  let base: Base | null = null;
  let key: string | null = null;
  // Every call asks: a few small files tell sooner than git whether base is still where it was.
  const lookAtBase = async (): Promise<Base> => {
    const now = options.base === null ? baseStamp(home, true) : null;
    if (base !== null && base.commit !== null && now !== null && now === key) return base;
    base = await findBase(journal.reader, home, options.base);
    key = now;
    return base;
  };
  const directory = openDirectory({
    repository: home,
    reader: journal.reader,
    head: () => (home === repository ? code.head() : journal.reader.resolve("HEAD^{commit}")),
    base: async () => {
      const found = await lookAtBase();
      return { commit: found.commit, review: reviewOf(await configAt(found.commit), found) };
    },
  });
  const knowledge = openKnowledge(journal, directory, log);
  knowledge.prepare().catch(() => {});
  const config = async () => configAt((await lookAtBase()).commit);
  await config();
  const within =
    repository.worktree === null ? "" : path.relative(repository.worktree, realpathSync(options.dir));
  const codeBase = async () => (await findBase(reader, repository, own ? options.base : null)).commit;
  const skin = async () => skinAt((base ?? (await lookAtBase())).commit);
  const claims = openClaims({
    packetSources,
    code: { repository, reader, base: codeBase },
    journal,
    base: options.base,
    launch: { ...options },
    runtimeProcess: options.runtimeProcess,
    version: options.version,
    state: () => knowledge.state(),
    skin: async () => (await orStandard(skin)).words,
  });
  const jobs = openJobs({
    code: repository,
    journal,
    config,
    state: () => knowledge.state(),
    isStored: async (bytes) => isStoredIn(await knowledge.state(), bytes),
  });
  const bounds = {
    place: repository.worktree === null ? null : { ...repository, worktree: repository.worktree },
    cwd: options.dir,
    async base() {
      const found = await lookAtBase();
      if (found.lost !== null) throw lostBase(found.lost);
      const name = found.name.replace("refs/heads/", "");
      return { envelope: (await configAt(found.commit)).envelope, name };
    },
  };
  const rulings = openRulings({ known: knowledge.known, clone: journal.clone, folder: journal.folder });
  const goals = openGoals({
    repository,
    codeBase,
    reader: journal.reader,
    base: async () => (await lookAtBase()).commit,
    policy: config,
  });
  return { code, reader, journal, knowledge, claims, jobs, rulings, bounds, goals, config, within, skin };
}

/** The configuration of the base commit. Throws CONFIG_INVALID. */
export const readConfig = (reader: ObjectReader, commit: string | null): Promise<Config> =>
  configReader(reader)(commit);

const configReader = (reader: ObjectReader): SettingsReader<Config> =>
  createSettingsReader(reader, CONFIG_PATH, parseConfig, DEFAULT_CONFIG);

/** What being merged into base says about a text. */
function reviewOf({ review }: Config, { unprotected }: Base): Review | null {
  if (review === "none") return null;
  return unprotected ? "unprotected" : "reviewed";
}
