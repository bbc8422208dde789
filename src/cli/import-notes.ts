// Takes notes through the gate into the journal, for the command and for init, which offers it.

import { readSources } from "../import/files.ts";
import { FORMATS, readNotes } from "../import/formats.ts";
import { reportOf } from "../import/report.ts";
import { importLearnings } from "../import/run.ts";
import { LEARNING_KINDS } from "../records/evidence.ts";
import { createSearchEngine } from "../retrieval/engine.ts";
import { sessionFromProcess, sessionFromRuntime, sessionFromWish } from "../shared/identity.ts";
import { createLog } from "../shared/log.ts";
import type { CommandInput } from "./define-command.ts";
import { openSession } from "./open-session.ts";

/** The exit code that shells use for a program ended by Ctrl-C. */
const INTERRUPTED = 130;

/** Exit code 1 when nothing in the notes was or had been admitted, 130 after Ctrl-C. */
export async function importNotes({ options, positionals, terminal }: CommandInput): Promise<number> {
  const format = FORMATS.find((each) => each === options.format) ?? "auto";
  const dryRun = options["dry-run"] === true;
  const session = openSession(options, "worker", createLog("warn", null));
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  process.once("SIGINT", onSignal).once("SIGTERM", onSignal);
  try {
    const by = {
      session: sessionFromWish(process.env) ?? sessionFromRuntime(process.env) ?? sessionFromProcess(),
      runtime: "agentops-mcp import",
    };
    const { write } = await session.contexts(by, stop.signal);
    const sources = await readSources(positionals, write.code.root, format);
    const found = sources.files.map(({ name, text }) => readNotes(name, text, format));
    const outcome = await importLearnings(
      found.flatMap(({ learnings }) => learnings),
      {
        dryRun,
        kind: LEARNING_KINDS.find((each) => each === options.kind) ?? null,
        home: process.env.HOME ?? null,
        accept: new Set(
          String(options.accept ?? "")
            .split(",")
            .map((each) => each.trim())
            .filter(Boolean),
        ),
        progress: (done, all) => terminal.progress(done, all, "learnings"),
      },
      write,
      createSearchEngine(),
    );
    // Fills the cache, so that the next command need not read all of this from git.
    await write.soon();
    const { facts, text } = reportOf(
      outcome,
      sources,
      found.flatMap(({ skipped }) => skipped),
      dryRun,
    );
    terminal.answer(facts, text);
    if (outcome.remaining > 0) return INTERRUPTED;
    return outcome.admitted.length + outcome.duplicates.length > 0 ? 0 : 1;
  } finally {
    session.close();
  }
}
