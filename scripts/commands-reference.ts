// Writes docs/commands.md: each command of the terminal with its options and examples, as its help prints them.
import commands from "agentops:commands";
import { COMMON_OPTIONS, type CommandSpec, type OptionSpec } from "../src/cli/define-command.ts";

export async function commandsPage(): Promise<string> {
  const names = Object.keys(commands).sort();
  const specs = await Promise.all(names.map(async (name) => [name, await specOf(name)] as const));
  return `${[
    "<!-- Written by `npm run gen` from src/cli/commands; change it there. -->",
    "# Commands",
    "`agentops-mcp <command> --help` prints the same. Exit code 0 is done, 1 that the answer is no, 2 an error, which names what to do.",
    specs.map(([name, { summary }]) => `- [\`${name}\`](#${name}): ${summary}`).join("\n"),
    "## Options of every command",
    options(COMMON_OPTIONS),
    ...specs.flatMap(([name, spec]) => section(name, spec)),
  ].join("\n\n")}\n`;
}

async function specOf(name: string): Promise<CommandSpec> {
  const load = commands[name];
  if (!load) throw new Error(`no command ${name}`);
  return (await load()).default;
}

function section(name: string, { summary, positionals, options: own, examples }: CommandSpec): string[] {
  return [
    `## \`${name}\``,
    `${summary[0]?.toUpperCase()}${summary.slice(1)}.`,
    `\`\`\`sh\n${[name, positionals].filter(Boolean).join(" ").replace(/^/, "agentops-mcp ")}\n\`\`\``,
    ...(Object.keys(own).length > 0 ? [options(own)] : []),
    `\`\`\`sh\n${examples.join("\n")}\n\`\`\``,
  ];
}

const options = (specs: Readonly<Record<string, OptionSpec>>): string =>
  [
    "| option | |",
    "|---|---|",
    ...Object.entries(specs).map(([name, { value = "", choices, description }]) => {
      const words = `--${name} ${choices ? `<${choices.join("|")}>` : value}`.trim();
      return `| \`${words.replaceAll("|", "\\|")}\` | ${description.replaceAll("|", "\\|")} |`;
    }),
  ].join("\n");
