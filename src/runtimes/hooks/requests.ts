// Reads a tool call of any runtime in the words of the envelope: files, command lines, hosts, or a tool by its name.
import type { ActionRequest } from "../../envelope/action.ts";
import { type Fields, isFields, tableOf, textOf } from "./read.ts";
import { addressesIn } from "./request-addresses.ts";
import { listedBy, placesIn, readsOf, searchedBy, writtenBy } from "./request-files.ts";
import { linesIn, typedIn } from "./request-lines.ts";
import { serverResource, serverTool } from "./request-servers.ts";
import { HARMLESS, isBuiltIn, LINES, LISTS, READS, RESOURCES, SEARCHES, WEB, WRITES } from "./tool-kinds.ts";

/** Null where the fields name no tool or give it no arguments. Empty: nothing that an envelope speaks of. */
export function requestsOf(fields: Fields): readonly ActionRequest[] | null {
  const name = textOf(fields.tool_name);
  if (name === null || !isFields(fields.tool_input)) return null;
  const input = fields.tool_input;
  const called = RESOURCES.has(name)
    ? serverResource(input)
    : serverTool(name, isBuiltIn(name) ? {} : tableOf(fields.mcp_context));
  if (called !== null) return called.own ? [] : [{ kind: "tool", name: called.name }];
  // An agent that is started on another machine does not come by here.
  if (HARMLESS.has(name)) return input.isolation === "remote" ? [{ kind: "tool", name }] : [];
  if (READS.has(name)) return readsOf(placesIn(input));
  if (LISTS.has(name)) return listedBy(name, input);
  if (SEARCHES.has(name)) return searchedBy(input);
  if (WRITES.has(name)) return writtenBy(name, input);
  if (WEB.has(name)) return addressesIn(name, input);
  return ofLinesAndOthers(name, input);
}

function ofLinesAndOthers(name: string, input: Fields): readonly ActionRequest[] | null {
  // Nothing may be typed, to see how far it is.
  if (name === "write_stdin") return typedIn(input);
  const lines = linesIn(input);
  if (lines === null) return null;
  const places = placesIn(input);
  if (LINES.has(name)) {
    const from = places.map((path) => ({ kind: "read", path }) as const);
    return lines.length === 0 ? null : [...lines, ...from];
  }
  // Named or not, it reaches no file, command or host that the envelope does not let in.
  return [
    { kind: "tool", name },
    ...lines,
    ...places.map((path) => ({ kind: "write", path }) as const),
    ...addressesIn(name, input).filter(({ url }) => url !== ""),
  ];
}
