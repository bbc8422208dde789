// Measures whether every session speaks that starts on a busy machine, each as if nothing had been read before.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { hookProcess } from "../hooks/hook-process.ts";
import { createRepository, removeFolder } from "../support/repository.ts";
import { createGenerator } from "./generated.ts";

const LESSONS = 2_000;
const STARTS = 40;
const BUSY = Number(process.argv[2] ?? 8);

/** Lessons as a team has them: files on base, no journal, no cache. */
function project(): string {
  const repository = createRepository();
  const generator = createGenerator(7);
  const files = Array.from({ length: LESSONS }, (_, number) => {
    const { title, kind, body, tags } = generator.learning();
    const head = `---\ntitle: ${JSON.stringify(title)}\nkind: ${kind}\ntags: ${tags.join(", ")}\n---\n`;
    return [`.agentops/learnings/lesson-${number}.md`, `${head}\n${body}\n`] as const;
  });
  repository.commit({ ...Object.fromEntries(files), ".agentops/config.yaml": "checks: []\n" }, "lessons");
  return repository.dir;
}

const busy = (): ChildProcess =>
  spawn(process.execPath, ["-e", "for (;;);"], { stdio: "ignore", env: { PATH: process.env.PATH } });

async function run(): Promise<void> {
  delete process.env.NODE_EXTRA_CA_CERTS;
  const dir = project();
  const others = Array.from({ length: BUSY }, busy);
  const seen = { briefs: 0, sentences: 0, silent: 0, notedUnsaid: 0 };
  const times: number[] = [];
  try {
    for (let number = 0; number < STARTS; number += 1) {
      removeFolder(path.join(dir, ".git/agentops/cache"));
      const session = `start-${number}`;
      const began = performance.now();
      const { context } = await hookProcess(
        dir,
        "SessionStart",
        { session_id: session, cwd: dir, source: "startup" },
        { env: { AGENTOPS_HOOK_MS: "" } },
      );
      times.push(performance.now() - began);
      const isBrief = context.includes("What this repository remembers");
      if (isBrief) seen.briefs += 1;
      else if (context === "") seen.silent += 1;
      else seen.sentences += 1;
      const notes = path.join(dir, `.git/agentops/sessions/${session}.jsonl`);
      const noted = existsSync(notes) ? readFileSync(notes, "utf8").includes('"t":"inject"') : false;
      if (noted && !isBrief) seen.notedUnsaid += 1;
    }
  } finally {
    for (const each of others) each.kill("SIGKILL");
    removeFolder(dir);
  }
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): string =>
    ((sorted[Math.floor(share * (sorted.length - 1))] ?? 0) / 1_000).toFixed(1);
  process.stdout.write(
    `${STARTS} first starts, ${LESSONS} lessons as files on base, ${BUSY} busy processes on ${os.cpus().length} cores, load ${os.loadavg()[0]?.toFixed(1)}\n` +
      `briefs ${seen.briefs}, one sentence instead ${seen.sentences}, silent ${seen.silent}, noted without being printed ${seen.notedUnsaid}\n` +
      `seconds: median ${at(0.5)}, p90 ${at(0.9)}, slowest ${at(1)}\n`,
  );
}

await run();
