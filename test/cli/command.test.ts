// A command line that is wrong is answered with what was probably meant.
import { expect, it } from "vitest";
import { runCommand } from "../../src/cli/command.ts";

it.each([
  [["doctor", "--jsn"], "Unknown option '--jsn'", "Did you mean --json"],
  [["doctor", "--", "x"], "Unexpected argument 'x'", "See agentops-mcp doctor --help."],
  [["verify", "--require"], "Option '--require <value>' argument missing", "See agentops-mcp verify --help."],
  [["verify", "--json=yes"], "Option '--json' does not take an argument", "See agentops-mcp verify --help."],
  [["verify", "--require=L1", "--frsh=1"], "Unknown option '--frsh'", "Did you mean --fresh"],
  [["verify", "--require", "L4"], "--require L4 is not known", "Did you mean L"],
  [["verfy"], "verfy is no command", "Did you mean verify"],
  [["xyzzyxyzzy"], "xyzzyxyzzy is no command", "redact, report, retire, reverse"],
  [
    ["retire", "01K8ZQ4M3W9T2V5B7C6D8E0F1G"],
    "retire needs a --reason",
    'agentops-mcp retire <id> --reason "…"',
  ],
  [["retire"], "retire needs the id", 'agentops-mcp retire <id> --reason "…"'],
  [["curate", "merge", "E0F1G2"], "curate needs a --reason", 'agentops-mcp curate merge <id> --reason "…"'],
  [["serve", "--session", "my run"], "that is no name of a session", "without blanks."],
  [["serve", "--parts", "nope"], "nope is no part of this", "Parts are memory, checks, envelope, jobs, all."],
  [["ui", "--port", "abc"], "--port abc is no number from 1 to", "Give a whole number, or leave"],
  [["unistall"], "unistall is no command", "agentops-mcp --help lists them"],
  [["redac", "x"], "redac is no command", "agentops-mcp --help lists them"],
])("%j", async (argv, message, fix) => {
  await expect(runCommand(argv)).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
    message: expect.stringContaining(message),
    fix: expect.stringContaining(fix),
  });
});
