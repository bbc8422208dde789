// Opens what reading takes: the repositories of a session, the configuration on base, and the records.

import path from "node:path";
import { type Config, DEFAULT_CONFIG, parseConfig } from "../config/config.ts";
import { type Base, createBaseFinder, createSettingsReader, type SettingsReader } from "../git/base.ts";
import { createObjectReader, type ObjectReader } from "../git/object-reader.ts";
import { findRepository, nameOf, type Repository } from "../git/repository.ts";
import { type Journal, openJournal } from "../journal/journal.ts";
import { openKeptLabels } from "../learnings/io/kept-labels.ts";
import { openDirectory } from "../learnings/io/open.ts";
import { keepLabelsIn } from "../learnings/labels.ts";
import type { CodePort } from "../learnings/port.ts";
import type { Review } from "../learnings/text-source.ts";
import type { State } from "../records/state.ts";
import type { Log } from "../shared/log.ts";
import { CONFIG_PATH } from "../shared/settings-file.ts";
import { parseSkin, SKIN_PATH } from "../skin/file.ts";
import { type Skin, STANDARD_SKIN } from "../skin/skin.ts";
import { openCode } from "./code.ts";
import { KINDS } from "./kinds.ts";
import { openReadModel, type ReadModel } from "./read-model.ts";
import { readOn } from "./read-on.ts";

export interface HouseOptions {
  /** Where the session works; the repository is found from here upward. */
  readonly dir: string;
  /** Another repository for journal, directory and configuration, or null for the same. */
  readonly knowledge: string | null;
  /** A name for base; null to find it. */
  readonly base: string | null;
}

/** The repositories of a session and what base says, which is all that many commands need. */
export interface House {
  /** Where the session works. */
  readonly dir: string;
  /** The code's repository; `journal` may lie in another. */
  readonly repository: Repository;
  /** Reads the code's objects; HEAD is that of this working tree. */
  readonly reader: ObjectReader;
  readonly journal: Journal;
  /** Where hooks keep their files: in the code's git folder, wherever the journal is. */
  readonly hooksFolder: string;
  /** Base of the journal's repository now. Throws CONFIG_INVALID where the launch option names no commit. */
  base(): Promise<Base>;
  /** The same for the code's repository. */
  codeBase(): Promise<Base>;
  /** The configuration at a commit of the journal's repository. Throws CONFIG_INVALID. */
  readonly configAt: SettingsReader<Config>;
  /** At the base commit as it is now. Throws CONFIG_INVALID. */
  config(): Promise<Config>;
  close(): void;
}

export interface Reading extends House {
  readonly code: CodePort;
  readonly model: ReadModel;
  /** The words at the base commit. Throws CONFIG_INVALID. */
  skin(): Promise<Skin>;
  /** True where other clones' records could be fetched. Throws CONFIG_INVALID. */
  isShared(): Promise<boolean>;
}

/** Starts no process and reads no journal. Throws NOT_A_REPOSITORY and the like. */
export async function openHouse({ dir, knowledge, base: option }: HouseOptions): Promise<House> {
  const repository = await findRepository(dir);
  const home = knowledge === null ? repository : await findRepository(knowledge);
  const journal = openJournal(home, KINDS);
  keepLabelsIn(openKeptLabels(journal.folder));
  // A second git is started only where the session's HEAD is not that of the journal's repository.
  const isShared = home === repository && repository.gitDir === repository.commonDir;
  const reader = isShared ? journal.reader : createObjectReader(repository.commonDir, dir);
  // The journal's reader sees the HEAD of the main working tree.
  const base = createBaseFinder(journal.reader, { ...home, gitDir: home.commonDir }, option);
  const codeOption = home.commonDir === repository.commonDir ? option : null;
  const codeBase = isShared ? base : createBaseFinder(reader, repository, codeOption);
  const configAt = createSettingsReader(journal.reader, CONFIG_PATH, parseConfig, DEFAULT_CONFIG);
  return {
    dir,
    repository,
    reader,
    journal,
    hooksFolder: path.join(repository.commonDir, "agentops"),
    base,
    codeBase,
    configAt,
    config: async () => configAt((await base()).commit),
    close() {
      reader.close();
      journal.close();
    },
  };
}

/**
 * With `waits` all records are read however long that takes, instead of STILL_READING. Throws CONFIG_INVALID where the
 * configuration can't be read.
 */
export async function openReading(house: House, log: Log, waits = false): Promise<Reading> {
  const { repository, reader, journal, base } = house;
  const isOwn = journal.repository.commonDir === repository.commonDir;
  const code = openCode(repository, reader, isOwn ? null : await nameOf(repository), house.dir);
  // Starts git while the first call is still to come. An error here comes again in that call, which reports it.
  code.head().catch(() => {});
  const model = openReadModel(journal, openLearnings(house, code), log, {
    readOn: () => readOn(journal),
    ...(waits ? { patienceMs: Number.POSITIVE_INFINITY } : {}),
  });
  model.prepare().catch(() => {});
  await house.config();
  const skinAt = createSettingsReader(journal.reader, SKIN_PATH, parseSkin, STANDARD_SKIN);
  return {
    ...house,
    code,
    model,
    skin: async () => skinAt((await base()).commit),
    isShared: async () => journal.repository.hasRemote && (await house.config()).sync !== "off",
  };
}

/** What the journal alone says, without people's texts, as far as it can be read within seconds. */
export async function readJournal(repository: Repository, log: Log): Promise<State> {
  const journal = openJournal(repository, KINDS);
  try {
    return await openReadModel(journal, null, log, { readOn: () => readOn(journal) }).soon();
  } finally {
    journal.close();
  }
}

function openLearnings({ repository, journal, base, configAt }: House, code: CodePort) {
  const home = journal.repository;
  return openDirectory({
    repository: home,
    reader: journal.reader,
    head: () => (home === repository ? code.head() : journal.reader.resolve("HEAD^{commit}")),
    async base() {
      const found = await base();
      const { commit, unprotected } = found;
      return { commit, review: reviewOf(await configAt(commit), found), unprotected };
    },
  });
}

/** The assurance of a text that was merged into base; null where merges are not reviewed. */
function reviewOf({ review }: Config, { unprotected }: Base): Review | null {
  if (review === "none") return null;
  return unprotected ? "unprotected" : "reviewed";
}
