// `agentops-mcp measure`: measures the goals on base and compares with earlier values, as a gate for CI and a page for
// people.
import path from "node:path";
import { factsOf } from "../../goals/metrics/facts.ts";
import { metricRows } from "../../goals/metrics/rows.ts";
import { refuseForeign, writePage } from "../../page/write-page.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { createLog } from "../../shared/log.ts";
import { oneFile } from "../../ui/one-file.ts";
import { locksHere } from "../../use-cases/locks-here.ts";
import { type AcceptedChange, acceptChange, measureOutcomes } from "../../use-cases/measure-outcomes.ts";
import { type CommandInput, defineCommand } from "../define-command.ts";
import { fitted } from "../look.ts";
import { outcomeText } from "../measure-text.ts";
import { openSession } from "../open-session.ts";
import { type Person, requirePerson } from "../person.ts";
import { seenByHooks } from "../seen-by-hooks.ts";
import { placesOf } from "../watched-places.ts";

/** Each command has its own limit, and the goals set one for all together. */
const NEVER = new AbortController().signal;

export default defineCommand({
  summary: "measure the goals on base, record the values, and tell what got worse",
  positionals: "",
  options: {
    only: { type: "string", value: "<id,…>", description: "measure these goals (default: all)" },
    "dry-run": { type: "boolean", description: "record nothing" },
    "accept-change": {
      type: "string",
      value: "<id>",
      description: "record that base's change of this goal is wanted; for a person at a terminal",
    },
    reason: { type: "string", value: "<text>", description: "why it was changed; kept for ever" },
    html: {
      type: "string",
      value: "<file>",
      description: "also write what agentops-mcp ui shows, as one file for any browser",
    },
    force: { type: "boolean", description: "let --html replace a file that is not an earlier page" },
    authority: { type: "string", value: "<name>", description: "who decided it (default: your user name)" },
  },
  examples: [
    "agentops-mcp measure",
    "agentops-mcp measure --only first-pass --dry-run --json",
    "agentops-mcp measure --html outcomes.html",
    'agentops-mcp measure --accept-change first-pass --reason "0.9 was out of reach with these models"',
  ],

  /** Exit code 0; 1 when a goal regressed or missed its deadline, 2 when that can't be told. */
  async run(input) {
    const { options, terminal } = input;
    const person = personFor(input);
    const page = typeof options.html === "string" ? path.resolve(options.html) : null;
    if (page !== null) await refuseForeign(page, options.force === true);
    const session = openSession(options, "supervisor", createLog("warn", null));
    const stop = new AbortController();
    const abort = () => stop.abort();
    process.once("SIGINT", abort).once("SIGTERM", abort);
    try {
      const by = person ?? { session: "measure", runtime: "agentops-mcp" };
      const { write } = await session.contexts({ session: by.session, runtime: by.runtime }, stop.signal);
      const base = await write.goals.read();
      if (person) await acceptChange(write, base, changeIn(input, person), "terminal");
      const run = {
        commit: base.code,
        signal: stop.signal,
        until: NEVER,
        onProgress: (what: string) => terminal.note(`${what} …`),
      };
      const asked = { only: listOf(options.only), dry_run: options["dry-run"] === true };
      const { report, facts, recorded, flywheel, alarms } = await measureOutcomes(
        write,
        base,
        asked,
        () => (goal) => write.goals.run(goal, run),
      );
      const outcome = { ...report, metrics: metricRows(facts), flywheel, alarms };
      // Printed before the page is written, as the values are recorded by now.
      terminal.answer(
        { ...outcome, base: base.commit, recorded },
        fitted(outcomeText(outcome, terminal.look), terminal.look),
      );
      if (page !== null) {
        const parts = {
          ...outcome,
          report,
          base: base.commit,
          now: write.now,
          locks: await locksHere(write),
        };
        const seen = seenByHooks(placesOf(options).folder);
        const shown = await oneFile(write, seen, { ...parts, facts: factsOf(await write.state()) });
        await writePage(page, shown, options.force === true);
        terminal.note(`wrote ${page}`);
      }
      return { ok: 0, worse: 1, unknown: 2 }[report.result];
    } finally {
      process.removeListener("SIGINT", abort).removeListener("SIGTERM", abort);
      session.close();
    }
  },
});

/** The person who accepts a change; null where none is to be accepted. */
function personFor({ options, terminal }: CommandInput): Person | null {
  if (options["accept-change"] === undefined) {
    if (options.reason === undefined) return null;
    throw new AgentOpsError("INVALID_ARGUMENT", "--reason belongs to --accept-change.", "Name the goal.");
  }
  if (options["dry-run"] === true)
    throw new AgentOpsError(
      "INVALID_ARGUMENT",
      "--accept-change records a decision, and --dry-run records nothing.",
      "Leave one of the two out.",
    );
  return requirePerson(terminal, process.env, "measure --accept-change");
}

function changeIn({ options }: CommandInput, person: Person): AcceptedChange {
  const reason = String(options.reason ?? "").trim();
  const authority = String(options.authority ?? "").trim() || person.authority;
  if (reason === "" || reason.length > 1000 || authority.length > 200)
    throw new AgentOpsError(
      "INVALID_ARGUMENT",
      "--accept-change needs --reason in at most 1000 characters, and --authority in at most 200.",
      "Say why the goal was changed; it is kept for ever.",
    );
  return { goal: String(options["accept-change"]).trim(), reason, authority };
}

const listOf = (value: string | boolean | undefined): string[] =>
  String(value ?? "")
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
