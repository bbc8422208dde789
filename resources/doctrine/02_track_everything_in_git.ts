// Holds factor II as data: where a record lives, and how to ask for its history.
import type { Factor } from "./factor.ts";

export default {
  number: 2,
  numeral: "II",
  name: "Track Everything in Git",
  rule: "If it's not in git, it didn't happen (a committed reference counts).",
  phase: "prepare",
  text: `> If it's not in git, it didn't happen (a committed reference counts).

Six weeks from now somebody asks why the retry limit is three. An answer that lived in a chat window is gone;
an answer in a commit carries an author, a date and a session.

A write that this server acknowledges is already committed: one immutable file per record, on a ref of its own
under \`refs/agentops/clones/\`. Your HEAD, index, stash and branches are not involved, so a rebase, a
\`git clean\` or a deleted worktree takes nothing away. An admitted lesson is also laid down as a file in
\`.agentops/learnings/\`: commit it with the work, so that both are reviewed together. People edit such files and
add their own; those count once on the base branch. Leave large artefacts where they are and cite path
and commit as evidence.

\`trace_record\` and \`agentops://trace/{id}\` tell for any record who wrote it, when, why, in which session,
runtime and commit, what it came from, who cited it and what replaced it.

Refs do not travel by themselves: a clone brings branches and tags only. The command \`agentops-mcp sync\`
exchanges them through the remote; without it, one clone never sees what another has learned.

The test is deletion. Remove the cache or a worktree; every trace must read as before.`,
} satisfies Factor;
