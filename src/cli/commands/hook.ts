// `agentops-mcp hook`: one event of a runtime's hooks.

import { AgentOpsError } from "../../errors.ts";
import { runHook } from "../../hook/run.ts";
import { foldSpools, makeView, makeViewApart, makeViewHere } from "../../hook-journal.ts";
import { HOOK_DIALECTS } from "../../runtimes/hooks/all.ts";
import { defineCommand } from "../define-command.ts";

export default defineCommand({
  summary: "answers one event of a runtime's hooks, given as JSON on stdin; a runtime starts it",
  positionals: "<event>",
  options: {
    runtime: {
      type: "string",
      choices: Object.keys(HOOK_DIALECTS),
      description: "whose event it is",
    },
    "make-view": {
      type: "boolean",
      description:
        "answer nothing, only prepare what hooks look up, as they do themselves when it takes long",
    },
  },
  examples: ["agentops-mcp hook --runtime claude SessionStart"],

  /** Exit code 0 whatever comes on stdin: a fault in a hook must not stop a session. */
  async run({ options, positionals }) {
    if (options["make-view"] === true) {
      await makeViewHere(String(options.dir ?? process.env.AGENTOPS_DIR ?? "."));
      return 0;
    }
    const [event, ...more] = positionals;
    if (typeof options.runtime !== "string" || event === undefined || more.length > 0) {
      throw new AgentOpsError(
        "INVALID_ARGUMENT",
        "hook takes --runtime and one event.",
        "See agentops-mcp hook --help.",
      );
    }
    return runHook(["--runtime", options.runtime, event], async () => ({
      foldSpools,
      makeView,
      makeViewApart,
    }));
  },
});
