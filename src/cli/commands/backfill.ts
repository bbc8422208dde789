// `agentops-mcp backfill`: keeps what was said in earlier sessions on this machine, after a person has seen what there is
// and agreed.

import path from "node:path";
import { notedKnowledge, placeAround } from "../../git/place.ts";
import { lackingPast } from "../../history/io/lacking.ts";
import { readHistory as keptHistory } from "../../history/io/read.ts";
import { readHistory } from "../../session/history.ts";
import { type House, openHouse } from "../../session/house.ts";
import { forgetSessions, keepFound, keepSessions, SESSIONS_KEY, sessionsHere } from "../../session/talks.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { counted } from "../../shared/text/count.ts";
import type { Found } from "../../transcripts/io/find.ts";
import type { KeptReport } from "../../transcripts/io/keep.ts";
import { type CommandInput, defineCommand } from "../define-command.ts";
import { withYes } from "../with-yes.ts";

export default defineCommand({
  summary: "keep what was said in earlier sessions on this machine as raw talks of this clone, after asking",
  everyday: true,
  positionals: "",
  options: {
    yes: { type: "boolean", description: "keep it without asking" },
    "dry-run": { type: "boolean", description: "only show which sessions there are; writes nothing" },
    forget: { type: "boolean", description: "delete all that was kept, and keep no more" },
  },
  examples: ["agentops-mcp backfill", "agentops-mcp backfill --yes --json", "agentops-mcp backfill --forget"],

  /** Exit code 1 where nothing was kept, because nobody agreed or there was nothing. */
  async run(input) {
    const { options } = input;
    if (options.forget === true && (options.yes === true || options["dry-run"] === true))
      throw new AgentOpsError(
        "INVALID_ARGUMENT",
        "backfill takes --forget alone.",
        "agentops-mcp backfill --forget deletes what was kept; agentops-mcp backfill --yes keeps it anew.",
      );
    const dir = path.resolve(String(options.dir ?? process.env.AGENTOPS_DIR ?? "."));
    const place = placeAround(dir);
    const knowledge = options.knowledge ?? (place && notedKnowledge(place)) ?? null;
    const house = await openHouse({
      dir,
      knowledge: knowledge === null ? null : path.resolve(String(knowledge)),
      base: typeof options.base === "string" ? options.base : null,
    });
    try {
      return options.forget === true ? await forget(house, input) : await backfill(house, input);
    } finally {
      house.close();
    }
  },
});

async function forget(house: House, { terminal }: CommandInput): Promise<number> {
  const forgot = await forgetSessions(house);
  terminal.answer(
    { forgot },
    forgot
      ? "Forgotten: this clone keeps nothing of earlier sessions any more. The runtimes' own files are as they were."
      : "There was nothing to forget.",
  );
  return 0;
}

async function backfill(house: House, input: CommandInput): Promise<number> {
  const { options, terminal } = input;
  const found = await sessionsHere(house, (done, all) => terminal.progress(done, all, "session files"));
  const runtimes = summaryOf(found);
  const facts = { runtimes, unreadable: found.unreadable, cut: found.isCut };
  const shown = shownText(runtimes, found);
  if (found.sessions.length === 0 && options.yes !== true) {
    terminal.answer({ ...facts, kept: null }, shown);
    return 1;
  }
  if (options["dry-run"] === true) {
    terminal.answer({ ...facts, kept: null }, `${shown}\nNothing was written.`);
    return 0;
  }
  if (options.yes !== true) {
    terminal.note(shown);
    if (!(await terminal.confirm(QUESTION, false))) {
      terminal.answer(
        { ...facts, kept: null },
        `Nothing was kept. To keep it: ${withYes("backfill", input)}`,
      );
      return 1;
    }
  }
  const isOn = await keepSessions(house.repository);
  const kept = await keepFound(house, found, (done, all) => terminal.progress(done, all, "bytes"));
  await readHistory(house, null, (done, all) => terminal.progress(done, all, "commits"));
  const history = keptHistory(house.hooksFolder);
  terminal.answer(
    {
      ...facts,
      kept: { ...kept, on: isOn },
      history: history === null ? null : { commits: history.head.commits },
    },
    [
      ...(options.yes === true ? [shown] : []),
      keptText(kept, isOn),
      history === null
        ? []
        : `The repository's own past answers too: ${counted(history.head.commits, "commit")} that say something.`,
      lackingPast(house.repository.commonDir, history?.head ?? null) ?? [],
      "To make lessons of it, give your agent the prompt backfill (in Claude Code /mcp__agentops__backfill); agentops-mcp extract --past shows what it would get.",
    ]
      .flat()
      .join("\n"),
  );
  return 0;
}

const QUESTION =
  "Keep what was said there as raw talks in .git/agentops of this clone, without credentials, never synced, and new sessions from now on?";

interface RuntimeSummary {
  readonly runtime: string;
  readonly sessions: number;
  readonly first: string;
  readonly last: string;
  readonly bytes: number;
}

function summaryOf({ sessions }: Found): RuntimeSummary[] {
  return [...new Set(sessions.map(({ runtime }) => runtime))].map((runtime) => {
    const own = sessions.filter((each) => each.runtime === runtime);
    return {
      runtime,
      sessions: own.length,
      first: own.map(({ first }) => first).toSorted()[0] ?? "",
      last:
        own
          .map(({ last }) => last)
          .toSorted()
          .at(-1) ?? "",
      bytes: own.reduce((sum, { size }) => sum + size, 0),
    };
  });
}

function shownText(runtimes: readonly RuntimeSummary[], { unreadable, isCut }: Found): string {
  const lines = runtimes.map(
    ({ runtime, sessions, first, last, bytes }) =>
      `${runtime}: ${counted(sessions, "session")} of this repository, ${first} to ${last}${bytes === 0 ? "" : `, ${sized(bytes)}`}`,
  );
  return [
    ...(lines.length > 0 ? lines : ["No session of this repository was found on this machine."]),
    ...(unreadable > 0 ? [`${unreadable} session files can't be read, such as another user's.`] : []),
    ...(isCut ? ["There are more session files than were looked through."] : []),
  ].join("\n");
}

const sized = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;

function keptText(
  { talks, read, sessions, leftOut, unreadable, broken, tooLong }: KeptReport,
  isOn: boolean,
): string {
  return [
    `Kept: ${counted(talks, "talk")} of ${counted(sessions, "session")}, ${read} of them read now.`,
    ...(leftOut > 0 ? [`${leftOut} older talks were left out, as there is room for no more.`] : []),
    ...(unreadable > 0 ? [`${counted(unreadable, "session")} could not be read.`] : []),
    ...(broken > 0 ? [`${counted(broken, "line")} broken.`] : []),
    ...(tooLong > 0 ? [`${counted(tooLong, "line")} too long to be read.`] : []),
    isOn
      ? `New sessions come in by themselves (git config ${SESSIONS_KEY}). agentops-mcp backfill --forget deletes it all.`
      : `New sessions do not come in by themselves: git config ${SESSIONS_KEY} could not be set.`,
  ].join("\n");
}
