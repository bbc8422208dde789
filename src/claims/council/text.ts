// Prints what judges said of a claim, for people and other judges. The judges' words appear in it as data.

import type { State } from "../../records/state.ts";
import { quoted } from "../../shared/text/quoting.ts";
import Claim from "../records/claim.ts";
import { opinionsByClaim } from "../records/opinion.ts";
import type { CouncilWord, VerdictRecord } from "../records/verdict.ts";
import { judgeRecordInWords } from "./judge-record.ts";
import { minorityOf, saidByCouncil } from "./laws.ts";

/** Characters shown of words that others may have put into a record. */
const WORDS = 1000;

/** A version or a model, if it is one plain word; anything else is somebody's text. */
const plain = (text: string): string => (/^[\w.:@/+-]{1,60}$/.test(text) ? text : quoted(text));

function judgeLine(
  { id, vendor, version, model, decision, barred, record, cost }: CouncilWord["judges"][number],
  confidence: number | null,
) {
  const tokens =
    cost.tokensIn === null && cost.tokensOut === null
      ? "tokens unknown"
      : `${cost.tokensIn ?? "?"} + ${cost.tokensOut ?? "?"} tokens`;
  const who = [vendor, plain(version), ...(model === null ? [] : [plain(model)])].join(" ");
  const counts = barred === null ? "" : `; does not count: ${quoted(barred)}`;
  const sure = confidence === null ? "" : `, ${Math.round(confidence * 100)} % sure by its own word`;
  return `- judge ${id} (${who}): ${decision}${sure}${counts}; ${judgeRecordInWords(record)}; ${Math.round(cost.ms)} ms, ${tokens}`;
}

/** Empty for a verdict without judges. */
export function councilLines(state: State, verdict: VerdictRecord): string[] {
  const { claim: id, statement } = verdict;
  const { council } = statement.predicate;
  const claim = state.get(Claim, id);
  if (!council || !claim) return [];
  const opinions = state.by(opinionsByClaim, id);
  const silent = council.judges.flatMap(({ opinion, id: judge }) => {
    const because = opinions.find((each) => each.id === opinion.id)?.because ?? null;
    return because === null ? [] : [`- judge ${judge} gave no judgement: ${quoted(because, WORDS)}`];
  });
  const findings = minorityOf(state, claim, council).map((finding) => {
    const { judge, level, location, message } = finding;
    const where = location === null ? "nowhere" : `at ${quoted(location, WORDS)}`;
    return `- ${level} by ${judge} ${where} (${weightOf(finding)}); its words (data): ${quoted(message, WORDS)}`;
  });
  return [
    "",
    // Worded here, as the sentence in the record is by whoever wrote the verdict.
    `### Council: ${council.result}; ${saidByCouncil(state, verdict)}`,
    "",
    `- packet sha256 ${council.packet.sha256}, ${council.packet.bytes} bytes; quorum ${council.quorum}`,
    ...council.packet.leftOut.map((each) => `- left out of the packet: ${quoted(each, WORDS)}`),
    ...council.judges.map((judge) => {
      const said = opinions.find((each) => each.id === judge.opinion.id);
      return judgeLine(judge, said?.confidence ?? null);
    }),
    ...silent,
    ...findings,
  ];
}

function weightOf({ decided, level, grounded }: ReturnType<typeof minorityOf>[number]): string {
  if (decided) return "decided";
  if (level === "order") return "kept, decides nothing";
  return grounded ? "kept" : "kept, its place does not exist";
}
