// Finds the store that a command line names as a layer.
import { layersBeside, type NamedLayer, TEAM } from "../git/layers.ts";
import { placeAround } from "../git/place.ts";
import { AgentOpsError } from "../shared/errors.ts";
import type { CommandInput } from "./define-command.ts";
import { folderOf } from "./option-values.ts";

/** Null where the team's is meant. Throws NOT_FOUND. */
export function layerIn(options: CommandInput["options"]): NamedLayer | null {
  if (typeof options.layer !== "string" || options.layer === TEAM) return null;
  const layers = layersHere(options);
  const found = layers.find(({ name }) => name === options.layer);
  if (found) return found;
  throw new AgentOpsError(
    "NOT_FOUND",
    `There is no layer ${options.layer} here.`,
    `Known are: ${[TEAM, ...layers.map(({ name }) => name)].join(", ")}. Add one: agentops-mcp layer add ${options.layer}`,
  );
}

export function layersHere(options: CommandInput["options"]): NamedLayer[] {
  const { nearer, farther } = layersBeside(placeAround(folderOf(options))?.commonDir ?? "");
  return [...nearer, ...farther];
}
