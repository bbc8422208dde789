// Turns a tracker's issues, as `gh` prints them, into entries of a job file, and jobs into what to do with their issues.
import * as z from "zod";
import { AgentOpsError } from "../shared/errors.ts";
import { safeLine, sanitise } from "../shared/text/safe-text.ts";
import type { JobEntry } from "./file.ts";
import { JOB_LIMITS } from "./limits.ts";

/** As `gh issue list --json number,title,body,state,labels` prints them; other fields are ignored. */
export const Issues = z
  .array(
    z.object({
      number: z.int().min(1),
      title: z.string(),
      body: z.string().nullish(),
      state: z.string().nullish(),
      labels: z.array(z.object({ name: z.string() })).nullish(),
    }),
  )
  .max(1000);
export type Issue = z.output<typeof Issues>[number];

/** Throws INVALID_ARGUMENT. */
export function parseIssues(text: string): Issue[] {
  const parsed = Issues.safeParse(orNull(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new AgentOpsError(
    "INVALID_ARGUMENT",
    `That is no list of issues: ${issue?.path.join(".") || "it"}: ${issue?.message ?? "does not parse"}.`,
    "Pipe in what gh issue list --json number,title,body,state,labels prints.",
  );
}

function orNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Ends the title of a job that was made from an issue. */
const numbered = (number: number): string => ` (#${number})`;
const numberIn = (title: string): number | null => {
  const found = /\(#(\d+)\)$/.exec(title)?.[1];
  return found === undefined ? null : Number(found);
};

const MARK = /<!-- agentops job (j-[0-9a-z]{8}) -->/;
const CRITERION = /^[ \t]*[-*] \[[ xX]\] (.+)$/gm;
const KEY = /^(write|read|after|risk):[ \t]*(\S.*)$/gim;
const RISKS = ["low", "medium", "high"] as const;

/** Open issues that are no job yet, by number. `titles` are those of stored jobs. */
export function entriesOf(
  issues: readonly Issue[],
  titles: ReadonlyMap<string, string>,
): (Partial<JobEntry> & Pick<JobEntry, "title">)[] {
  const known = new Map([...titles].flatMap(([id, title]) => pair(numberIn(title), id)));
  const fresh = issues
    .filter(({ number, state, body }) => isOpen(state) && !known.has(number) && !MARK.test(body ?? ""))
    .toSorted((a, b) => a.number - b.number);
  const numbers = new Set(fresh.map(({ number }) => number));
  return fresh.map(({ number, title, body, labels }) => {
    const said = keysIn(body ?? "");
    const after = list(said.get("after"))
      .map((each) => Number(each.replace("#", "")))
      .flatMap((other) => (numbers.has(other) ? [keyOf(other)] : (known.get(other) ?? [])));
    const acceptance = [...plain(body ?? "").matchAll(CRITERION)].map(([, text = ""]) =>
      text.trim().slice(0, JOB_LIMITS.criterion),
    );
    const risk = RISKS.find((each) => [said.get("risk"), labels?.find(isRisk)?.name.slice(5)].includes(each));
    const end = numbered(number);
    return {
      key: keyOf(number),
      title: `${safeLine(title)
        .slice(0, JOB_LIMITS.title - end.length)
        .trimEnd()}${end}`,
      write: list(said.get("write")),
      read: list(said.get("read")),
      acceptance: acceptance.slice(0, JOB_LIMITS.acceptance),
      after,
      ...(risk === undefined ? {} : { risk }),
    };
  });
}

const pair = (number: number | null, id: string): [number, string][] =>
  number === null ? [] : [[number, id]];
const isOpen = (state: string | null | undefined): boolean => !state || state.toUpperCase() === "OPEN";
const isRisk = ({ name }: { readonly name: string }): boolean => name.startsWith("risk:");
const keyOf = (number: number): string => `issue-${number}`;
const plain = (text: string): string => sanitise(text).replaceAll("\r\n", "\n");
const keysIn = (body: string): ReadonlyMap<string, string> =>
  new Map(
    [...plain(body).matchAll(KEY)].map(([, key = "", value = ""]) => [key.toLowerCase(), value.trim()]),
  );
const list = (value: string | undefined): string[] =>
  (value ?? "").split(",").flatMap((each) => each.replaceAll("`", "").trim() || []);

/** A job as its issue would describe it, and what is left to do there. */
export interface IssueOfJob {
  readonly job: string;
  /** Null where no issue is known for it. */
  readonly number: number | null;
  readonly title: string;
  readonly body: string;
  readonly state: "OPEN" | "CLOSED";
  readonly todo: "create" | "close" | "reopen" | "none";
}

export interface IssuedJob {
  readonly id: string;
  readonly title: string;
  readonly isDone: boolean;
  /** Its state in words. */
  readonly stands: string;
  readonly acceptance: readonly string[];
  readonly write: readonly string[];
}

/** `issues` are all known ones of the tracker, open and closed; empty where they were not given. */
export function issuesOf(jobs: readonly IssuedJob[], issues: readonly Issue[]): IssueOfJob[] {
  // Anybody can write such a mark into an issue, so the oldest issue with it counts, unless a title names the number.
  const oldestLast = issues.toSorted((a, b) => b.number - a.number);
  const byJob = new Map(oldestLast.map((issue) => [MARK.exec(issue.body ?? "")?.[1], issue]));
  const byNumber = new Map(issues.map((issue) => [issue.number, issue]));
  return jobs.map(({ id, title, isDone, stands, acceptance, write }) => {
    const named = numberIn(title);
    const issue = named === null ? byJob.get(id) : byNumber.get(named);
    const number = issue?.number ?? named;
    const state = isDone ? "CLOSED" : "OPEN";
    const is = issue?.state?.toUpperCase() ?? null;
    const todo = todoFor(state, { number, is });
    const body = [
      ...acceptance.map((each) => `- [${isDone ? "x" : " "}] ${safeLine(each)}`),
      ...(write.length > 0 ? [`write: ${write.join(", ")}`] : []),
      `stands: ${safeLine(stands)}`,
      `<!-- agentops job ${id} -->`,
    ].join("\n");
    return { job: id, number, title: safeLine(title), body, state, todo };
  });
}

/** `is`: the state of the issue in the tracker; null where it is unknown. */
function todoFor(
  state: IssueOfJob["state"],
  { number, is }: { readonly number: number | null; readonly is: string | null },
): IssueOfJob["todo"] {
  if (number === null) return state === "OPEN" ? "create" : "none";
  if (is === null || is === state) return "none";
  return state === "CLOSED" ? "close" : "reopen";
}
