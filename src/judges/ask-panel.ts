// Asks all judges of a panel at once about the same bytes; none of them can see another's process, files or answer.

import { chmod, mkdir, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { FILES } from "../checks/bubblewrap.ts";
import { checksFolder, leaseSlot } from "../checks/pool.ts";
import { demandSandbox, probeSandbox } from "../checks/probe.ts";
import { killMarked } from "../checks/run-confined.ts";
import type { Sandbox } from "../checks/sandbox.ts";
import { type Repository, worktreesOf } from "../git/repository.ts";
import { fileFailure } from "../git/run.ts";
import type { Judge } from "../policy/judges-and-panels.ts";
import { sha256 } from "../shared/sha256.ts";
import { countTokens } from "../shared/text/tokens.ts";
import { type Answer, CLAIM_PLACE, isGrounded } from "./answer.ts";
import { type Asked, askJudge } from "./ask-judge.ts";
import { findProgram, type Program } from "./program.ts";

export interface PanelRequest {
  readonly repository: Repository;
  /** The whole tree of the claimed commit, which judges can read. */
  readonly tree: string;
  readonly packet: string;
  readonly judges: readonly Judge[];
  /** Ids of the claim's criteria. */
  readonly criteria: readonly string[];
  /** Words before the packet, by judge; they are no part of its bytes. */
  readonly prefaces: Readonly<Record<string, string>>;
  readonly sandbox: "auto" | "require";
  /** Seconds for all of them together, and the most tokens; null for any number. */
  readonly seconds: number;
  readonly tokens: number | null;
  /** What this machine offers, where that was found out before. */
  readonly found?: Sandbox;
  readonly signal: AbortSignal;
  /** True if the tree has this place, `path` or `path:line`. */
  holds(location: string): Promise<boolean>;
  /** What is known already of this packet from a judge in this version, so that nobody is asked twice. */
  known(judge: Judge, version: string): boolean;
  /** Called as soon as one has answered, before anybody else could see it. */
  onOpinion(opinion: JudgeOpinion): Promise<void>;
}

/** One judge's word with its findings looked up in the tree. */
export interface JudgeOpinion extends Omit<Asked, "answer"> {
  readonly judge: Judge;
  readonly version: string;
  readonly sandbox: string;
  readonly decision: Answer["decision"];
  readonly criteria: Answer["criteria"];
  readonly confidence: number | null;
  readonly findings: readonly (Answer["findings"][number] & { readonly grounded: boolean })[];
}

/** Throws NO_SANDBOX where the policy demands one, CANCELLED, and what git and the disk may throw. */
export async function askPanel(request: PanelRequest): Promise<void> {
  const { repository, judges, signal } = request;
  const sandbox = request.found ?? (await probeSandbox());
  demandSandbox(sandbox, request.sandbox);
  const folder = await checksFolder(repository, sandbox.level);
  const slot = await leaseSlot(folder, repository);
  const deadline = Date.now() + request.seconds * 1000;
  const marks = judges.map((_, at) => `${slot.mark}-${at}`);
  const { files } = slot.checkout;
  try {
    if (!sandbox.leavesNothing) for (const mark of marks) await killMarked(mark);
    await slot.checkout.reset(request.tree);
    if (sandbox.level !== "bubblewrap") await closeFolders(files, false);
    const scratch = await slot.fresh();
    const packet = path.join(scratch, "packet.md");
    await writeFile(packet, request.packet);
    const digest = sha256(request.packet);
    const checkout = sandbox.level === "bubblewrap" ? FILES : files;
    const hidden = [...(await worktreesOf(repository)), repository.commonDir, files];
    const budget = createBudget(request.tokens, countTokens(request.packet));
    const programs = await Promise.all(
      judges.map((judge) => findProgram(judge, { hidden, checkout, folder })),
    );
    // Those who have answered before have had their part of the budget, and so the policy's order says who has the rest.
    const waiting = judges.flatMap((judge, at) => {
      const program = programs[at] ?? "there is no program";
      const version = typeof program === "string" ? "unknown" : program.version;
      if (typeof program === "string" || !request.known(judge, version))
        return [{ judge, at, program, version }];
      budget.take();
      return [];
    });
    await Promise.all(
      waiting.map(async ({ judge, at, program, version }) => {
        const asked = await ask(judge, at, program);
        const facts = { judge, version, sandbox: sandbox.level };
        await request.onOpinion(await opinionOf(request, checkout, facts, asked));
      }),
    );

    async function ask(judge: Judge, at: number, program: Program | string): Promise<Asked> {
      if (typeof program === "string") return notAsked(program);
      if (!budget.take()) return notAsked("the budget of tokens for this verdict is used up");
      const place = path.join(scratch, String(at));
      await mkdir(place);
      return askJudge({
        judge,
        program,
        sandbox,
        files,
        checkout,
        place,
        packet,
        digest,
        deadline,
        signal,
        hidden,
        criteria: request.criteria,
        preface: request.prefaces[judge.id] ?? "",
        mark: marks[at] ?? "",
        affords: budget.affords,
        lacks: (answer) => lackOf(request, checkout, answer),
      });
    }
  } catch (error) {
    throw fileFailure(error);
  } finally {
    if (sandbox.level !== "bubblewrap") await closeFolders(files, true).catch(() => {});
    await slot.checkout.sweep().catch(() => {});
    await slot.release();
  }
}

/** A packet's reading cost is known before. The rest is known afterwards, so it only keeps a judge from being asked again. */
function createBudget(most: number | null, packet: number) {
  let taken = 0;
  return {
    take(): boolean {
      if (most !== null && taken + packet > most) return false;
      taken += packet;
      return true;
    },
    affords(spent: number): boolean {
      const more = Math.max(packet, spent);
      if (most !== null && taken + more > most) return false;
      taken += more;
      return true;
    },
  };
}

const notAsked = (because: string): Asked => ({
  answer: null,
  because,
  attempts: 0,
  model: null,
  seal: EMPTY,
  cost: { tokensIn: null, tokensOut: null, ms: 0 },
});

/** sha256 of nothing. */
const EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** A refusal that names no place which exists is worth a second try. */
async function lackOf(request: PanelRequest, checkout: string, answer: Answer): Promise<string | null> {
  if (answer.decision !== "FAIL" || isGrounded(await locate(request, checkout, answer))) return null;
  return "decision is FAIL, and no finding of level error has a location that exists at the commit, as path or path:line, or is claim";
}

const locate = ({ holds }: PanelRequest, checkout: string, { findings }: Answer) =>
  Promise.all(
    findings.map(async (finding) => {
      const location = finding.location === null ? null : placeIn(checkout, finding.location);
      const exists = location !== null && (location === CLAIM_PLACE || (await holds(location)));
      return { ...finding, location, grounded: exists };
    }),
  );

/** As `path` or `path:line`, of what models also write: below the folder that they were shown, or with a range of lines. */
function placeIn(checkout: string, location: string): string {
  const below = [`${checkout}/`, "./"].find((start) => location.startsWith(start)) ?? "";
  return location.slice(below.length).replace(/:(\d+)(?:[-:]\d+)+$/, ":$1");
}

async function opinionOf(
  request: PanelRequest,
  checkout: string,
  facts: Pick<JudgeOpinion, "judge" | "version" | "sandbox">,
  { answer, ...asked }: Asked,
): Promise<JudgeOpinion> {
  if (answer === null)
    return { ...facts, ...asked, decision: "ABSTAIN", criteria: [], confidence: null, findings: [] };
  const { decision, criteria, confidence = null } = answer;
  const findings = await locate(request, checkout, answer);
  return { ...facts, ...asked, decision, criteria, confidence, findings };
}

/** Where nothing else keeps a judge from writing to the checkout; a root user is not kept by this either. */
async function closeFolders(folder: string, open: boolean): Promise<void> {
  if (open) await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) await closeFolders(place, open);
    else if (entry.isFile() && !open) await chmod(place, 0o444);
  }
  if (!open) await chmod(folder, 0o555);
}
