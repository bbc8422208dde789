// A history of work made up from a seed: sessions that ask, cite, claim, fail, escalate and finish jobs, at any length.

import { execFileSync } from "node:child_process";
import { encodeTime } from "ulid";
import Judgment from "../../src/claims/records/judgment.ts";
import Verdict from "../../src/claims/records/verdict.ts";
import { frame } from "../../src/git/objects.ts";
import { findRepository } from "../../src/git/repository.ts";
import type { StoredRecord } from "../../src/records/origin.ts";
import type { JournalRecord, Provenance } from "../../src/records/record.ts";
import { encodeRecord, openJournal, recordPath } from "../support/kinds.ts";
import { learning } from "../support/records.ts";
import type { TestRepository } from "../support/repository.ts";
import {
  claim,
  escalation,
  event,
  failing,
  finished,
  handoff,
  job,
  judgment,
  measurement,
  retrieval,
  ruling,
  started,
  verdict,
} from "../support/work-records.ts";
import { createGenerator, GENERATED_FILES, randomFrom } from "./generated.ts";

const DAY = 86_400_000;
const DAYS = 120;
/** About as many records as one round of `rounds` makes. */
const PER_SESSION = 40;

interface Maker {
  /** Signs what it is given as the next record. */
  add<R extends JournalRecord>(record: R, by: Partial<Provenance>): R;
  readonly records: JournalRecord[];
}

/** At least `count` records of 120 days that end at `until`, in the order of their ids. */
export function workHistory(count: number, until: number, clone: string): JournalRecord[] {
  const sessions = Math.max(1, Math.round(count / PER_SESSION));
  const random = randomFrom(count);
  const texts = createGenerator(count);
  const lessons: string[] = [];
  let at = until - DAYS * DAY;
  let made = 0;
  const maker: Maker = {
    records: [],
    add(record, by) {
      at += (DAYS * DAY) / (count * 1.3);
      made += 1;
      const id = `${encodeTime(Math.floor(at), 10)}${String(made).padStart(16, "0")}`;
      const signed = { ...record, id, at: new Date(at).toISOString(), clone, ...by };
      maker.records.push(signed);
      return signed;
    },
  };
  for (let number = 0; maker.records.length < count; number += 1)
    session(maker, `session-${number}`, { random, texts, lessons, progress: number / sessions });
  return maker.records;
}

interface World {
  readonly random: () => number;
  readonly texts: ReturnType<typeof createGenerator>;
  readonly lessons: string[];
  /** 0 to 1: work goes better towards the end. */
  readonly progress: number;
}

interface Turn extends World {
  readonly add: Maker["add"];
  readonly worker: { session: string; runtime: string };
  readonly under: { id: string; token: number };
}

const boss = { session: "boss", runtime: "bench", role: "supervisor" as const };

function session({ add }: Maker, name: string, world: World): void {
  const { random, progress } = world;
  const worker = { session: name, runtime: "bench" };
  const under = { id: add(job(0, 0), boss).id, token: 1 };
  const turn = { ...world, add, worker, under };
  const happens = (what: Parameters<typeof event>[3]) =>
    add({ ...event(0, 0, { job: 0 }, what), job: under.id }, worker);
  happens(started());
  reads(turn);
  learns(turn);
  if (random() < 0.3) happens(failing(random() < 0.5 ? "regex" : "cache"));
  claims(turn);
  if (random() < 0.12) {
    const asked = add({ ...escalation(0, 0, 0), job: under }, worker);
    add({ ...ruling(0, 0, []), escalations: [asked.id] }, boss);
  }
  const error = random() < 0.5 ? "1" : "2";
  if (random() < 0.4) add(handoff(0, 0, name, { files: ["src/a.ts"], failures: [{ error }] }), worker);
  happens(finished());
  if (random() > 0.25) return;
  const value = Math.round(900 - 300 * progress + 80 * random());
  add(measurement(0, 0, value, { target: 650, unit: "kB", goal: "bundle-size" }), boss);
}

