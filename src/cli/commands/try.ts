// `agentops-mcp try`: shows a lesson of one session come back in another, in a repository that is deleted afterwards.
import { mkdtemp, realpath, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { git } from "../../git/run.ts";
import type { Session } from "../../session/session.ts";
import { createLog } from "../../shared/log.ts";
import { recordLearning } from "../../use-cases/record-learning.ts";
import { retrieveContext } from "../../use-cases/retrieve-context.ts";
import { defineCommand } from "../define-command.ts";
import { openSession } from "../open-session.ts";

const LESSON = {
  title: "renameSync fails with EXDEV when the target is on another disk",
  body: "`fs.renameSync` from /tmp into the project ends with `EXDEV: cross-device link not permitted`, as a rename can't cross disks. Copy the file with `fs.copyFileSync` and then delete it.",
  kind: "gotcha",
  tags: ["node", "fs"],
} as const;
const TASK = "move the uploaded file from the temporary folder into the project";

export default defineCommand({
  summary: "see one lesson of a session come back in the next, in a repository that is gone afterwards",
  everyday: true,
  positionals: "",
  options: {},
  examples: ["agentops-mcp try"],

  /** Exit code 1 where the lesson did not come back. */
  async run({ terminal }) {
    const dir = await realpath(await mkdtemp(path.join(os.tmpdir(), "agentops-try-")));
    try {
      await git(dir, ["init", "-q"]);
      const { id } = await inSession(dir, "monday", ({ write }) =>
        recordLearning(write, { ...LESSON, tags: [...LESSON.tags], paths: [], evidence: [] }),
      );
      const { items } = await inSession(dir, "tuesday", ({ read }) =>
        retrieveContext(read, { task: TASK, paths: [], budget_tokens: 1_500 }),
      );
      const back = items.find((each) => each.id === id);
      const facts = { recorded: LESSON, task: TASK, back: back?.id === id, text: back?.text ?? null };
      terminal.answer(facts, report(back?.text ?? null));
      return back === undefined ? 1 : 0;
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  },
});

type Contexts = Awaited<ReturnType<Session["contexts"]>>;

async function inSession<T>(dir: string, name: string, work: (contexts: Contexts) => Promise<T>): Promise<T> {
  const session = openSession({ dir }, "worker", createLog("silent", null));
  try {
    const by = { session: `try-${name}`, runtime: "agentops-mcp try" };
    const done = await work(await session.contexts(by, new AbortController().signal));
    await session.flush();
    return done;
  } finally {
    session.close();
  }
}

const report = (text: string | null): string =>
  [
    "In a repository of its own, which is gone by now:",
    "",
    `Monday's session recorded: ${LESSON.title}`,
    `Tuesday's session asked:   ${TASK}`,
    text === null ? "and got nothing back." : `and got back:\n\n${text}\n`,
    "Your agents do the same in your repository: start one there, let it work, and look with agentops-mcp search.",
  ].join("\n");
