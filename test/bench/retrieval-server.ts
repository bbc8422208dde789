// A real server over stdio on a real repository, filled through the journal: a benchmark must not lose texts to the gate.

import { findRepository } from "../../src/git/repository.ts";
import { LIMITS } from "../../src/records/evidence.ts";
import { startClient } from "../support/client.ts";
import { openJournal } from "../support/kinds.ts";
import { createRepository } from "../support/repository.ts";
import type { Learning } from "./retrieval-data.ts";

export interface Answer {
  /** The data's own ids, in the order of the pack. */
  readonly ids: readonly string[];
  readonly tokens: number;
}

export interface RetrievalServer {
  /** Stores learnings, each with the ids of stored ones that it cites. */
  record(learnings: readonly Learning[], cites: (learning: Learning) => readonly string[]): Promise<void>;
  ask(task: string, budget: number): Promise<Answer>;
  close(): Promise<void>;
}

const LONGEST_TASK = 4000;

export async function openServer(): Promise<RetrievalServer> {
  const repository = createRepository();
  const journal = openJournal(await findRepository(repository.dir));
  const client = await startClient(repository.dir, { session: "reader" });
  const stored = new Map<string, string>();
  const known = new Map<string, string>();
  return {
    async record(learnings, cites) {
      const drafts = learnings.map((learning) => draftOf(learning, cites(learning), stored));
      const by = { session: "writer", runtime: "bench", role: "worker" } as const;
      const records = await journal.append(drafts, by, null);
      records.forEach(({ record }, index) => {
        const own = learnings[index]?.id ?? "";
        stored.set(own, record.id);
        known.set(record.id, own);
      });
    },
    async ask(task, budget) {
      const answer = await client.call("retrieve_context", {
        task: task.slice(0, LONGEST_TASK),
        budget_tokens: budget,
      });
      if (answer.isError) throw new Error(`retrieve_context refused ${JSON.stringify(task)}: ${answer.text}`);
      const { items, tokens } = answer.facts as { items: { id: string }[]; tokens: number };
      return { ids: items.map(({ id }) => known.get(id) ?? id), tokens };
    },
    async close() {
      await client.close();
      journal.close();
      repository.remove();
    },
  };
}

function draftOf(learning: Learning, cites: readonly string[], stored: ReadonlyMap<string, string>) {
  const refs = cites.flatMap((id) => stored.get(id) ?? []).slice(0, LIMITS.evidence);
  return {
    record: "learning" as const,
    title: learning.title.slice(0, LIMITS.title),
    body: learning.text.slice(0, LIMITS.body),
    kind: "pattern" as const,
    paths: [learning.path.slice(-LIMITS.path)],
    tags: learning.tags.slice(0, LIMITS.tags).map((tag) => tag.slice(0, LIMITS.tag)),
    evidence: refs.map((ref) => ({ type: "record" as const, ref })),
    confidence: null,
    supersedes: null,
    distinct_because: null,
    labels: [],
    seen: {},
  };
}
