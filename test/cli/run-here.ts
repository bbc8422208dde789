// A command in the test's own process, over a real session: for what no terminal and no program of its own is needed.
import commands from "agentops:commands";
import { parseArgs } from "node:util";
import { COMMON_OPTIONS } from "../../src/cli/define-command.ts";
import { PLAIN } from "../../src/cli/look.ts";

/** Gives the exit code with the facts that `--json` prints and the text that people read. */
export async function runHere(dir: string, name: string, ...args: string[]) {
  const load = commands[name];
  if (!load) throw new Error(`there is no command ${name}`);
  const spec = (await load()).default;
  const options = Object.entries({ ...COMMON_OPTIONS, ...spec.options });
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: Object.fromEntries(options.map(([option, { type }]) => [option, { type }])),
  });
  let answered: { facts: Record<string, unknown>; text: string } = { facts: {}, text: "" };
  const code = await spec.run({
    options: { dir, ...values },
    positionals,
    terminal: {
      interactive: false,
      look: PLAIN,
      answer: (facts, text = "") => {
        answered = { facts, text };
      },
      show: (facts, text) => {
        answered = { facts, text };
      },
      note: () => {},
      progress: () => {},
      confirm: async (_, otherwise) => otherwise,
    },
  });
  return { code, ...answered };
}
