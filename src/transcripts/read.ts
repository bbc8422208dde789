// Drafts lessons from a session file of Claude Code or Codex; memory does not grow with the file.
import { open, stat } from "node:fs/promises";
import type { LessonDraft } from "../lessons/from-records.ts";
import { createTranscriptLessons } from "../lessons/from-transcript.ts";
import { type Fields, tableOf } from "../runtimes/hooks/read.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { relativise } from "../shared/text/relative-paths.ts";
import { sanitise } from "../shared/text/safe-text.ts";
import { withoutSecrets } from "../shared/text/without-secrets.ts";
import { createClaudeReader } from "./claude.ts";
import { createCodexReader } from "./codex.ts";
import type { TranscriptReader } from "./format.ts";
import { type LineCounts, linesOf } from "./lines.ts";

export interface TranscriptReport extends LineCounts {
  readonly runtime: string;
  /** Lines that are no JSON, as the last one of a file that was cut. */
  readonly broken: number;
  /** Commands and edits that were understood. */
  readonly steps: number;
  readonly drafts: readonly LessonDraft[];
}

/** Longer lines hold pictures or whole files, and no command that somebody typed. */
const LONGEST_LINE = 8 * 1024 * 1024;
/** Of an output, for the scrubbing: errors stand at its ends. */
const MOST_SCRUBBED = 100_000;

/** Throws INVALID_ARGUMENT where the file is not there, or is no session file of either runtime. */
export async function readTranscript(
  file: string,
  home: string | null,
  progress: (done: number, all: number) => void,
): Promise<TranscriptReport> {
  const found = await stat(file).catch(() => null);
  if (!found?.isFile()) throw noFile();
  const readers = { "claude-code": createClaudeReader(), codex: createCodexReader() };
  const counts: LineCounts = { lines: 0, tooLong: 0, bytes: 0 };
  let root: string | null = null;
  const lessons = createTranscriptLessons((text) =>
    withoutSecrets(relativise(sanitise(text.slice(-MOST_SCRUBBED)), root, home)),
  );
  const marks = Object.values(readers).flatMap((reader) => reader.marks);
  let runtime: keyof typeof readers | null = null;
  let broken = 0;
  let steps = 0;
  for await (const line of linesOf(file, LONGEST_LINE, counts)) {
    progress(counts.bytes, found.size);
    // Until the runtime is known every line may tell it.
    if (runtime !== null && !marks.some((mark) => line.includes(mark))) continue;
    const fields = parse(line);
    if (fields === null) broken += 1;
    runtime ??= ownerOf(readers, fields);
    const reader: TranscriptReader | null = runtime && readers[runtime];
    if (reader === null || fields === null) continue;
    root ??= reader.folder(fields);
    for (const step of reader.steps(fields)) {
      steps += 1;
      lessons.note(step);
    }
  }
  if (runtime === null) throw (await isCompressed(file)) ? compressed() : noTranscript();
  return { ...counts, runtime, broken, steps, drafts: lessons.drafts() };
}

function ownerOf<K extends string>(
  readers: Readonly<Record<K, TranscriptReader>>,
  fields: Fields | null,
): K | null {
  const found = Object.entries<TranscriptReader>(readers).find(
    ([, reader]) => fields && reader.isOwn(fields),
  );
  return (found?.[0] as K | undefined) ?? null;
}

/** An editor may have put a mark of the encoding before the first line. */
function parse(line: Buffer): Fields | null {
  try {
    return tableOf(JSON.parse(line.toString("utf8").replace(/^\uFEFF/, "")));
  } catch {
    return null;
  }
}

/** As gzip and zstd begin their files, in which runtimes and backups keep old sessions. */
async function isCompressed(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return [0x1f8b, 0x28b5].includes(buffer.readUInt16BE());
  } finally {
    await handle.close();
  }
}

const compressed = (): AgentOpsError =>
  new AgentOpsError(
    "INVALID_ARGUMENT",
    "--transcript: this file is compressed.",
    "Unpack it first, for example with gunzip --keep, and give what comes out.",
  );

const noFile = (): AgentOpsError =>
  new AgentOpsError(
    "INVALID_ARGUMENT",
    "--transcript: there is no such file.",
    "Claude Code keeps its sessions in ~/.claude/projects, Codex in ~/.codex/sessions.",
  );

const noTranscript = (): AgentOpsError =>
  new AgentOpsError(
    "INVALID_ARGUMENT",
    "--transcript: this is no session file of Claude Code or Codex.",
    "Give one of ~/.claude/projects/<project>/<session>.jsonl or ~/.codex/sessions/<date>/rollout-*.jsonl.",
  );
