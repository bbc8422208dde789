// `agentops-mcp hook`: answers one event of a runtime's hooks, and does the work that hooks leave to a background process.
import path from "node:path";
import { processHost } from "../../hooks/io/host.ts";
import { judgeCall } from "../../hooks/io/judge-call.ts";
import { layeredView, messagesFor } from "../../hooks/io/more.ts";
import { nameBehind, namePast } from "../../hooks/io/past.ts";
import { runHook } from "../../hooks/io/run.ts";
import { HOOK_DIALECTS } from "../../runtimes/hooks/all.ts";
import {
  makeViewHere,
  openHookWork,
  readHistoryHere,
  readSessionsHere,
  recordAllHere,
} from "../../session/hook-work.ts";
import { readRestHere } from "../../session/read-on.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { defineCommand } from "../define-command.ts";

export default defineCommand({
  summary: "answers one event of a runtime's hooks, given as JSON on stdin; a runtime starts it",
  positionals: "[<event>]",
  options: {
    runtime: {
      type: "string",
      choices: Object.keys(HOOK_DIALECTS),
      description: "whose event it is",
    },
    "make-view": {
      type: "boolean",
      description: "only prepare what hooks look up, as they do themselves when it takes long",
    },
    "read-history": {
      type: "boolean",
      description: "only read the past commits of base, as a session's start does in the background",
    },
    "read-journal": {
      type: "boolean",
      description:
        "only read what calls had no time for of other clones' records, as they do in the background",
    },
    "read-sessions": {
      type: "boolean",
      description:
        "only read new sessions of runtimes on this machine, where backfill was told to keep their talks",
    },
    fold: {
      type: "boolean",
      description: "only bring what hooks have noted into the journal, as they do themselves",
    },
  },
  examples: ["agentops-mcp hook --runtime claude SessionStart"],

  /**
   * Exit code 0 whatever comes on stdin, as an error in a hook must not stop a session; 2 only before a tool where base has
   * an envelope.
   */
  async run({ options, positionals }) {
    const dir = path.resolve(String(options.dir ?? process.env.AGENTOPS_DIR ?? "."));
    if (options["make-view"] === true) await makeViewHere(dir);
    if (options["read-history"] === true) await readHistoryHere(dir);
    if (options["read-journal"] === true) await readRestHere(dir);
    if (options["read-sessions"] === true) await readSessionsHere(dir);
    if (options.fold === true) await recordAllHere(dir);
    const works = ["make-view", "read-history", "read-journal", "read-sessions", "fold"];
    if (works.some((name) => options[name] === true)) return 0;
    const [event, ...more] = positionals;
    if (typeof options.runtime !== "string" || event === undefined || more.length > 0) {
      throw new AgentOpsError(
        "INVALID_ARGUMENT",
        "hook takes --runtime and one event.",
        "See agentops-mcp hook --help.",
      );
    }
    return runHook(processHost(["--runtime", options.runtime, event]), {
      slow: async () => ({ openHookWork }),
      past: () => ({ nameBehind, namePast }),
      judge: () => ({ judgeCall }),
      more: () => ({ layeredView, messagesFor }),
    });
  },
});
