// Several clones of one repository on one bare remote, each with an open journal, for tests of what travels between them.

import { renameSync } from "node:fs";
import { findRemote } from "../../src/git/remote.ts";
import { findRepository } from "../../src/git/repository.ts";
import type { Journal } from "../../src/journal/journal.ts";
import { type SyncOptions, type SyncReport, syncJournal } from "../../src/journal/sync.ts";
import type { State } from "../../src/records/state.ts";
import { openReadModel } from "../../src/session/read-model.ts";
import { createLog } from "../../src/shared/log.ts";
import { draft, WRITER } from "../support/journal.ts";
import { openJournal } from "../support/kinds.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

export interface Clone {
  readonly repository: TestRepository;
  readonly journal: Journal;
  readonly ref: string;
  save(title: string, body?: string): Promise<string>;
  sync(options?: Partial<SyncOptions>): Promise<SyncReport>;
  state(): Promise<State>;
}

export interface Clones {
  readonly remote: TestRepository;
  readonly clones: readonly Clone[];
  /** Makes the remote unreachable, or reachable again. */
  setDown(down: boolean): void;
  remove(): void;
}

const log = createLog("silent", null);

export async function createClones(count: number): Promise<Clones> {
  const remote = createRepository({ bare: true });
  const clones = await Promise.all(Array.from({ length: count }, () => createClone(remote.dir)));
  let isDown = false;
  function setDown(down: boolean): void {
    if (down === isDown) return;
    isDown = down;
    if (down) renameSync(remote.dir, `${remote.dir}-away`);
    else renameSync(`${remote.dir}-away`, remote.dir);
  }
  return {
    remote,
    clones,
    setDown,
    remove() {
      setDown(false);
      for (const { journal, repository } of clones) {
        journal.close();
        repository.remove();
      }
      remote.remove();
    },
  };
}

async function createClone(url: string): Promise<Clone> {
  const repository = createRepository();
  repository.git("remote", "add", "origin", url);
  const journal = openJournal(await findRepository(repository.dir));
  const { clone } = await journal.writer();
  return {
    repository,
    journal,
    ref: `refs/agentops/clones/${clone}`,
    async save(title, body) {
      const [stored] = await journal.append([draft({ title, ...(body ? { body } : {}) })], WRITER, null);
      return stored?.record.id ?? "";
    },
    sync: async (options) =>
      syncJournal(journal, await findRemote(repository.dir, "origin"), {
        fetch: true,
        push: true,
        compact: false,
        limitMs: 20_000,
        agree: async () => true,
        ...options,
      }),
    state: () => openReadModel(journal, null, log).state(),
  };
}

/** The two that most tests need. */
export function pair({ clones }: Clones): [Clone, Clone] {
  const [first, second] = clones;
  if (!first || !second) throw new Error("made with fewer than two clones");
  return [first, second];
}
