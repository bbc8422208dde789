// Chooses the program by the first words of the command line, so that no more is loaded than the work takes.
import { isatty } from "node:tty";
import { setFlagsFromString } from "node:v8";
import { type LoadProgram, loadProgram } from "./load-program.ts";

// The build makes CommonJS of this file, which Node starts sooner than an ES module.
const load: LoadProgram = (program) => loadProgram(__dirname, keptName(program), bundleOf(program));
const [first = "", second] = process.argv.slice(2);
const chosen = chooseProgram();
if (chosen !== "commands" && process.version.startsWith("v20.")) optimiseLater();
const { main } = load(chosen) as { main(load: LoadProgram): Promise<void> };
void main(load);

/**
 * Of a server's first thousand calls V8 holds up every tenth for 2 to 9 ms, to optimise some function or other, and of
 * a search or a hook it takes a quarter of the processor time for code that the process never gets to use. With
 * fifteen times the budget (default: 67,584) it does so only for the loops that are worth it. Later versions of Node
 * have Maglev in between, show a shorter tail, and don't know this option.
 */
function optimiseLater(): void {
  setFlagsFromString("--interrupt-budget=1000000");
}

/** Hooks have files of their own, as one of them runs at every call of an agent's tools, and the page that runs for hours. */
function bundleOf(program: string): string {
  return /^(?:ui$|hook(?!-journal))/.test(program) ? program : "program";
}

/** Each command calls other functions; of a word that is no command nothing is kept, as it ends with a fault. */
function keptName(program: string): string {
  const command = /^[a-z]+$/.exec(first);
  return program === "commands" && command ? `${program}-${command[0]}` : program;
}

function chooseProgram(): string {
  // Asked only for help, the other programs would keep compiled code that lacks what their work takes.
  if (process.argv.slice(2).some((word) => /^(-h|--help|--version)$/.test(word))) return "commands";
  if (first === "search") return "search";
  if (first === "ui" && process.env.AGENTOPS_UI_VIEWS !== "1") return "ui";
  if (first === "hook" && second === "--runtime") return "hook";
  // Options without a command are the server's.
  return first === "serve" || first.startsWith("-") || (first === "" && !isatty(0)) ? "serve" : "commands";
}
