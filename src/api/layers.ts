// Stacks the stores of lessons that one session reads, the nearest first, and finds the one that is meant.
import { TEAM } from "../git/layers.ts";
import { findRecord } from "../jobs/find-record.ts";
import type { State } from "../records/state.ts";
import { AgentOpsError } from "../shared/errors.ts";
import type { Layer, OtherLayers, ReadContext } from "./context.ts";

type Layered<Context> = Omit<ReadContext, "layers"> & { layers(): Promise<OtherLayers<Context>> };

/** All stores of a session, nearest first. */
export async function stackOf<Context extends Layered<Context>>(
  context: Context,
): Promise<{ readonly stack: readonly Layer<Context>[]; readonly problems: readonly string[] }> {
  const { nearer, farther, problems } = await context.layers();
  const team = { name: TEAM, context, state: await context.soon(), takesGeneral: false };
  return { stack: [...nearer, team, ...farther], problems };
}

/** The store with a record of that id, or of that beginning or end; the team's where none has it. */
export async function layerWith<Context extends Layered<Context>>(
  context: Context,
  id: string,
): Promise<Layer<Context>> {
  const { stack } = await stackOf(context);
  const wanted = id.trim().toUpperCase();
  const holder =
    stack.find(({ state }) => state.record(wanted) !== undefined) ??
    stack.find(({ state }) => has(state, id));
  return holder ?? teamIn(stack);
}

/** The repository's own store in a stack. */
export function teamIn<Context>(stack: readonly Layer<Context>[]): Layer<Context> {
  const team = stack.find(({ name }) => name === TEAM);
  if (!team) throw new Error("a stack without the team's store");
  return team;
}

function has(state: State, id: string): boolean {
  try {
    return findRecord(state, id) !== undefined;
  } catch (error) {
    if (error instanceof AgentOpsError && error.code === "NOT_FOUND") return false;
    throw error;
  }
}

/** The store of that name. Throws NOT_FOUND. */
export async function layerNamed<Context extends Layered<Context>>(
  context: Context,
  name: string,
): Promise<Layer<Context>> {
  const { stack, problems } = await stackOf(context);
  const found = stack.find((each) => each.name === name);
  if (found) return found;
  throw new AgentOpsError(
    "NOT_FOUND",
    problems.find((each) => each.includes(` ${name} `)) ?? `There is no layer ${name} here.`,
    `Leave layer out, or name one of ${stack.map((each) => each.name).join(", ")}. A person adds one: agentops-mcp layer add ${name}`,
  );
}
