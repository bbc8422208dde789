// `agentops-mcp ui`: serves a live page on this machine that shows lessons and work, and takes a person's decisions.

import { defineCommand } from "../define-command.ts";
import { countIn } from "../option-values.ts";
import { runUi } from "../run-ui.ts";

const MOST_PORT = 65_535;

export default defineCommand({
  summary: "a live page on this machine: lessons, what waits for you, what goes on, outcomes",
  everyday: true,
  positionals: "",
  options: {
    port: { type: "string", value: "<n>", description: "the port to serve on (default: a free one)" },
    "no-open": { type: "boolean", description: "print the link, and open no browser" },
  },
  examples: ["agentops-mcp ui", "agentops-mcp ui --port 4747 --no-open"],

  /** Answers for the process that serves the page until Ctrl-C (src/programs/ui.ts). */
  run: (input) =>
    runUi(input, {
      port: input.options.port === undefined ? 0 : countIn("port", input.options.port, 0, MOST_PORT),
      opens: input.options["no-open"] !== true,
    }),
});
