// Fuzzes what edits the settings of runtimes that others have written: what is added can be taken out again to the byte.
import { isDeepStrictEqual } from "node:util";
import { RUNTIMES } from "../../../src/runtimes/all.ts";
import { removeEntry, setEntry, storedEntry } from "../../../src/runtimes/edit.ts";
import { setHooks, storedHooks } from "../../../src/runtimes/edit-hooks.ts";
import { AgentOpsError } from "../../../src/shared/errors.ts";
import { must, seedsOf, type Target } from "../target.ts";

const LAUNCH = { command: "node", args: ["node_modules/agentops-mcp/dist/agentops-mcp.js"] };
/** One of each form that a file can have. */
const CHOSEN = RUNTIMES.filter(({ name }) =>
  ["claude", "codex", "opencode", "vscode", "cursor"].includes(name),
);

const runtimeSettings: Target = {
  name: "runtime-settings",
  outcomes: ["edited", "refused"],
  most: 16 * 1024,
  seeds: () =>
    seedsOf(
      ...["{}", "{\n}\n", '{ "theme": "dark" }', '{"mcpServers":{"other":{"command":"x"}}}'],
      '{\n  // a\n  "servers": { "a": {}, /* b */ },\n  "mcp": {\n    "agentops": { "type": "local" },\n  },\n}\n',
      '{"hooks":{"PreToolUse":[{"matcher":"Bash","hooks":[{"type":"command","command":"x"}]}]},"mcpServers":{}}',
      '{"hooks":{"preToolUse":[{"command":"x"}]},"version":1}',
      '# mine\nmodel = "x" # why\n\n[mcp_servers.other]\ncommand = "y"\nargs = ["a", """b"""]\n',
      'a = """\n[mcp_servers.agentops]\n"""\nb = [\n  ["[x]"],\n]\n[[t]]\nx = 1979-05-27T07:32:00Z\n',
      '\ufeff{\r\n\t"mcpServers": {\r\n\t}\r\n}\r\n',
    ),
  run(bytes) {
    const text = bytes.toString("utf8");
    let edited = 0;
    for (const runtime of CHOSEN) {
      edited += refusable(() => {
        const had = storedEntry(runtime, text, "file");
        const entry = runtime.entry(LAUNCH, true);
        const after = setEntry(runtime, text, entry, "file");
        must(setEntry(runtime, after, entry, "file") === after, "set twice it is another text");
        const rest = removeEntry(runtime, after, "file");
        if (had === undefined && text.trim() !== "")
          must(rest === null ? isNothing(text) : rest === text, "taking it out does not restore the text");
      });
      const { hooks } = runtime;
      if (hooks === null) continue;
      edited += refusable(() => {
        const had = storedHooks(hooks, text, "file");
        const [event = ""] = Object.keys(hooks.events);
        const entries = [{ event, matcher: null, command: "agentops-mcp hook" }];
        const after = setHooks(hooks, text, entries, "file");
        must(setHooks(hooks, after, entries, "file") === after, "hooks set twice are another text");
        must(
          isDeepStrictEqual(storedHooks(hooks, after, "file"), entries) || had.length > 0,
          "hooks that are not there",
        );
      });
    }
    return edited > 0 ? "edited" : "refused";
  },
};
export default runtimeSettings;

function refusable(edit: () => void): number {
  try {
    edit();
    return 1;
  } catch (error) {
    if (error instanceof AgentOpsError && error.code === "CONFIG_INVALID") return 0;
    throw error;
  }
}

const isNothing = (text: string): boolean => /^[\s{}\ufeff]*$/.test(text);
