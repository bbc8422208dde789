// Finds the layer with the lesson that a command line names.
import { layerWith } from "../api/layers.ts";
import { createLog } from "../shared/log.ts";
import type { CommandInput } from "./define-command.ts";
import { layersHere } from "./named-layer.ts";
import { openSession } from "./open-session.ts";

/** The same command for the store with this lesson, where it is another than the team's. */
export async function inLayerOf(input: CommandInput, id: string): Promise<CommandInput> {
  const { options } = input;
  if (options.layer !== undefined || id.length < FEWEST || layersHere(options).length === 0) return input;
  const session = openSession(options, "worker", createLog("silent", null));
  try {
    const by = { session: "terminal", runtime: "agentops-mcp" };
    const { read } = await session.contexts(by, new AbortController().signal);
    const { name } = await layerWith(read, id);
    return { ...input, options: { ...options, layer: name } };
  } finally {
    session.close();
  }
}

/** Fewer characters are no id, nor the beginning or end of one. */
const FEWEST = 6;
