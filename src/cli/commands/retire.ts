// `agentops-mcp retire`: takes a lesson out of service; a short form of `curate retire`.
import { curationPartsOf } from "../curation-parts.ts";
import { DECISION_OPTIONS, decide } from "../decide.ts";
import { defineCommand } from "../define-command.ts";
import { inLayerOf } from "../layer-option.ts";

export default defineCommand({
  summary: "take a lesson out of service; for a person at a terminal",
  everyday: true,
  positionals: "<id>",
  options: { ...DECISION_OPTIONS },
  examples: [
    'agentops-mcp retire 01K8ZQ4M3W9T2V5B7C6D8E0F1G --reason "the exporter is gone"',
    'agentops-mcp retire E0F1G2 --reason "said better in the guide" --yes',
    'agentops-mcp curate restore E0F1G2 --reason "it is back"',
  ],

  /** Exit code 1 when nobody agreed. */
  async run(input) {
    const parts = curationPartsOf(input.options, ["retire", ...input.positionals], "retire");
    return decide(await inLayerOf(input, parts.id), parts);
  },
});
