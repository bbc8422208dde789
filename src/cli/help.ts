// Prints `--help` from the commands' own declarations.
import packageJson from "../../package.json" with { type: "json" };
import { COMMON_OPTIONS, type CommandSpec, type OptionSpec } from "./define-command.ts";

export const VERSION: string = packageJson.version;

export function overview(commands: readonly (readonly [string, CommandSpec])[]): string {
  return `agentops-mcp ${VERSION} - a memory for coding agents, kept in git

Usage: agentops-mcp <command> [options]

Every day:
${listed(commands.filter(([, { everyday }]) => everyday))}

For teams, jobs, CI and runtimes:
${listed(commands.filter(([, { everyday }]) => !everyday))}

agentops-mcp <command> --help shows a command's options and examples; agentops-mcp --version the version.
Without a command and without a terminal, as runtimes start it, it serves.
`;
}

const listed = (commands: readonly (readonly [string, CommandSpec])[]): string =>
  columns(commands.map(([name, { summary }]) => [name, summary]));

export function commandHelp(name: string, spec: CommandSpec): string {
  return `agentops-mcp ${name} - ${spec.summary}

Usage: agentops-mcp ${[name, spec.positionals, "[options]"].filter(Boolean).join(" ")}

Options:
${columns(Object.entries({ ...spec.options, ...COMMON_OPTIONS }).map(optionLine))}

Examples:
${spec.examples.map((example) => `  ${example}`).join("\n")}
`;
}

function optionLine([name, { value = "", choices, description }]: [string, OptionSpec]): [string, string] {
  return [`--${name} ${choices ? `<${choices.join("|")}>` : value}`.trim(), description];
}

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.min(34, Math.max(...rows.map(([left]) => left.length)));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join("\n");
}
