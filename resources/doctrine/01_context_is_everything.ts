// Holds factor I as data: what belongs in the window, and the pack that this server builds for it.
import type { Factor } from "./factor.ts";

export default {
  number: 1,
  numeral: "I",
  name: "Context Is Everything",
  rule: "Manage what enters the context window like you manage what enters production.",
  phase: "prepare",
  text: `> Manage what enters the context window like you manage what enters production.

A stale note, a 3,000-line log and the one constraint that matters all compete for the same attention. With
no check at the door, an agent follows a convention that was dropped last month, or reads past the line that
would have saved the task.

\`retrieve_context\` is that check for stored learnings. Give it the task in a sentence and the paths you will
touch. It returns one pack that stays under your token budget (1,500 unless you choose another). Dead ends and
gotchas come first; each item says why it is there and what it costs; an item whose cited files changed since
is marked stale; what was left out is listed with its reason. When nothing fits, the pack is empty: nothing
relevant is known, and nothing is broken. \`agentops://brief\` is the short version for the start of a session.

The rest of the window is yours. Files, logs and chat that the runtime loads never pass through this server,
and it cannot trim them.

You can tell that it works when you can point at an item and name the choice that it changed, and when items
that helped nobody are cited as such.`,
} satisfies Factor;
