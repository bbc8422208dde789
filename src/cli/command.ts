// Finds the command that was asked for, reads its options and runs it.

import commands from "agentops:commands";
import { type ParseArgsConfig, parseArgs } from "node:util";
import { AgentOpsError } from "../shared/errors.ts";
import { didYouMean, nearestTo } from "../shared/nearest.ts";
import { COMMON_OPTIONS, type CommandSpec } from "./define-command.ts";
import { forPeople } from "./for-people.ts";
import { commandHelp, overview, VERSION } from "./help.ts";
import { asStarted, startedAs } from "./started-as.ts";
import { createTerminal, type Streams } from "./terminal.ts";

/** Runs the command line and returns the exit code; a user's mistake is told, with exit code 2. */
export async function answerCommand(argv: readonly string[], streams: Streams): Promise<number> {
  try {
    return await runCommand(argv, streams);
  } catch (error) {
    if (!(error instanceof AgentOpsError)) throw error;
    // A name on the command line can hold line breaks.
    const [message, fix] = [error.message, error.fix].map((text) =>
      forPeople(text, argv[0]).replace(/\s+/g, " "),
    );
    streams.stderr.write(`agentops-mcp: ${message}\n${asStarted(fix ?? "", startedAs(process.env))}\n`);
    // Also for a command line that does not parse, as a script may read only JSON.
    if (argv.includes("--json"))
      streams.stdout.write(`${JSON.stringify({ code: error.code, problem: message, fix })}\n`);
    return 2;
  }
}

/** Returns the exit code. Throws AgentOpsError for anything that the command line gets wrong. */
export async function runCommand(argv: readonly string[], streams: Streams = process): Promise<number> {
  const [first = "", ...rest] = argv;
  const print = (text: string): number => {
    streams.stdout.write(text);
    return 0;
  };
  if (first === "--version") return print(`${VERSION}\n`);
  if (first === "help" || first === "--help" || first === "-h") return print(await helpFor(rest[0]));
  // A runtime starts the server without naming a command; a person who does so gets help.
  if (first === "" && streams.stdin.isTTY) return print(await helpFor(undefined));
  const name = first === "" || first.startsWith("-") ? "serve" : first;
  const spec = await find(name);
  const { values, positionals } = parse(name, spec, first === name ? rest : argv);
  if (values.help) return print(commandHelp(name, spec));
  return spec.run({ options: values, positionals, terminal: createTerminal(values.json === true, streams) });
}

async function helpFor(name: string | undefined): Promise<string> {
  if (name !== undefined) return commandHelp(name, await find(name));
  const all = Object.entries(commands).map(async ([each, load]) => [each, (await load()).default] as const);
  return overview(await Promise.all(all));
}

/** Never suggested for a mistyped name. */
const DESTRUCTIVE: ReadonlySet<string> = new Set(["drop", "redact", "retire", "reverse", "uninstall"]);

/** The similar names, or all. */
function wayFrom(name: string, all: readonly string[]): string {
  const close = nearestTo(name, all);
  if (close === null) return `Known are: ${all.join(", ")}.`;
  if (DESTRUCTIVE.has(close)) return "agentops-mcp --help lists them.";
  return didYouMean(
    name,
    all.filter((each) => !DESTRUCTIVE.has(each)),
  );
}

async function find(name: string): Promise<CommandSpec> {
  const load = commands[name];
  if (!load)
    throw new AgentOpsError(
      "INVALID_ARGUMENT",
      `${name} is no command.`,
      wayFrom(name, Object.keys(commands)),
    );
  return (await load()).default;
}

function parse(name: string, spec: CommandSpec, args: readonly string[]) {
  const options = { ...COMMON_OPTIONS, ...spec.options };
  const types = Object.fromEntries(Object.entries(options).map(([option, { type }]) => [option, { type }]));
  const { values, positionals } = strictly(name, Object.keys(options), {
    options: types,
    allowPositionals: spec.positionals !== "",
    args: spec.wordsAfter === undefined ? [...args] : wordsLast(args, spec.wordsAfter, options),
  });
  for (const [option, { choices }] of Object.entries(options)) {
    const value = values[option];
    if (choices && typeof value === "string" && !choices.includes(value)) {
      throw new AgentOpsError(
        "INVALID_ARGUMENT",
        `--${option} ${value} is not known.`,
        didYouMean(value, choices),
      );
    }
  }
  return { values: values as Record<string, string | boolean | undefined>, positionals };
}

/** The same arguments with all words behind `--`, and after the second word also options that are not this program's. */
function wordsLast(args: readonly string[], marker: string, options: CommandSpec["options"]): string[] {
  const ours: string[] = [];
  const words: string[] = [];
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === "--") {
      words.push(...rest.splice(0));
      break;
    }
    const [, name = "", value] = /^--([\w-]+)(=.*)?$/s.exec(arg) ?? [];
    const known = Object.hasOwn(options, name) ? options[name] : undefined;
    const isWord = !arg.startsWith("-") || (words[0] === marker && words.length > 1 && !known);
    (isWord ? words : ours).push(arg);
    if (known?.type === "string" && value === undefined) ours.push(...rest.splice(0, 1));
  }
  return [...ours, "--", ...words];
}

interface Parsed {
  readonly values: Readonly<Record<string, unknown>>;
  readonly positionals: string[];
}

/** Node says in plain words what is wrong, but only its tokens tell which option is meant. */
function strictly(name: string, known: readonly string[], config: ParseArgsConfig): Parsed {
  try {
    return parseArgs({ ...config, strict: true });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const unknown = isUnknownOption(error) ? unknownOption(known, config) : null;
    const fix =
      unknown === null
        ? `See agentops-mcp ${name} --help.`
        : didYouMean(
            unknown,
            known.map((each) => `--${each}`),
          );
    throw new AgentOpsError("INVALID_ARGUMENT", message.split(". ")[0] ?? message, fix);
  }
}

const isUnknownOption = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ERR_PARSE_ARGS_UNKNOWN_OPTION";

/** The option as it was typed. */
function unknownOption(known: readonly string[], config: ParseArgsConfig): string | null {
  const { tokens } = parseArgs({ ...config, strict: false, allowPositionals: true, tokens: true });
  const found = tokens.find((token) => token.kind === "option" && !known.includes(token.name));
  return found?.kind === "option" ? found.rawName : null;
}
