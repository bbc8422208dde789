// Has judges look at a claim whose checks have passed. Each is asked once about the same packet, even if a runner is
// killed.

import os from "node:os";
import { fileChanges } from "../../git/diff.ts";
import type { Journal } from "../../journal/journal.ts";
import { askPanel, type JudgeOpinion } from "../../judges/ask-panel.ts";
import type { Panel } from "../../policy/judges-and-panels.ts";
import type { DraftOf, Provenance } from "../../records/record.ts";
import type { State } from "../../records/state.ts";
import type { ResearchRecord } from "../../research/records/research.ts";
import { sha256 } from "../../shared/sha256.ts";
import { relativise } from "../../shared/text/relative-paths.ts";
import { sanitise } from "../../shared/text/safe-text.ts";
import { findSecret } from "../../shared/text/secrets.ts";
import { prefaceOf, type Skin } from "../../skin/skin.ts";
import { judgeRecordOf } from "../council/judge-record.ts";
import { councilWord, isBy, newestOfEach, opinionsOn } from "../council/laws.ts";
import { type PacketLesson, packetOf } from "../council/packet.ts";
import type { BasePolicy } from "../demands.ts";
import type { ClaimRecord } from "../records/claim.ts";
import Opinion, { type OpinionRecord } from "../records/opinion.ts";
import type { CouncilWord } from "../records/verdict.ts";
import type { ChecksRun } from "../verdict.ts";
import { type CodePlace, holds } from "./claimed-commit.ts";
import type { KeptRun, Runs } from "./runs.ts";

export interface PanelPorts {
  readonly code: CodePlace;
  readonly journal: Journal;
  state(): Promise<State>;
  skin(): Promise<Skin>;
  readonly runs: Runs;
  readonly packetSources: PacketSources;
}

/** Gathers the stored knowledge that judges of a claim are given. */
export type PacketSources = (
  state: State,
  claim: ClaimRecord,
  paths: readonly string[],
) => Promise<{ readonly learnings: readonly PacketLesson[]; readonly research: readonly ResearchRecord[] }>;

export interface PanelCase {
  readonly claim: ClaimRecord;
  readonly policy: BasePolicy;
  readonly panel: Panel;
  /** What the claimed commit changes, and against what. */
  readonly change: { readonly from: string | null; readonly paths: readonly string[] };
  readonly run: ChecksRun;
  readonly kept: KeptRun | null;
}

/** Somebody who waits for a verdict: can cancel it, and is told the progress. */
export interface Waiter {
  readonly signal: AbortSignal;
  onProgress(what: string): void;
}

/** The judges' result. Throws NO_SANDBOX, CANCELLED, and errors of git, disk and journal. */
export async function judgeByPanel(
  ports: PanelPorts,
  { claim, policy, panel, change, run, kept }: PanelCase,
  by: Provenance,
  { signal, onProgress }: Waiter,
): Promise<CouncilWord> {
  const { code, journal, runs } = ports;
  const { gitCommit } = claim.statement.subject[0].digest;
  const { text, leftOut } = kept?.packet ?? (await makePacket(ports, claim, change, run));
  // Receipts and lessons differ from one run to the next, so a runner that takes over asks about the packet that was kept.
  if (kept === null) await runs.keep(claim.id, { policy: policy.digest, run, packet: { text, leftOut } });
  const packet = { sha256: sha256(text), bytes: Buffer.byteLength(text) };
  const { criteria, tree } = claim.statement.predicate;
  const { judges } = panel;
  const { council, sandbox } = policy.policy;
  const skin = await ports.skin();
  const ours = async () => opinionsOn(await ports.state(), claim, packet.sha256, await journal.clone());
  const before = newestOfEach(await ours());
  const waiting = new Set(judges.map(({ id }) => id));
  const tell = () => onProgress(`waiting for ${[...waiting].join(", ")} to judge it`);
  tell();
  await askPanel({
    repository: code.repository,
    tree,
    packet: text,
    judges,
    sandbox,
    signal,
    seconds: council.seconds,
    tokens: council.tokens,
    criteria: criteria.map(({ id }) => id),
    prefaces: Object.fromEntries(judges.map(({ id }) => [id, prefaceOf(skin, id)])),
    holds: (location) => holds(code, gitCommit, location),
    known: (judge, version) =>
      before.some((each) => isBy(each, judge) && each.judge.version === version && each.attempts > 0),
    async onOpinion(opinion) {
      waiting.delete(opinion.judge.id);
      if (waiting.size > 0) tell();
      const blob = (await ports.state()).origin(claim.id)?.blob ?? "";
      const draft = draftOf(opinion, claim.id, blob, packet);
      await journal.append([draft], { ...by, runtime: opinion.judge.adapter, role: "judge" }, gitCommit);
    },
  });
  // Opinions of judges that are no longer on the panel are shown too.
  const ids = policy.policy.judges.map(({ id }) => id);
  const heard = newestOfEach(await ours()).toSorted(
    (a, b) => ids.indexOf(a.judge.id) - ids.indexOf(b.judge.id),
  );
  const state = await ports.state();
  const here = await journal.clone();
  const recordOf = (id: string, version: string) => {
    const judge = policy.policy.judges.find((each) => each.id === id);
    return judge ? judgeRecordOf(state, here, judge, version) : null;
  };
  const shown = leftOut.slice(0, 20).map((each) => each.slice(0, 1000));
  const bench = { ...panel, floor: council.floor, recordOf };
  return councilWord(state, heard, { ...packet, leftOut: shown }, bench);
}

async function makePacket(
  { code, state, packetSources }: PanelPorts,
  claim: ClaimRecord,
  { from, paths }: PanelCase["change"],
  { receipts }: ChecksRun,
) {
  const { gitCommit } = claim.statement.subject[0].digest;
  const sources = await packetSources(await state(), claim, paths);
  const diff = await fileChanges(code.repository.commonDir, from, gitCommit);
  return packetOf({ claim, receipts, diff, ...sources });
}

function draftOf(
  { judge, version, model, because, findings, criteria, ...asked }: JudgeOpinion,
  claim: string,
  gitBlob: string,
  packet: OpinionRecord["packet"],
): DraftOf<OpinionRecord> {
  const { id, adapter, vendor } = judge;
  const { decision, confidence, cost, attempts, sandbox, seal } = asked;
  return Opinion.draft({
    claim,
    claimDigest: { gitBlob },
    packet,
    judge: {
      id,
      adapter,
      vendor,
      version: storable(version, 200),
      model: model && storable(model, 100),
      asked: judge.model ?? null,
    },
    decision,
    confidence,
    because: because === null ? null : storable(because, 1000),
    criteria: criteria.map((each) => ({ ...each, because: storable(each.because, 500) })),
    findings: findings.map((each) => ({
      ...each,
      location: each.location === null ? null : storable(each.location, 300),
      message: storable(each.message, 1000),
    })),
    cost,
    attempts,
    sandbox,
    seal,
  });
}

/** Cuts a judge's words to length and takes out credentials, as it may have quoted one from the code. */
export function storable(text: string, most: number): string {
  const clean = relativise(sanitise(text), null, os.homedir()).slice(0, most).toWellFormed();
  return findSecret(clean) ? "[a text with a credential was left out]".slice(0, most) : clean;
}
