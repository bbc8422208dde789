// Decides whether a learning is worth keeping: actionable, specific, validated, unique and safe, and no output of a
// machine.

import type { Evidence } from "../../records/evidence.ts";
import type { Similar } from "../../retrieval/query.ts";
import { readsAsInstruction } from "../../shared/text/reads-as-instruction.ts";
import { hiddenCharacter } from "../../shared/text/safe-text.ts";
import { findSecret } from "../../shared/text/secrets.ts";
import type { LearningDraft } from "../learning.ts";
import { noiseIn } from "./noise.ts";
import { isDiary, sentencesOf } from "./sentences.ts";
import { tellingSentences, vaguestSentence } from "./signals.ts";

type GateCheck = "actionable" | "specific" | "validated" | "unique" | "safe" | "noise";

/** Why the gate refuses: the words to change (null where nothing may be quoted) and what to do about them. */
interface GateReason {
  readonly check: GateCheck;
  readonly sentence: string | null;
  readonly fix: string;
}

/** What the caller looked up before judging; the gate itself reads nothing. */
export interface GateKnowledge {
  /** Stored learnings that resemble the draft, best first. */
  readonly similar: readonly Similar[];
  /** Similarity (0 to 1) from which a stored learning counts as saying the same. */
  readonly duplicateAt: number;
  /** The draft's references with the reason why one does not resolve. */
  readonly evidence: readonly (Evidence & { readonly problem: string | null })[];
}

export interface GateJudgement {
  readonly admitted: boolean;
  readonly reasons: readonly GateReason[];
  readonly labels: readonly "reads_as_instruction"[];
  /** The code of the gravest reason; null when admitted. */
  readonly code: "SECRET_FOUND" | "UNSAFE_TEXT" | "DUPLICATE" | "GATE_REFUSED" | null;
}

/** Longest sentence that a refusal repeats, in characters. */
const QUOTED = 240;

