// Prints the sessions of the last day: who is at work, and what each has recorded and was given.
import type { SessionRow } from "../use-cases/sessions-at-work.ts";
import type { Look } from "./look.ts";
import { line } from "./reading.ts";

export function sessionsText(sessions: readonly SessionRow[], { paint }: Look): string {
  if (sessions.length === 0) return "No session was at work in the last day.";
  const names = sessions.map(({ session }) => line(session));
  const width = Math.min(28, Math.max(...names.map(({ length }) => length)));
  return sessions
    .map(({ runtime, at, at_work, recorded, given, tokens }, index) => {
      const state = at_work ? paint("good", "at work") : paint("quiet", "quiet  ");
      const name = paint("title", (names[index] ?? "").padEnd(width));
      return `${state}  ${name}  ${at.slice(11, 16)}  ${line(runtime)}: ${recorded} recorded, ${given} given, ${tokens} tokens`;
    })
    .join("\n");
}
