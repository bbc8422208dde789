// Decides on one learning from notes: the same gate as for agents, with answers for a person.
import { assess, type SharedPlace, shareable } from "../learnings/admission.ts";
import type { GateJudgement } from "../learnings/gate/gate.ts";
import type { LearningDraft } from "../learnings/learning.ts";
import { type Evidence, type LearningKind, LIMITS } from "../records/evidence.ts";
import type { Similar } from "../retrieval/query.ts";
import { type FoundLearning, oneLine, type Place, shorten } from "./found.ts";
import { kindOfText } from "./kinds.ts";
import { type FilesHere, pathsIn } from "./paths-named.ts";

/** Why a learning was not taken; `title` and `sentence` are null where they must not be shown. */
export interface Refusal {
  readonly place: Place;
  readonly title: string | null;
  readonly check: string;
  readonly sentence: string | null;
  readonly fix: string;
}

/** `held`: a person has to decide. `refused`: the gate says no. */
export type Verdict =
  | { readonly is: "admitted"; readonly draft: LearningDraft; readonly labels: GateJudgement["labels"] }
  | { readonly is: "duplicate"; readonly title: string; readonly of: string }
  | { readonly is: "held" | "refused"; readonly refusal: Refusal };

export interface ConsiderPorts {
  readonly root: string | null;
  /** The user's home, whose name stays out of what is stored. */
  readonly home: string | null;
  named: SharedPlace["named"];
  readonly duplicateAt: number;
  /** For learnings whose notes name no kind; null lets the text tell. */
  readonly kind: LearningKind | null;
  similar(draft: LearningDraft, limit: number): Similar[];
  /** Id or place of a learning with exactly this title and body. */
  twin(draft: LearningDraft): string | undefined;
  problem(evidence: Evidence): Promise<string | null>;
  /** Places, files or `all`: near-duplicates there are taken. */
  readonly accept: ReadonlySet<string>;
  readonly files: FilesHere;
  leaveOut(place: Place, evidence: Evidence, problem: string): void;
}

/** Far beyond what a learning can be; judging it would only take time. */
const MOST_JUDGED = 100_000;

export async function consider(found: FoundLearning, ports: ConsiderPorts): Promise<Verdict> {
  const { place } = found;
  if (found.body.length > MOST_JUDGED) return tooLong(place, null, found.body.length);
  const plain = shareable(draftOf(found, ports.kind), ports);
  const named = plain.paths.length === 0 && found.asWritten !== true;
  const draft = named ? { ...plain, paths: pathsIn(`${plain.title}\n${plain.body}`, ports.files) } : plain;
  const of = ports.twin(draft);
  if (of !== undefined) return { is: "duplicate", title: draft.title, of };
  const kept = { ...draft, evidence: await knownEvidence(place, draft.evidence, ports) };
  const { judgement, similar } = await assess(kept, {
    duplicateAt: ports.duplicateAt,
    similar: (text, limit) => (text.body.length > LIMITS.body ? [] : ports.similar(text, limit)),
    // References that can't be found were left out above.
    problem: async () => null,
  });
  const refusal = refusalOf(place, draft, judgement, similar);
  if (refusal && refusal.title === null) return { is: "refused", refusal };
  if (draft.body.length > LIMITS.body) return tooLong(place, draft.title, draft.body.length);
  if (refusal?.check === "unique" && isWanted(place, ports.accept)) {
    // Only its likeness was refused.
    const distinctBecause = `kept beside ${similar[0]?.id} by whoever ran this import`;
    return { is: "admitted", draft: { ...kept, distinctBecause }, labels: judgement.labels };
  }
  if (refusal) return { is: judgement.code === "DUPLICATE" ? "held" : "refused", refusal };
  return { is: "admitted", draft: kept, labels: judgement.labels };
}

function draftOf(found: FoundLearning, kind: LearningKind | null): LearningDraft {
  const { title, body, paths, tags, evidence, confidence } = found;
  return {
    title: shorten(oneLine(title), LIMITS.title),
    body: body.trim(),
    kind: found.kind ?? kind ?? kindOfText(title, body),
    paths: [...paths],
    tags: [...tags],
    ...(found.symptoms?.length ? { symptoms: [...found.symptoms] } : {}),
    evidence: [...evidence],
    confidence,
    supersedes: null,
    distinctBecause: found.distinctBecause ?? null,
  };
}

/** True for a near-duplicate that whoever imports wants beside the other one. */
const isWanted = ({ file, line }: Place, accept: ReadonlySet<string>): boolean =>
  accept.has("all") || accept.has(file) || accept.has(`${file}:${line}`);

/** A lesson from another place is no worse because a file that it cites is not here. */
async function knownEvidence(
  place: Place,
  evidence: readonly Evidence[],
  ports: ConsiderPorts,
): Promise<Evidence[]> {
  const known: Evidence[] = [];
  for (const each of evidence) {
    const problem = await ports.problem(each);
    if (problem === null) known.push(each);
    else ports.leaveOut(place, each, problem);
  }
  // One place is kept for where it comes from.
  return known.slice(0, LIMITS.evidence - 1);
}

function refusalOf(
  place: Place,
  { title, body }: LearningDraft,
  { code, reasons }: GateJudgement,
  [nearest]: readonly Similar[],
): Refusal | null {
  const [reason] = reasons;
  if (code === "SECRET_FOUND" || code === "UNSAFE_TEXT") {
    return { place, title: null, check: "safe", sentence: null, fix: reason?.fix ?? "" };
  }
  if (/^(?:<{7}|>{7}) /m.test(body)) {
    return {
      place,
      title,
      check: "safe",
      sentence: null,
      fix: "It holds conflict markers: resolve the conflict.",
    };
  }
  if (code === "DUPLICATE" && nearest) {
    const percent = Math.round(nearest.similarity * 100);
    const fix = `It says nearly the same as ${nearest.id} (“${shorten(nearest.title, 80)}”, ${percent} % alike): keep one of the two, say in its text what differs, or take both with --accept ${acceptable(place)}.`;
    return { place, title, check: "unique", sentence: null, fix };
  }
  return reason ? { place, title, ...reason } : null;
}

const acceptable = ({ file, line }: Place): string => {
  const name = oneLine(`${file}:${line}`);
  return /^[\w./@:+-]+$/.test(name) ? name : "all";
};

function tooLong(place: Place, title: string | null, length: number): Verdict {
  const fix = `It has ${length} characters and a learning at most ${LIMITS.body}: split it at its headings.`;
  return { is: "held", refusal: { place, title, check: "length", sentence: null, fix } };
}
