// Asks any agent for its next step: a command that reads a prompt and prints an answer, or somebody who answers by files.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Gives the whole text that the agent has answered with. */
export type Agent = (prompt: string) => Promise<string>;

/** A new process for each prompt, which comes on standard input: `claude -p`, `codex exec -`, a script. */
export function commandAgent(argv: readonly string[], limitMs: number): Agent {
  const [program = "", ...args] = argv;
  return (prompt) =>
    new Promise((resolve, reject) => {
      const child = spawn(program, args, { stdio: ["pipe", "pipe", "ignore"], timeout: limitMs });
      let output = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
      child.on("error", reject).on("close", () => resolve(output));
      // One that answers without reading all of it has closed its end.
      child.stdin.on("error", () => {});
      child.stdin.end(prompt);
    });
}

/** `<n>.prompt.md` is written into the folder, and `<n>.answer.json` is waited for. */
export function fileAgent(folder: string, limitMs: number): Agent {
  mkdirSync(folder, { recursive: true });
  let turn = 0;
  return async (prompt) => {
    turn += 1;
    writeFileSync(path.join(folder, `${turn}.prompt.md`), prompt);
    const answer = path.join(folder, `${turn}.answer.json`);
    const until = performance.now() + limitMs;
    while (!existsSync(answer)) {
      if (performance.now() > until) throw new Error(`nobody has written ${answer}`);
      await sleep(200);
    }
    return readFileSync(answer, "utf8");
  };
}
