// Reads the folders of questions and learnings that retrieval is measured on.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { LearningKind } from "../../src/records/evidence.ts";

export interface Learning {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly tags: readonly string[];
  readonly symptoms?: readonly string[];
  readonly path: string;
  /** The session that recorded it, where the data tells. */
  readonly session?: string;
  /** A pattern where it is missing. */
  readonly kind?: LearningKind;
}

export interface Question {
  readonly text: string;
  /** Ids of the learnings that answer it. */
  readonly relevant: readonly string[];
}

/** A learning in the order of time; the question is asked just before it is recorded. */
export interface ReplayRow extends Learning {
  readonly repo: string;
  readonly query: string;
  readonly relevant: readonly string[];
}

/** A question in a user's own words, and what an agent that knew only these would ask in their place, a wording a line. */
export interface Paraphrase extends Question {
  readonly lang: string;
  readonly ask: string;
}

/** A bug report on the small store's lessons, some of which hold the rule that decides how it is rightly fixed. */
export interface Report {
  readonly name: string;
  readonly report: string;
}

export interface SmallLesson extends Learning {
  /** The report that it belongs to. */
  readonly task: string;
  readonly module: string;
  /** 1 for a lesson with a rule that decides. */
  readonly deciding: 0 | 1;
}

export interface RetrievalData {
  readonly learnings: readonly Learning[];
  /** The same lessons at full length; empty where the data has none. */
  readonly whole: readonly Learning[];
  /** By file name. */
  readonly questions: ReadonlyMap<string, readonly Question[]>;
  readonly replays: ReadonlyMap<string, readonly ReplayRow[]>;
  readonly paraphrases: readonly Paraphrase[];
}

/** `folder` holds solutions/docs.jsonl, solutions/queries*.jsonl, replay/*.jsonl and paraphrase/*.jsonl; any of them may be missing. */
export function readRetrievalData(folder: string): RetrievalData {
  const solutions = path.join(folder, "solutions");
  return {
    learnings: readLines<Learning>(path.join(solutions, "docs.jsonl")),
    whole: readLines<Learning>(path.join(solutions, "docs.whole.jsonl")),
    questions: readAll<Question>(solutions, (name) => name.startsWith("queries")),
    replays: readAll<ReplayRow>(path.join(folder, "replay"), () => true),
    paraphrases: [...readAll<Paraphrase>(path.join(folder, "paraphrase"), () => true).values()].flat(),
  };
}

/** Our own lessons; the reports are those of the data where it has any. */
export function readSmallStore(own: string, folder: string): { lessons: SmallLesson[]; reports: Report[] } {
  const rows = readLines<Omit<SmallLesson, "path">>(path.join(own, "small-store/lessons.jsonl"));
  const given = readLines<Report>(path.join(folder, "starts-full/tasks.dev.jsonl"));
  const reports = given.length > 0 ? given : readLines<Report>(path.join(own, "small-store/reports.jsonl"));
  return {
    lessons: rows.map((row) => ({ ...row, path: row.module, session: row.task })),
    reports: [...new Map(reports.map((each) => [each.name, each])).values()],
  };
}

function readAll<Row>(folder: string, wanted: (name: string) => boolean): Map<string, Row[]> {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const chosen = names.filter((name) => name.endsWith(".jsonl") && wanted(name)).sort();
  return new Map(chosen.map((name) => [name, readLines<Row>(path.join(folder, name))]));
}

function readLines<Row>(file: string): Row[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => line.trim() !== "").map((line) => JSON.parse(line) as Row);
}

/** 0 for the half that parameters were tuned on, 1 for the half that they were checked on. */
export function halfOf(id: string): 0 | 1 {
  let hash = 7;
  for (const character of id) hash = (hash * 31 + character.charCodeAt(0)) >>> 0;
  return (hash >>> 3) % 2 === 0 ? 0 : 1;
}
