// Writes docs/goals.md: how goals are set and measured, with all metrics and terms as the code defines them.
import { TERMS } from "../src/goals/flywheel.ts";
import { METRIC_NAMES, metricOf } from "../src/goals/metrics/all.ts";

export const goalsPage =
  (): string => `<!-- Written by \`npm run gen\` from scripts/goals-reference.ts and src/domain; change it there. -->

# Goals, metrics and the flywheel

Learnings stored, calls made and lines written rise whether or not anything improves. Goals say what should: each with
a way to measure it, a target and a day, in \`.agentops/goals.yaml\` on the base branch, where the session that works
towards a goal can't move it. [configuration.md](configuration.md) documents every key.

\`\`\`yaml
goals:
  - id: first-pass
    why: Work that fails its first verdict is paid for twice.
    metric: first_pass          # counted from the records
    last: 50                    # only the newest 50 events
    direction: higher
    target: 0.8
    weight: 3
    deadline: 2027-06-30
  - id: bundle-size
    why: People on a train load it too.
    check:                      # its last line of output is the value
      run: [node, scripts/bundle-size.mjs]
      timeout: 60
    direction: lower
    target: 650
    unit: kB
    tolerance: 5
\`\`\`

## Measuring

\`\`\`sh
agentops-mcp measure                      # all goals; records one measurement each
agentops-mcp measure --only bundle-size --json
agentops-mcp measure --dry-run            # records nothing
agentops-mcp measure --html outcomes.html # the same, and all that agentops-mcp ui shows, as one file
\`\`\`

A supervisor's session has \`measure_outcomes\` for it, every session \`agentops://goals\`. Commands run in a clean checkout
of the base commit and in the sandbox, as [checks](checks.md) do. One that is stopped at its timeout, ends with another
code than 0, or prints no finite number has **failed** and has no value. A metric without events has **no data**, which
is not zero. A call of \`measure_outcomes\` has 45 s for all commands, each at most half of what is left; what did not end
in that is not recorded, and left to \`measure\`.

Each value stands beside the last one and the baseline, the first one, both since the goal was last changed:

- **regressed**: worse than the last value by more than \`tolerance\`. Shares differ only where their intervals of 95 %
  lie apart, so that a few events are no regression.
- **missed**: not reached, and the day of the deadline is over in UTC.
- **dormant**: no value for \`dormant.days\` days or \`dormant.sessions\` sessions. Both count, as a clock may jump.
- The order of a series is that of its records, never that of clocks; a failed measurement is a gap.

Exit code 0; 1 when a goal regressed or missed its deadline; 2 when that can't be told: a command failed, a goal was
changed or dropped without a record, or its deadline is over and there is no data.

## Changing a goal

Whatever of a goal changes on base, but for its \`why\`, begins a new series: nothing is compared across the change, and
the page draws it as a break. Until somebody has said why, every measurement is marked and \`measure\` says so:

\`\`\`sh
agentops-mcp measure --accept-change first-pass --reason "0.9 was out of reach with these models"
\`\`\`

That is for a person at a terminal; a supervisor's session gives \`accept_change\` with reason and authority. The same holds
for a goal that base drops; one that was given up and comes back begins anew. What a worker
records about it counts for nothing.

## Metrics

Counted from the records alone, so every clone with the same records computes the same numbers. Only what counts under
the laws is counted: no verdict of a claim's own session, no word of a lesson's author, and no claim, verdict, judgement,
ruling or hook's note in another clone's name. What was served and cited counts by the session's name, whichever clone
holds it.

${table(
  ["metric", "unit", "definition", "one event is", "counted from"],
  METRIC_NAMES.map((name) => {
    const { unit, kind, definition, event, source } = metricOf(name);
    return [`\`${name}\``, `${unit}${kind === "share" ? "" : `, ${kind}`}`, definition, event, source];
  }),
)}

## The flywheel

Lessons are worth keeping while the words of later sessions renew them faster than they fade. All terms have one
denominator, so that they can be compared: pairs of a lesson in service and a session that was at work after it was
recorded.

${table(
  ["term", "counts"],
  Object.entries(TERMS).map(([name, counts]) => [name, counts]),
)}

Each comes with an interval of 95 % by E. B. Wilson's method (Journal of the American Statistical Association 22, 1927),
which treats events as independent; sessions of one day are not quite, so read a narrow gap with care. The flywheel
**turns** where the interval of renewal lies above that of decay, **stalls** where it lies below, and where they overlap
nothing is claimed.

Alarms stand in \`measure\`, in \`agentops://goals\` and in one line of the brief, each only where the counts are large enough
and their intervals lie apart: the uncited share of served lessons has risen from the first half of the sessions to the
second; more than half of all helpful citations are of one lesson; retrieval finds less while the store grows; lessons
come in and none goes out ([curation.md](curation.md)); a goal got worse or missed its deadline.
`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
