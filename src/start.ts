// The file that is started: chooses the program by the first words, so that no more is loaded than the work takes.
import { isatty } from "node:tty";
import { type LoadProgram, loadProgram } from "./load-program.ts";

// The build makes CommonJS of this file, which Node starts sooner than an ES module.
const load: LoadProgram = (program) => loadProgram(__dirname, program);
const { main } = load(programFor(process.argv.slice(2))) as { main(load: LoadProgram): Promise<void> };
void main(load);

function programFor(words: readonly string[]): string {
  const [first = "", second] = words;
  // Asked only for help, the other programs would keep compiled code that lacks what their work takes.
  if (words.some((word) => /^(-h|--help|--version)$/.test(word))) return "commands";
  if (first === "search") return "search";
  if (first === "hook" && second === "--runtime") return "hook";
  // Options without a command are the server's.
  return first === "serve" || first.startsWith("-") || (first === "" && !isatty(0)) ? "serve" : "commands";
}
