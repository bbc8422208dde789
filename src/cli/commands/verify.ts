// `agentops-mcp verify`: the gate for CI and pre-push, by base's policy alone.
import { LEVELS } from "../../policy/checks-and-levels.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { createLog } from "../../shared/log.ts";
import { type Gate, verify } from "../../use-cases/verify.ts";
import { defineCommand } from "../define-command.ts";
import { openSession } from "../open-session.ts";
import { line, paragraph } from "../reading.ts";

export default defineCommand({
  summary:
    "the gate for CI and pre-push: records whole, verdicts not stale, nothing worse than what is locked",
  positionals: "[commit]",
  options: {
    require: {
      type: "string",
      value: "<level>",
      choices: LEVELS,
      description: "open only if a claim has brought the branch's contents to this level: L1, L2 or L3",
    },
    "require-independent": {
      type: "boolean",
      description:
        "open only if each criterion has a judge, or a test that is older than the change and fails without it",
    },
    fresh: {
      type: "boolean",
      description: "re-run everything, even where equal contents were checked before",
    },
  },
  examples: [
    "agentops-mcp verify",
    "agentops-mcp verify --base refs/remotes/origin/main --json",
    "agentops-mcp verify --require L3",
  ],

  /** Exit code 0 when the gate is open, 1 when it is closed, 2 when that can't be told. */
  async run({ options, positionals, terminal }) {
    if (positionals.length > 1)
      throw new AgentOpsError("INVALID_ARGUMENT", "verify takes one commit.", "Leave the others out.");
    const session = openSession(options, "judge", createLog("warn", null));
    try {
      const { signal } = new AbortController();
      const { read } = await session.contexts({ session: "verify", runtime: "agentops-mcp" }, signal);
      const gate = await verify(
        { claims: await session.claims(), state: read.state, signal, onProgress: terminal.note },
        {
          commit: positionals[0] ?? "HEAD",
          level: LEVELS.find((each) => each === options.require) ?? null,
          independent: options["require-independent"] === true,
          fresh: options.fresh === true,
        },
      );
      terminal.answer(factsOf(gate), textOf(gate));
      return { passed: 0, failed: 1, undecided: 2 }[gate.result];
    } finally {
      session.close();
    }
  },
});

/** Field names that scripts rely on. */
const factsOf = (gate: Gate) => ({
  ...gate,
  claims: gate.claims.map(({ claim, problem, fatal }) => ({ claim, problem, fatal })),
});

/** Journals set aside that are listed, as other clones can leave any number. */
const MOST_ASIDE = 5;

function textOf({ result, commit, broken, aside, claims, locks }: Gate): string {
  const lines = [
    ...broken.map(({ id, reason }) => `broken  ${line(id)}: ${line(reason)}`),
    ...aside.slice(0, MOST_ASIDE).map(({ id, reason }) => `aside   ${line(id)}: ${line(reason)}`),
    ...(aside.length > MOST_ASIDE
      ? [`aside   and ${aside.length - MOST_ASIDE} more: agentops-mcp doctor`]
      : []),
    ...claims.map(({ claim, problem, fatal }) => {
      const about = claim === null ? "this commit" : `claim ${claim}`;
      return `${fatal ? "FAILED" : "note"}  ${about}: ${line(problem)}`;
    }),
    ...locks.map(({ check, claim, result: each, because, reported_by }) => {
      const reported = reported_by === null ? "" : `; reported by clone ${reported_by}, does not decide`;
      return `${each.padEnd(6)}  ${check}: ${line(because)} (claim ${claim}${reported})`;
    }),
    // Output of checks is marked, as a CI runner obeys a line that begins with `::`, even behind blanks.
    ...locks.flatMap(({ check, tail }) =>
      tail ? ["", `${check} ended with:`, paragraph(tail, "  | ")] : [],
    ),
  ];
  const none = locks.length === 0 ? ["nothing is locked: no claim that this commit contains has passed"] : [];
  const has = (wanted: string) => claims.some(({ kind }) => kind === wanted);
  const closed = has("below_level")
    ? "What is below its level: claim it, have it judged, sign it, as docs/signing.md of this package shows."
    : has("not_independent")
      ? "What rests on its author's word: a person judges it with agentops-mcp review, or another session in the role judge."
      : "Fix it, or have a person record why not: agentops-mcp reverse <check>";
  const next = result === "failed" ? ["", closed] : [];
  return [`${result}: ${commit}`, ...lines, ...none, ...next].join("\n");
}