const AUTHOR_UNSURE =
  /\b(?:i think|i guess|i suspect|i believe|i assume|i['’]m not sure|not (?:entirely |really |quite )?sure|no idea|unclear why|for some reason|not certain|just a guess|my guess|i wonder|hunch)\b/i;
const GUESS =
  /\b(?:probably|maybe|perhaps|presumably|supposedly|apparently|might (?:be|have)|seems? (?:to|like))\b/i;
const OBSERVED =
  /\b(?:saw|seen|observed|measured|logs?|logged|reproduced|reproduces|returned|printed|stack ?trace|traced|verified|confirmed|ran|bisect\w*|profil\w+|benchmark\w*|debugger|dump|failed with|showed|shows|reads|documented|tested|error message)\b|\d+ ?(?:ms|s|%|times|of \d+)\b/i;

/** Words that claim a difference without naming one. */
const ASSERTS_ONLY: ReadonlySet<string> = new Set(
  "it is the this that these other one learning record entry not no are was be because different differs distinct unique new same similar duplicate thing something totally completely really very simply just so from to of and but an".split(
    " ",
  ),
);

interface Field {
  readonly name: string;
  readonly text: string;
}

function fieldsOf(draft: LearningDraft): Field[] {
  return [
    { name: "title", text: draft.title },
    { name: "body", text: draft.body },
    ...draft.tags.map((text, index) => ({ name: `tags[${index}]`, text })),
    ...(draft.symptoms ?? []).map((text, index) => ({ name: `symptoms[${index}]`, text })),
    ...draft.paths.map((text, index) => ({ name: `paths[${index}]`, text })),
    ...draft.evidence.map(({ ref }, index) => ({ name: `evidence[${index}].ref`, text: ref })),
    { name: "distinct_because", text: draft.distinctBecause ?? "" },
    { name: "supersedes", text: draft.supersedes ?? "" },
  ];
}

function quote(sentence: string): string {
  return sentence.length > QUOTED ? `${sentence.slice(0, QUOTED - 1)}…` : sentence;
}

/**
 * The refusal of a credential or hidden character. It is the only reason given, as nothing of such a text may be repeated.
 */
function unsafe(fields: readonly Field[]): GateJudgement | null {
  for (const { name, text } of fields) {
    const secret = findSecret(text);
    if (secret !== null) {
      const fix = `${name}, line ${secret.line}, holds what looks like a credential (${secret.rule}): replace it by the name of the variable or store that holds it, and revoke it if it was real.`;
      return refuse("SECRET_FOUND", [{ check: "safe", sentence: null, fix }]);
    }
    const hidden = hiddenCharacter(text);
    if (hidden !== null) {
      const fix = `${name}, line ${hidden.line}, holds ${hidden.codePoint} (${hidden.name}), which a reader cannot see: remove it, or write it as ${hidden.codePoint}.`;
      return refuse("UNSAFE_TEXT", [{ check: "safe", sentence: null, fix }]);
    }
  }
  return null;
}

function refuse(code: NonNullable<GateJudgement["code"]>, reasons: readonly GateReason[]): GateJudgement {
  return { admitted: false, reasons, labels: [], code };
}

/** The text has to name a definite thing, and say more of it than that work was done or is planned. */
function substance(draft: LearningDraft): GateReason[] {
  const sentences = [draft.title, ...sentencesOf(draft.body)];
  const telling = tellingSentences(sentences);
  const [first] = telling;
  if (first === undefined) {
    const fix =
      "Name what this happened with: the file, symbol, command, error text, version or number, and what follows from which condition.";
    return [{ check: "specific", sentence: quote(vaguestSentence(sentences)), fix }];
  }
  if (telling.every(isDiary)) {
    const fix =
      "This tells what was done or is planned. Say what a later session should do or avoid because of it: the cause, the rule or the condition.";
    return [{ check: "actionable", sentence: quote(first), fix }];
  }
  return [];
}

/** A title has to be somebody's words about the work, and not a machine's output. */
function noise({ title, paths, evidence }: LearningDraft): GateReason[] {
  const known = [...paths, ...evidence.flatMap(({ type, ref }) => (type === "path" ? [ref] : []))];
  const found = noiseIn(title, known);
  return found === null ? [] : [{ check: "noise", sentence: quote(found.words), fix: found.fix }];
}

/** References must resolve, and a guess must say what was observed. */
function validity(draft: LearningDraft, evidence: GateKnowledge["evidence"]): GateReason[] {
  const reasons: GateReason[] = evidence.flatMap(({ type, ref, problem }) =>
    problem === null
      ? []
      : [
          {
            check: "validated",
            sentence: quote(ref),
            fix: `This ${type} reference does not resolve (${problem}): correct it or leave it out.`,
          },
        ],
  );
  const sentences = [draft.title, ...sentencesOf(draft.body)];
  const short = sentences.length <= 4;
  const guess =
    sentences.find((sentence) => AUTHOR_UNSURE.test(sentence)) ??
    sentences.find((sentence, index) => (index === 0 || short) && GUESS.test(sentence));
  if (
    guess !== undefined &&
    evidence.length === 0 &&
    !sentences.some((sentence) => OBSERVED.test(sentence))
  ) {
    reasons.push({
      check: "validated",
      sentence: quote(guess),
      fix: "The text calls this a guess. Say what was observed (the command and its output, the error, the measurement), or add it as evidence.",
    });
  }
  return reasons;
}

/** Too similar to a stored learning, unless the draft replaces it or says what differs. */
function uniqueness(draft: LearningDraft, known: GateKnowledge): GateReason[] {
  const twin = known.similar.find(
    ({ id, similarity, differs }) =>
      similarity >= known.duplicateAt && differs !== true && id !== draft.supersedes,
  );
  if (twin === undefined) return [];
  const difference = draft.distinctBecause ?? "";
  const content = difference.toLowerCase().match(/\p{L}{2,}/gu) ?? [];
  if (new Set(content.filter((word) => !ASSERTS_ONLY.has(word))).size >= 3) return [];
  const fix = `${twin.id} already says this (“${quote(twin.title)}”): cite it, pass supersedes: "${twin.id}" to replace it, or say in distinct_because what differs.`;
  return [{ check: "unique", sentence: quote(difference === "" ? draft.title : difference), fix }];
}

/** Judges a draft against the five tests of the gate. Pure: the same draft and knowledge give the same answer. */
export function judgeLearning(draft: LearningDraft, known: GateKnowledge): GateJudgement {
  const fields = fieldsOf(draft);
  const danger = unsafe(fields);
  if (danger !== null) return danger;
  const labels = fields.some(({ text }) => readsAsInstruction(text) !== null)
    ? (["reads_as_instruction"] as const)
    : [];
  const twins = uniqueness(draft, known);
  const reasons = [...noise(draft), ...substance(draft), ...validity(draft, known.evidence), ...twins];
  if (reasons.length === 0) return { admitted: true, reasons, labels, code: null };
  return {
    admitted: false,
    reasons,
    labels,
    code: reasons.length === twins.length ? "DUPLICATE" : "GATE_REFUSED",
  };
}
