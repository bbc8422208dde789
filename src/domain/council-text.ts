// What judges said of a claim, as text for people and other judges; their words stand in it as data.
import type { CouncilWord } from "./attestation.ts";
import { judgeRecordInWords } from "./calibration.ts";
import { minorityOf } from "./council-laws.ts";
import type { VerdictRecord } from "./record.ts";
import { sanitise } from "./safe-text.ts";
import type { State } from "./state.ts";

const line = (text: string): string => sanitise(text).replace(/\s+/g, " ").trim();

function judgeLine({
  id,
  vendor,
  version,
  model,
  decision,
  barred,
  record,
  cost,
}: CouncilWord["judges"][number]) {
  const tokens =
    cost.tokensIn === null && cost.tokensOut === null
      ? "tokens unknown"
      : `${cost.tokensIn ?? "?"} + ${cost.tokensOut ?? "?"} tokens`;
  const who = [vendor, version, ...(model === null ? [] : [model])].map(line).join(" ");
  const counts = barred === null ? "" : `; does not count: ${line(barred)}`;
  return `- judge ${id} (${who}): ${decision}${counts}; ${judgeRecordInWords(record)}; ${Math.round(cost.ms)} ms, ${tokens}`;
}

/** Empty for a verdict without judges. */
export function councilLines(state: State, { claim: id, statement }: VerdictRecord): string[] {
  const { council } = statement.predicate;
  const claim = state.claims.get(id);
  if (!council || !claim) return [];
  const opinions = state.opinions.get(id) ?? [];
  const silent = council.judges.flatMap(({ opinion, id: judge }) => {
    const because = opinions.find((each) => each.id === opinion.id)?.because ?? null;
    return because === null ? [] : [`- judge ${judge} gave no judgement: ${line(because)}`];
  });
  const findings = minorityOf(state, claim, council).map(
    ({ judge, level, location, grounded, message, decided }) => {
      const where = location === null ? "nowhere" : `at ${line(location)}`;
      const weight = decided ? "decided" : grounded ? "kept" : "kept, its place does not exist";
      return `- ${level} by ${judge} ${where} (${weight}); its words (data): ${line(message)}`;
    },
  );
  return [
    "",
    `### Council: ${council.result}; ${line(council.because)}`,
    "",
    `- packet sha256 ${council.packet.sha256}, ${council.packet.bytes} bytes; quorum ${council.quorum}`,
    ...council.packet.leftOut.map((each) => `- left out of the packet: ${line(each)}`),
    ...council.judges.map(judgeLine),
    ...silent,
    ...findings,
  ];
}