function reads({ add, worker, lessons, random, progress }: Turn): void {
  for (let asked = 0; asked < 12; asked += 1) {
    const served = Array.from({ length: 4 }, () => lessons[Math.floor(random() ** 2 * lessons.length)] ?? "");
    const known = [...new Set(served)].filter((id) => id !== "");
    const { retrievals, ...asking } = add(retrieval(0, 0, worker.session, []), worker);
    for (const each of retrievals) Object.assign(each, { served: known, at: asking.at });
    const [first] = known;
    if (first !== undefined && random() < 0.3 + 0.3 * progress)
      add(citing(first, random() < 0.85 ? "applied" : "stale"), worker);
  }
}

function learns({ add, worker, lessons, texts }: Turn): void {
  for (let learned = 0; learned < 7; learned += 1)
    lessons.push(add({ ...learning(0), ...texts.learning() }, worker).id);
}

function claims({ add, worker, under, random, progress }: Turn): void {
  const needed = random() < 0.5 + 0.4 * progress ? 1 : 2;
  for (let attempt = 1; attempt <= needed; attempt += 1) {
    const path = GENERATED_FILES[Math.floor(random() * GENERATED_FILES.length)] ?? "";
    const made = add({ ...claim(0, 0, { paths: [path] }), job: under }, worker);
    judge(add(verdict(0, 0, 0, attempt < needed ? "FAILED" : "PASSED"), runner), made);
    if (random() > 0.1) continue;
    const decision = random() < 0.8 ? "pass" : "refuse";
    judge(add(judgment(0, 0, 0, { decision }), { ...runner, session: "judge" }), made);
  }
}

const runner = { session: "runner", runtime: "bench", role: "judge" as const };

function citing(id: string, outcome: "applied" | "stale") {
  const word = { id, outcome, note: null, evidence: [] };
  const { retrievals: _, ...base } = retrieval(0, 0, "", []);
  return { ...base, record: "citation" as const, citations: [word] };
}

/** Points a verdict or judgement at a claim, by its id and the object that holds it. */
function judge(record: JournalRecord, claimed: JournalRecord): void {
  const gitBlob = blobOf(claimed);
  if (Judgment.is(record)) Object.assign(record, { claim: claimed.id, claimDigest: { gitBlob } });
  if (!Verdict.is(record)) return;
  Object.assign(record, { claim: claimed.id });
  record.statement.predicate.inputAttestations[0].digest.gitBlob = gitBlob;
}

export const blobOf = (record: JournalRecord): string =>
  frame("sha1", "blob", Buffer.from(encodeRecord(record))).id;

/** As the journal would hand them over. */
export const storedHistory = (records: readonly JournalRecord[]): StoredRecord[] =>
  records.map((record) => ({ record, own: true, blob: blobOf(record) }));

/** Puts the records into the journal of this clone in one commit, as if they had been written there one by one. */
export async function fillJournal(
  { dir }: TestRepository,
  make: (clone: string) => readonly JournalRecord[],
): Promise<number> {
  const journal = openJournal(await findRepository(dir));
  const { clone } = await journal.writer();
  journal.close();
  const records = make(clone);
  const files = records.map((record) => {
    const bytes = Buffer.from(encodeRecord(record));
    return Buffer.concat([
      Buffer.from(`M 100644 inline ${recordPath(record)}\ndata ${bytes.length}\n`),
      bytes,
      Buffer.from("\n"),
    ]);
  });
  const head = `commit refs/agentops/clones/${clone}\ncommitter Test <test@localhost> 1700000000 +0000\ndata 7\nhistory\n`;
  execFileSync("git", ["fast-import", "--quiet"], {
    cwd: dir,
    input: Buffer.concat([Buffer.from(head), ...files]),
  });
  return records.length;
}
