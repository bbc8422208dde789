// How long a session file takes to be read, and what memory: 50 MB, or with --full the 500 MB that are promised.
import { spawnSync } from "node:child_process";
import { closeSync, openSync, writeSync } from "node:fs";
import path from "node:path";
import { configuredServer } from "../support/client.ts";
import { removeFolder, temporaryFolder } from "../support/repository.ts";
import { claudeLines } from "../transcripts/session-lines.ts";
import { type Benchmark, timed } from "./measure.ts";

const MEGABYTE = 1_000_000;
/** Of the peak of a tenth of the file. */
const MOST_GROWTH = 1.5;
const PEAK = 'process.on("exit", () => process.stderr.write("peak " + process.resourceUsage().maxRSS))';

export const transcript: Benchmark = {
  name: "transcript",
  title: "Drafts from a session file",
  async run(full) {
    const size = (full ? 500 : 50) * MEGABYTE;
    const folder = temporaryFolder();
    try {
      const small = await read(folder, size / 10);
      const large = await read(folder, size);
      const what = `agentops-mcp extract --transcript, ${size / MEGABYTE} MB`;
      return {
        data: `generated commands in the form of Claude Code, two in three failing, ${large.steps} of them read; one line of 50 MB among them`,
        rows: [
          { what, samples: [large.seconds], unit: "s" },
          { what: "peak memory", samples: [large.peak / 1000], unit: "MB" },
          { what: "peak memory of a tenth of it", samples: [small.peak / 1000], unit: "MB" },
        ],
        targets: [
          { what: "growth of memory", value: large.peak / small.peak, atMost: MOST_GROWTH, unit: "x" },
        ],
      };
    } finally {
      removeFolder(folder);
    }
  },
};

async function read(folder: string, size: number): Promise<{ seconds: number; peak: number; steps: number }> {
  const file = path.join(folder, `${size}.jsonl`);
  write(file, size);
  const program = configuredServer().args[0] ?? "";
  const args = [
    "--import",
    `data:text/javascript,${PEAK}`,
    program,
    "extract",
    "--transcript",
    file,
    "--json",
  ];
  let ran = { stdout: "", stderr: "" };
  const took = await timed(() => {
    ran = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8", maxBuffer: 1 << 26 });
  });
  const { steps } = JSON.parse(ran.stdout);
  return { seconds: took / 1000, peak: Number(/peak (\d+)/.exec(ran.stderr)?.[1]), steps };
}

function write(file: string, size: number): void {
  const lines = claudeLines("/home/ann/shop");
  const to = openSync(file, "w");
  let written = 0;
  for (let number = 0; written < size; number += 1)
    written += writeSync(
      to,
      lines.ran({
        command: `npm test -- ${number % 700}`,
        output: `Error: ${number}\n${"x".repeat(3000)}`,
        exit: number % 3,
      }),
    );
  writeSync(to, '{"type":"user","message":{"content":"');
  for (let at = 0; at < 50; at += 1) writeSync(to, "y".repeat(MEGABYTE));
  writeSync(to, `"}}\n${lines.ran({ command: "npm test", output: "ok", exit: 0 })}`);
  closeSync(to);
}
