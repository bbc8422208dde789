// Names the program as whoever runs it has to name it again.
const PROGRAM = "agentops-mcp";

/** With npx where it was started by npx, in a form that never installs another package of that name; else the bare name. */
export function startedAs(env: NodeJS.ProcessEnv): string {
  const viaNpx = env.npm_command === "exec" && /^["']?agentops-mcp\b/.test(env.npm_lifecycle_script ?? "");
  return viaNpx ? `npx --no-install ${PROGRAM}` : PROGRAM;
}

/** Hints with that name in place of the bare one. */
export const asStarted = (text: string, name: string): string =>
  name === PROGRAM ? text : text.replace(/(?<![\w/.-])agentops-mcp(?= (?:--?)?[a-z])/g, name);
