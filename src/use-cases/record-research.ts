// Stores what a session found out before building, once each source exists at the commit it builds on.

import type { WriteContext } from "../api/context.ts";
import { findRecord } from "../jobs/find-record.ts";
import { leaseInUse, refuseLate } from "../jobs/held-job.ts";
import { objectionToResearch } from "../jobs/standing.ts";
import { namedPath } from "../learnings/admission.ts";
import Research, { type Finding, RESEARCH_LIMITS } from "../research/records/research.ts";
import { type CitedSource, codeRef, gapsInResearch, isPlace, parseSource } from "../research/sources.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { relativise } from "../shared/text/relative-paths.ts";
import { checkText } from "../shared/text/storable-text.ts";

/** Characters that a record may hold of each part. */
const { entry, statement, source, reason } = RESEARCH_LIMITS;

export interface ResearchArguments {
  readonly questions: readonly string[];
  readonly scope_in: readonly string[];
  readonly scope_out: readonly string[];
  readonly done_when: readonly string[];
  /** `source` is a path with or without a line, a URL or a record's id. */
  readonly findings: readonly { readonly statement: string; readonly source: string }[];
  readonly negative_findings: readonly string[];
  readonly risks: readonly string[];
  readonly exempt_because?: string | undefined;
}

/** Throws RESEARCH_REFUSED with all gaps and unknown sources, JOB_REFUSED where the job is another's by now. */
export async function recordResearch(context: WriteContext, args: ResearchArguments) {
  const gaps = gapsInResearch(args);
  if (gaps.length > 0) throw refusal(gaps);
  checkText(args, "research");
  const lease = await leaseInUse(context);
  const base = await context.claims.startOf(lease?.branch ?? null);
  const { findings, seen } = await resolved(context, base, args.findings);
  const relative = (texts: readonly string[]) => texts.map((text) => short(context, text, entry));
  const places = (entries: readonly string[]) =>
    relative(entries.map((each) => (isPlace(each) ? namedPath(each, context.code) : each)));
  const { exempt_because: exemption } = args;
  const [stored] = await context.append([
    Research.draft({
      job: lease && { id: lease.id, token: lease.token },
      questions: relative(args.questions),
      scope_in: places(args.scope_in),
      scope_out: places(args.scope_out),
      done_when: relative(args.done_when),
      findings,
      negative_findings: relative(args.negative_findings),
      risks: relative(args.risks),
      base: base && context.code.cite(base),
      seen,
      exemption: exemption === undefined ? null : short(context, exemption, reason),
    }),
  ]);
  if (!Research.is(stored?.record)) throw new Error("the journal stored no research");
  await refuseOvertaken(context, stored.record);
  return { id: stored.record.id, base, notes: await notesOn(context, exemption !== undefined) };
}

const short = ({ code }: WriteContext, text: string, most: number): string =>
  relativise(text, code.root, code.home).slice(0, most);

/** A file is cited as the repository names it, wherever its path was written from. */
function citedAs(context: WriteContext, written: string): CitedSource {
  const { code } = context;
  const cited = parseSource(short(context, written, source));
  if (cited.type !== "code" && !/^file:/i.test(written)) return cited;
  return parseSource((namedPath(written, code) + code.named(written).line).slice(0, source));
}

/** Findings as they are stored, with the object id of each cited file. Throws with all unknown sources. */
async function resolved(
  context: WriteContext,
  base: string | null,
  given: readonly { readonly statement: string; readonly source: string }[],
): Promise<{ findings: Finding[]; seen: Record<string, string> }> {
  const looked = await Promise.all(
    given.map(async (each) => {
      const cited = citedAs(context, each.source);
      const found = await lookUp(context, base, cited);
      return { text: short(context, each.statement, statement), ...found };
    }),
  );
  const problems = looked.flatMap(({ problem }, at) =>
    problem === null ? [] : [`findings.${at}.source: ${problem}`],
  );
  if (problems.length > 0) throw refusal(problems);
  return {
    findings: looked.map(({ text, source }) => ({ statement: text, source })),
    seen: Object.fromEntries(looked.flatMap(({ file }) => (file === null ? [] : [file]))),
  };
}

interface LookedUp {
  readonly source: Finding["source"];
  readonly file: readonly [path: string, blob: string] | null;
  /** Why it can't be found; null when it can. */
  readonly problem: string | null;
}

async function lookUp(context: WriteContext, base: string | null, cited: CitedSource): Promise<LookedUp> {
  const ref = cited.type === "code" ? codeRef(cited) : cited.ref;
  const answer = { source: { type: cited.type, ref }, file: null };
  if (cited.type === "code") return { ...answer, ...(await codeAt(context, base, cited)) };
  const state = await context.state();
  if (cited.type === "url")
    return { ...answer, problem: await context.code.problem({ type: "url", ref }, state) };
  try {
    return { ...answer, source: { type: "record", ref: findRecord(state, ref).id }, problem: null };
  } catch (error) {
    if (!(error instanceof AgentOpsError)) throw error;
    return { ...answer, problem: `${error.message} ${error.fix}`.replace(/\.$/, "") };
  }
}

async function codeAt(
  { claims }: WriteContext,
  base: string | null,
  { path, from, to }: Extract<CitedSource, { type: "code" }>,
): Promise<Pick<LookedUp, "file" | "problem">> {
  if (base === null) return { file: null, problem: "there is no commit yet, so no code to cite" };
  const found = await claims.fileAt(base, path);
  const at = base.slice(0, 12);
  const refuse = (problem: string) => ({ file: null, problem });
  if (!found) return refuse(`there is no file ${path} at ${at}, where the work began`);
  if (found.isLink) return refuse(`${path} is a symbolic link at ${at}; cite the file that it points to`);
  const first = from ?? 1;
  const last = to ?? from ?? 1;
  if (from !== null && found.lines === null)
    return refuse(`${path} is no text at ${at}, so it has no line ${first}; cite it without one`);
  if (from !== null && (first < 1 || last < first || last > (found.lines ?? 0)))
    return refuse(
      `${path} has ${found.lines} lines at ${at}, none of them ${first === last ? first : `${first} to ${last}`}`,
    );
  return { file: [path, found.id], problem: null };
}

/**
 * Read again, as a session that was stopped before the last step may have lost its job, and then its record does not count.
 */
async function refuseOvertaken(
  { session, jobs, state }: WriteContext,
  record: Parameters<typeof objectionToResearch>[1],
): Promise<void> {
  const now = await state();
  if (objectionToResearch(now, record) !== null)
    refuseLate(now, { session: session.session, clone: await jobs.clone() });
}

async function notesOn({ jobs }: WriteContext, exempt: boolean): Promise<string[]> {
  if (!exempt) return [];
  const { research } = await jobs.settings();
  if (research?.exemptions === "refuse")
    return ["base accepts no exemption: claims that need research will be refused"];
  return ["judges see the reason in the claim; a change that only adds files needs no exemption"];
}

const refusal = (problems: readonly string[]): AgentOpsError =>
  new AgentOpsError(
    "RESEARCH_REFUSED",
    `${problems.join("; ")}.`,
    "Correct that and call again; nothing was recorded. Cite the code as it stood before your change. Where nothing existing is touched, give only exempt_because.",
  );
