// Measures whether sessions could use what they were given to read.
import { defineMetric } from "./metric.ts";
import type { Sample } from "./sample.ts";

export const citationRate = defineMetric({
  revision: 1,
  title: "Citation rate",
  definition:
    "Of the learnings that sessions were served, the share on which the session left a word that counts, other than ignored. A learning counts once for each session, its author's own session not at all.",
  unit: "share",
  event: "a learning served to a session",
  source: "retrievals and injections; citations that count",
  kind: "share",
  samples({ lessons }) {
    const samples: Sample[] = [];
    // There are very many: one by one takes a fifth of the time of `flatMap`.
    for (const { pairs } of lessons()) for (const pair of pairs) samples.push(pair);
    return samples;
  },
});
