// Answers questions as server and hooks do, on lessons in memory: thousands of questions take seconds.
import { hitsForReading } from "../../src/briefing/hits.ts";
import { packLearnings } from "../../src/briefing/pack.ts";
import { EXPECTED_ITEMS, type PackCandidate } from "../../src/briefing/reading-order.ts";
import { hitsForError, hitsForTask, MOST_FOR_ERROR, MOST_FOR_TASK } from "../../src/hooks/injection.ts";
import { siblingsOf } from "../../src/hooks/siblings.ts";
import { contradiction } from "../../src/retrieval/contradicts.ts";
import { differs } from "../../src/retrieval/differs.ts";
import { createSearchEngine } from "../../src/retrieval/engine.ts";
import { searchLog } from "../../src/retrieval/log-search.ts";
import type { SearchHit } from "../../src/retrieval/query.ts";
import { DUPLICATE_SIMILARITY } from "../../src/retrieval/similar.ts";
import { snippet } from "../../src/retrieval/snippet.ts";
import { searchWordings } from "../../src/retrieval/wordings.ts";
import { hash64 } from "../../src/shared/hash.ts";
import { fence } from "../../src/shared/text/safe-text.ts";
import { type Bm25, createBm25 } from "./bm25.ts";
import type { Learning } from "./retrieval-data.ts";

export interface Given {
  /** In full, best first. */
  readonly ids: readonly string[];
  /** Named beside them, a line each. */
  readonly named: readonly string[];
}

export interface Store {
  add(learning: Learning, links?: readonly string[]): void;
  /** What retrieve_context gives. */
  ask(task: string, budget?: number): Given;
  /** What the hook gives before a prompt. */
  prompt(text: string): Given;
  /** What the hook gives after a failed command. */
  failure(output: string): Given;
  /** Plain BM25, and that with title and tags counted twice. */
  readonly baselines: readonly [plain: Bm25, weighted: Bm25];
  size(): number;
}

export const BUDGET = 1500;

const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** An id as the journal's: it sorts as it was stored, ends by chance, and costs as many tokens. */
function idAt(index: number): string {
  const hash = hash64(String(index));
  const end = Array.from({ length: 16 }, (_, at) => LETTERS[Number((hash >> BigInt(at * 3)) & 31n)]);
  return `01KBCZ${String(index).padStart(4, "0")}${end.join("")}`;
}

export function createStore(learnings: readonly Learning[] = []): Store {
  const engine = createSearchEngine();
  const stored: Learning[] = [];
  const ids = new Map<string, string>();
  const places = new Map<string, Learning>();
  const asked = new Map<string, Given>();
  const baselines = [createBm25(), createBm25()] as const;
  const byId = (id: string): Learning | undefined => places.get(id);
  const own = (found: readonly { readonly id: string }[]): string[] =>
    found.map(({ id }) => byId(id)?.id ?? "");
  const saysTheSame = (id: string, otherId: string): boolean => {
    const texts = [id, otherId].map((each) => ({
      title: byId(each)?.title ?? "",
      body: byId(each)?.text ?? "",
      tags: byId(each)?.tags ?? [],
    }));
    const [one, other] = texts;
    return (
      one !== undefined && other !== undefined && !differs(one, other) && contradiction(one, other) === null
    );
  };
  const candidate = (hit: SearchHit): PackCandidate => ({
    ...hit,
    title: byId(hit.id)?.title ?? "",
    kind: byId(hit.id)?.kind ?? "pattern",
    body: byId(hit.id)?.text ?? "",
    strength: 2 / 3,
    assurance: "claimed",
    stage: "observation",
    shownTo: 0,
    proven: false,
    disputed: false,
  });
  const store: Store = {
    baselines,
    size: () => stored.length,
    add(learning, links = []) {
      const { title, text, tags, symptoms, path } = learning;
      const id = idAt(stored.length);
      ids.set(learning.id, id);
      places.set(id, learning);
      stored.push(learning);
      asked.clear();
      engine.add([
        {
          id,
          title,
          body: text,
          tags,
          symptoms,
          paths: path ? [path] : [],
          links: links.flatMap((each) => ids.get(each) ?? []),
        },
      ]);
      baselines[0].add(learning.id, `${title} ${text}`);
      baselines[1].add(learning.id, `${title} ${text} ${title} ${tags.join(" ")} ${tags.join(" ")}`);
    },
    ask(task, budget = BUDGET) {
      const known = asked.get(`${budget} ${task}`);
      if (known) return known;
      const hits = hitsForReading(engine.search, { task: task.slice(0, 4000), paths: [] }, engine.linkedWith);
      const near = hits.slice(0, EXPECTED_ITEMS).map(({ id }) => id);
      const alike = engine.alike(near, DUPLICATE_SIMILARITY);
      const twinsOf = (id: string): string[] =>
        (alike.get(id) ?? []).filter((other) => saysTheSame(id, other));
      const pack = packLearnings(
        hits.map((hit) => ({ ...candidate(hit), twins: twinsOf(hit.id) })),
        {
          budget,
          snippet: (each, most) => snippet(each.body, task, most),
          fence: (_, text) => fence(text, { what: "learning", by: "claude code", recorded: "2026-01-01" }),
        },
      );
      const given = { ids: own(pack.items), named: own(pack.dropped) };
      asked.set(`${budget} ${task}`, given);
      return given;
    },
    prompt(text) {
      const hits = hitsForTask(
        searchWordings(engine.search, { task: text, paths: [], limit: MOST_FOR_TASK }),
      );
      const item = (id: string) => {
        const { title = "", session } = byId(id) ?? {};
        return { id, title, ...(session === undefined ? {} : { session }) };
      };
      const given = hits.map(({ id }) => item(id));
      return { ids: own(hits), named: own(siblingsOf(given, engine.search, item)) };
    },
    failure(output) {
      const found = searchLog(engine.search, { task: output, paths: [], limit: MOST_FOR_ERROR });
      const hits = hitsForError(found.hits);
      return { ids: own(hits), named: [] };
    },
  };
  for (const learning of learnings) store.add(learning);
  return store;
}
