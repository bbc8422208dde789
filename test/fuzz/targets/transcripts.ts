// Fuzzes what reads the session files of each runtime, as lessons and as talks, from a real file.
import { mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { AgentOpsError } from "../../../src/shared/errors.ts";
import { readSession } from "../../../src/transcripts/io/read-session.ts";
import { readTranscript } from "../../../src/transcripts/read.ts";
import { RUNTIMES_WITH_SESSIONS } from "../../../src/transcripts/talk-lines.ts";
import { removeFolder } from "../../support/repository.ts";
import { claudeLines, codexLines } from "../../transcripts/session-lines.ts";
import { must, seedsOf, type Target } from "../target.ts";

let folder: string | null = null;

/** Made once for the process and taken away with it. */
function folderHere(): string {
  if (folder !== null) return folder;
  const made = mkdtempSync(path.join(os.tmpdir(), "agentops-fuzz-"));
  process.once("exit", () => removeFolder(made));
  folder = made;
  return made;
}

const claude = claudeLines("/repo");
const codex = codexLines("/repo");
const failing = { command: "npm test", output: "TypeError: x is undefined\n  at a.ts:1", exit: 1 };
const passing = { command: "npm test", output: "ok", exit: 0 };
const jsonl = (...lines: readonly object[]): string =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join("");

const transcripts: Target = {
  name: "transcripts",
  outcomes: ["read", "INVALID_ARGUMENT"],
  seeds: () =>
    seedsOf(
      claude.ran(failing) +
        claude.edited("/repo/src/a.ts") +
        claude.ran(passing) +
        claude.said("We decided on x."),
      codex.start() +
        codex.ran(failing) +
        codex.patched("src/a.ts") +
        codex.ran(passing) +
        codex.older(failing),
      codex.start() + codex.running("npm test") + codex.ran(passing),
      jsonl(
        { sessionId: "1", projectHash: "x", startTime: "2026-01-01T00:00:00Z", kind: "main" },
        {
          $set: {
            messages: [
              { id: "a", type: "user", content: [{ text: "Why?" }], timestamp: "2026-01-01T00:00:00Z" },
            ],
          },
        },
        { id: "b", type: "gemini", content: "Because we decided so.", timestamp: "x" },
      ),
      jsonl(
        {
          type: "session.start",
          data: { sessionId: "1", context: { cwd: "/repo" } },
          timestamp: "2026-01-01T00:00:00Z",
        },
        { type: "user.message", data: { content: "Why is the cache keyed by host?" } },
        {
          type: "assistant.message",
          data: { content: "<system-reminder>x</system-reminder> As it must be." },
        },
      ),
      jsonl({
        type: "user",
        message: {
          role: "user",
          content: "Use pnpm instead of npm, because of the lockfile.\n\n```\nlog\n```",
        },
        timestamp: "2026-01-01T00:00:00Z",
        cwd: "/repo",
      }),
    ),
  async run(bytes) {
    const file = path.join(folderHere(), "session.jsonl");
    writeFileSync(file, bytes);
    const found = {
      file,
      session: "s",
      mtimeMs: 1_767_225_600_000,
      size: bytes.length,
      first: "2026-01-01",
      last: "2026-01-02",
    };
    for (const runtime of RUNTIMES_WITH_SESSIONS) {
      const read = await readSession(
        { ...found, runtime },
        { source: "s", roots: ["/repo"], home: "/home/me", lines: null },
      );
      must(read.broken >= 0 && read.talks.every(({ turns }) => turns.length > 0), "a talk without a word");
    }
    try {
      const report = await readTranscript(file, "/home/me", () => {});
      must(report.bytes === bytes.length && report.lines >= report.broken, "counts that are wrong");
      return "read";
    } catch (error) {
      if (error instanceof AgentOpsError) return error.code;
      throw error;
    }
  },
};
export default transcripts;
