// `agentops-mcp redact`: removes a record's text from the journal for good.

import type { ReadContext } from "../../api/context.ts";
import { findRecord } from "../../jobs/find-record.ts";
import { idInPath } from "../../journal/codec.ts";
import { cloneNamed } from "../../journal/dropped.ts";
import type { Journal } from "../../journal/journal.ts";
import {
  EMPTY_PACKS,
  purgeRemote,
  type Redacted,
  type RemoteToPurge,
  redactRecord,
  remotesToPurge,
} from "../../journal/redact.ts";
import { filesInWorktrees } from "../../learnings/io/worktree-files.ts";
import Learning from "../../learnings/records/learning.ts";
import { twinsOf } from "../../learnings/twins.ts";
import Redaction from "../../records/redaction.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { RECORD_ID } from "../../shared/ids.ts";
import { counted } from "../../shared/text/count.ts";
import { type CommandInput, defineCommand } from "../define-command.ts";
import { fileToDelete, line, reading } from "../reading.ts";
import { limitOf } from "../seconds.ts";
import { withJournal } from "../with-journal.ts";
import { withYes } from "../with-yes.ts";

/** Stands for the person at the command line. */
const BY = { session: "terminal", runtime: "agentops-mcp", role: "supervisor" } as const;

export default defineCommand({
  summary: "take a record's text out of the journal for good, and say so",
  positionals: "<id>",
  options: {
    reason: { type: "string", value: "<text>", description: "why; it is kept and everybody can read it" },
    push: {
      type: "boolean",
      description: "also replace the refs on the remotes that are known to hold them",
    },
    timeout: { type: "string", value: "<seconds>", description: "for each answer of a remote (default: 30)" },
    yes: { type: "boolean", description: "do not ask" },
  },
  examples: [
    'agentops-mcp redact 01K8ZQ4M3W9T2V5B7C6D8E0F1G --reason "names a customer"',
    'agentops-mcp redact E0F1G2 --reason "holds a password" --push --yes',
  ],

  /** Exit code 1 when there is no such record, nobody agreed, or a remote could not be purged. */
  async run(input) {
    const { options, positionals, terminal } = input;
    const [typed = "", ...more] = positionals;
    const reason = typeof options.reason === "string" ? options.reason.trim() : "";
    if (more.length > 0 || typed.length < 6 || reason === "") {
      throw new AgentOpsError(
        "INVALID_ARGUMENT",
        "redact needs one id, or its first or last 6 characters, and --reason.",
        "agentops-mcp show lists the newest.",
      );
    }
    const limitMs = limitOf(options.timeout, 30);
    return reading(input, async (context) => {
      const target = await find(context, typed);
      terminal.note(
        `${target.what} ${target.id} will be gone for good, here and wherever this is synced to.`,
      );
      if (options.yes !== true && !(await terminal.confirm("Redact it?", false))) {
        const text = `Nothing was redacted. To do it: ${withYes("redact", input)}`;
        terminal.answer({ id: target.id, redacted: false }, text);
        return 1;
      }
      return withJournal(input, async ({ journal }) => {
        const order = { id: target.id, reason, isRecorded: target.isRedacted };
        const done = await redactRecord(journal, order, BY);
        const remotes = await purge(journal, done, limitMs, input);
        const { id, twins } = target;
        const files = await filesInWorktrees(journal.repository, [id]);
        const none = options.push === true && remotes.length === 0 ? ["No remote is known to hold it."] : [];
        const text = [textOf(id, twins, done, remotes), ...none, ...files.map(fileToDelete)].join("\n");
        terminal.answer({ id, redacted: true, ...done, files, twins, remotes }, text);
        return remotes.some(({ purged, problem }) => !purged && problem !== null) ? 1 : 0;
      });
    });
  },
});

interface Target {
  readonly id: string;
  readonly what: string;
  readonly isRedacted: boolean;
  /** Other learnings with the same text. */
  readonly twins: readonly string[];
}

/** Also finds unreadable records, and ones redacted before, whose text may have come back from a remote. */
async function find(context: ReadContext, typed: string): Promise<Target> {
  const state = await context.state();
  const wanted = idInPath(typed.trim()).toUpperCase();
  const withheld = [...state.quarantined.keys()].filter(
    (id) => RECORD_ID.test(id) && (id.startsWith(wanted) || id.endsWith(wanted)),
  );
  const own = await context.ownClones();
  const kept = [...state.quarantined.values()].find(
    ({ path, refs = [] }) => path === typed.trim() && refs.some((ref) => own.has(cloneNamed(ref) ?? "")),
  );
  // A file without an id can't be named by a redaction, so it is removed without one from this clone's own ref.
  if (kept && !RECORD_ID.test(kept.id) && !state.kinds.has(kept.id))
    return { id: kept.id, what: "the file", isRedacted: true, twins: [] };
  const [only] = withheld;
  if (only !== undefined && withheld.length === 1 && !state.record(wanted)) {
    return { id: only, what: "the withheld record", isRedacted: state.redactions.has(only), twins: [] };
  }
  const record = findRecord(state, typed, { near: false });
  if (Redaction.is(record)) {
    const fix = "It keeps out what it names, and holds no text but its reason.";
    throw new AgentOpsError("INVALID_ARGUMENT", "A redaction can't be redacted.", fix);
  }
  const { id } = record;
  if (!Learning.is(record)) return { id, what: record.record, isRedacted: false, twins: [] };
  const twins = twinsOf(state, record).filter((each) => each !== id);
  return { id, what: `learning "${line(record.title)}"`, isRedacted: false, twins };
}

type Purged = RemoteToPurge & { readonly purged: boolean; readonly problem: string | null };

async function purge(
  journal: Journal,
  { refs }: Redacted,
  limitMs: number,
  { options, terminal }: CommandInput,
): Promise<Purged[]> {
  const remotes = await remotesToPurge(
    journal,
    refs.map(({ ref }) => ref),
  );
  const purged: Purged[] = [];
  for (const remote of remotes) {
    const asked =
      options.push === true &&
      remote.refs.length > 0 &&
      (options.yes === true || (await terminal.confirm(`Replace the refs on ${remote.name}?`, false)));
    const problem = asked ? await purgeRemote(journal, remote, limitMs) : null;
    purged.push({ ...remote, purged: asked && problem === null, problem });
  }
  return purged;
}

function textOf(id: string, twins: readonly string[], done: Redacted, remotes: readonly Purged[]): string {
  return [
    done.refs.length + done.deleted === 0
      ? `${id} was redacted before: nothing of it is left in the journal here. It stays withheld wherever it comes back from.`
      : `${id} is redacted: ${counted(done.refs.length, "ref")} rewritten, ${counted(done.deleted, "object")} deleted. It stays withheld wherever it comes back from.`,
    ...twins.map((twin) => `The same text is stored as ${twin}: redact that too.`),
    ...(done.packs.length > 0
      ? [`Still in ${done.packs.join(", ")}, which no ref leads to. Drop it: ${EMPTY_PACKS}`]
      : []),
    ...done.committed.map(
      (file) => `Committed as ${line(file)} on a branch: that history is yours to rewrite.`,
    ),
    ...remotes.map(({ name, command, purged, problem, refs }) => {
      if (purged)
        return `${name}: refs replaced. It may keep the old objects until its own garbage collection.`;
      if (problem !== null) return `${name}: not purged, it ${line(problem)}. Sync, then: ${command}`;
      return `${name} ${refs.length > 0 ? "holds" : "may hold"} it. Purge it: ${command}`;
    }),
  ].join("\n");
}
