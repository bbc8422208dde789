// Says of each tool what a server tells before the tool is called, for the build to write down.
import catalog from "agentops:catalog";
import { listTool } from "../src/mcp/serialise.ts";

export const offeredTools = Object.fromEntries(
  catalog.tools.map(({ name, role, part, everyPhase, spec }) => [
    name,
    { role, part, everyPhase, listed: listTool(name, spec) },
  ]),
);
