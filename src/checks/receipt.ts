// Defines a receipt: what a command returned when it was run again, in words that fit into a record.
import * as z from "zod";

export const SANDBOXES = ["bubblewrap", "srt", "none"] as const;
export type SandboxLevel = (typeof SANDBOXES)[number];

/**
 * `ok`: ended by itself with 0, and printed a number where one was asked for. `exit`: ended otherwise.
 * `not_started`: the program, its folder, its set-up or the sandbox could not be used. The rest names the limit that it broke;
 * `metric` a last line that is no finite number.
 */
export const REASONS = [
  "ok",
  "exit",
  "timeout",
  "output",
  "memory",
  "processes",
  "disk",
  "not_started",
  "metric",
] as const;
export type Reason = (typeof REASONS)[number];

/** Characters of the output's beginning, and of its end, that a receipt keeps. */
export const EXCERPT = 2000;

const Digest = z.string().regex(/^[0-9a-f]{64}$/);

export const Receipt = z.object({
  /** The check's id, or the criterion's for a command that the claim brought itself. */
  check: z.string().max(100),
  /** `claim` marks evidence that its author wrote: weaker than what the policy asks for. */
  authored: z.enum(["policy", "claim"]),
  argv: z.array(z.string().max(4000)).max(200),
  cwd: z.string().max(500),
  /** Null where the command was stopped or never started. */
  exit: z.int().nullable(),
  /** The signal that ended it; in a sandbox, as shells tell it from an exit code above 128. */
  signal: z.string().max(20).nullable(),
  reason: z.enum(REASONS),
  durationMs: z.number().min(0),
  /** sha256 over the hexadecimal sha256 of standard output and of standard error, in this order. */
  outputDigest: Digest,
  /** The beginning of both streams as they came, without what a reader can't see and without credentials. */
  head: z.string().max(EXCERPT + 200),
  /** The end of it; empty where `head` is all. */
  tail: z.string().max(EXCERPT + 200),
  /** The whole tree that was checked out. */
  tree: z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/),
  sandbox: z.enum(SANDBOXES),
  network: z.boolean(),
  /** Digest of the set-up whose outputs it saw. */
  setup: Digest.nullable(),
  /** Versions of git, node and of the program where it is a well-known one; `platform` and `arch`. */
  tools: z.record(z.string(), z.string().max(200)),
  metric: z.number().nullable(),
});
export type Receipt = z.output<typeof Receipt>;

/** The number on the last line that is not empty, or null where that is not exactly one finite number. */
export function readMetric(stdout: string): number | null {
  const last = stdout.trimEnd().split("\n").at(-1)?.trim() ?? "";
  return /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(last) && Number.isFinite(Number(last))
    ? Number(last)
    : null;
}
