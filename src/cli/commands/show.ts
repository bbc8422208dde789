// `agentops-mcp show`: shows learnings with their standing, one session's work, or how the whole is doing.

import type { ReadContext } from "../../api/context.ts";
import { originalDate } from "../../import/found.ts";
import { findRecord, unreadableOf } from "../../jobs/find-record.ts";
import { evidenceInWords } from "../../learnings/grounds.ts";
import { isCommanding } from "../../learnings/labels.ts";
import Learning, { type LearningRecord } from "../../learnings/records/learning.ts";
import { bylineOf } from "../../learnings/text-source.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { newestFirst } from "../../shared/ids.ts";
import { standingFacts } from "../../use-cases/list-learnings.ts";
import { sessionsAtWork } from "../../use-cases/sessions-at-work.ts";
import { defineCommand } from "../define-command.ts";
import { inLayerOf } from "../layer-option.ts";
import { toneOf } from "../lesson-lines.ts";
import { fitted, type Look } from "../look.ts";
import { line, paragraph, reading } from "../reading.ts";
import { seenByHooks } from "../seen-by-hooks.ts";
import { listOf, sessionOf, type View } from "../session-text.ts";
import { sessionsText } from "../sessions-text.ts";
import { type Shown, stats } from "../show-stats.ts";
import { placesOf } from "../watched-places.ts";
import { watching } from "../watching.ts";
import { withJournal } from "../with-journal.ts";

const NEWEST = 20;
/** Words that are no ids. */
const RESERVED: ReadonlySet<string> = new Set(["stats", "session", "sessions"]);

export default defineCommand({
  summary: "a learning with its standing, the newest ones, one session's, or how all of it is doing",
  everyday: true,
  positionals: "[<id> | session [<name>] | sessions | stats]",
  options: {
    watch: { type: "boolean", description: "session, sessions: show it again at each change, until Ctrl-C" },
  },
  examples: [
    "agentops-mcp show",
    "agentops-mcp show 01K8ZQ4M3W9T2V5B7C6D8E0F1G",
    "agentops-mcp show session",
    "agentops-mcp show sessions --watch",
    "agentops-mcp show stats --json",
  ],

  /** Exit code 1 when what was named is not there; an empty list is none. */
  async run(input) {
    const [what, name, ...more] = input.positionals;
    if (more.length > 0 || (name !== undefined && what !== "session")) {
      throw new AgentOpsError("INVALID_ARGUMENT", "show takes one id.", "See agentops-mcp show --help.");
    }
    const { terminal, options } = input;
    const isSession = what === "session" || what === "sessions";
    if (options.watch === true && !isSession)
      throw new AgentOpsError(
        "INVALID_ARGUMENT",
        "--watch is for sessions.",
        "agentops-mcp show sessions --watch; for jobs: agentops-mcp jobs --watch.",
      );
    const place = what === undefined || RESERVED.has(what) ? input : await inLayerOf(input, what);
    const folder =
      what === "session"
        ? await withJournal(place, async ({ journal }) => journal.folder)
        : (placesOf(place.options).folder ?? "");
    if (options.watch === true)
      return watching(input, (context) => select(context, { folder, look: terminal.look }, what, name));
    return reading(place, async (context) => {
      const shown = await select(context, { folder, look: terminal.look }, what, name);
      terminal.answer(shown.facts, fitted(shown.text, terminal.look));
      return shown.found ? 0 : 1;
    });
  },
});

async function select(
  context: ReadContext,
  { folder, look }: { readonly folder: string; readonly look: Look },
  what: string | undefined,
  name: string | undefined,
): Promise<Shown> {
  const state = await context.state();
  const { kinds } = (await context.skin()).words;
  const view = { state, now: context.now, kinds, look };
  if (what === undefined) return overview(view);
  if (what === "stats") return stats(state, context.now);
  if (what === "sessions") {
    const { sessions } = await sessionsAtWork(state, seenByHooks(folder), context.now);
    return { facts: { sessions }, text: sessionsText(sessions, look), found: true };
  }
  if (what === "session") return sessionOf(view, folder, name);
  const record = findRecord(state, what);
  if (Learning.is(record)) return one(context, record, view);
  throw new AgentOpsError(
    "NOT_FOUND",
    `${record.id} is a ${record.record}, not a learning.`,
    `Use agentops-mcp trace ${record.id}.`,
  );
}

const newest = (learnings: readonly LearningRecord[]): LearningRecord[] =>
  learnings.toSorted(newestFirst).slice(0, NEWEST);

/** The newest learnings, and what could not be read, which nobody would notice otherwise. */
function overview(view: View): Shown {
  const { state } = view;
  const { facts, text, found } = listOf(view, newest(state.all(Learning)));
  const leftOut = [...state.quarantined.values()].filter(({ id }) => !state.redactions.has(id));
  const lines = leftOut.map(({ path, reason }) => `left out: ${line(path)}: ${reason}`);
  return { facts: { ...facts, left_out: leftOut }, text: [text, ...lines].join("\n"), found };
}

async function one(
  { code, now }: ReadContext,
  learning: LearningRecord,
  { state, kinds, look: { paint } }: View,
): Promise<Shown> {
  const { record: _, seen, v: __, labels: ___, ...fields } = learning;
  const stale = await code.changed(learning);
  const elsewhere = await code.elsewhere(learning);
  const standing = standingFacts(state, learning, now);
  const left_out = unreadableOf(state, learning.id);
  const labels = isCommanding(learning) ? ["reads_as_instruction"] : [];
  const facts = {
    ...fields,
    labels,
    original_date: originalDate(learning.evidence),
    ...standing,
    stale,
    elsewhere,
    left_out,
  };
  const { id, title, kind, body, tags, symptoms = [], paths, evidence, at, session } = learning;
  const rows = [
    ["state", paint(toneOf(standing.state), standing.state)],
    ["strength", `${standing.strength}, ${standing.assurance}`],
    ["stage", standing.stage],
    ["recorded", `${at} by ${line(bylineOf(state, learning))}, session ${line(session)}`],
    ["seen as", symptoms.map(line).join(" | ")],
    ["tags", tags.map(line).join(", ")],
    ["paths", paths.map(line).join(", ")],
    ["evidence", evidence.map((piece) => line(evidenceInWords(state, piece))).join("; ")],
    ["stale", stale.length === 0 ? "" : `${stale.map(line).join(", ")} changed since it was recorded`],
    [
      "elsewhere",
      elsewhere.length === 0 ? "" : `not on this branch as it saw them: ${elsewhere.map(line).join(", ")}`,
    ],
    ["left out", left_out.map(({ path, reason }) => `${line(path)}: ${reason}`).join("; ")],
    ["warning", !isCommanding(learning) ? "" : "its text speaks to its reader as a commander"],
  ].filter(([, value]) => value !== "");
  return {
    facts,
    text: [
      `${kinds[kind]}: ${paint("title", line(title))}`,
      paint("quiet", id),
      "",
      paragraph(body, "  "),
      "",
      ...rows.map(([name = "", value]) => `${paint("quiet", name.padEnd(9))} ${value}`),
    ].join("\n"),
    found: true,
  };
}
