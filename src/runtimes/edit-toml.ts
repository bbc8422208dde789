// Edits our table in a TOML configuration: its lines as text, and the whole is parsed before and after.
import { parse, stringify, TomlError } from "smol-toml";
import { doesNotParse, notEditable, wrongType } from "./edit-errors.ts";
import { type Runtime, SERVER_NAME } from "./runtime.ts";
import { isTable } from "./table.ts";
import { append, cut, lineEndOf } from "./text.ts";

/** The whole configuration; throws CONFIG_INVALID where it does not parse or the list of servers is no table. */
export function parseToml(text: string, { serversKey }: Runtime, file: string): Record<string, unknown> {
  const config = parsed(text, file);
  const servers = config[serversKey];
  if (servers !== undefined && !isTable(servers)) throw wrongType(file, `"${serversKey}"`, "a table");
  return config;
}

export function setInToml(text: string, runtime: Runtime, entry: unknown, file: string): string {
  const lines = stringify({ [runtime.serversKey]: { [SERVER_NAME]: entry } }).trim();
  const servers = parseToml(text, runtime, file)[runtime.serversKey];
  if (!isTable(servers) || servers[SERVER_NAME] === undefined) return append(text, lines);
  const { start, stop } = ourLines(text, runtime, file);
  return text.slice(0, start) + lines.replaceAll("\n", lineEndOf(text)) + text.slice(stop);
}

/** Null when nothing is left. */
export function removeFromToml(text: string, runtime: Runtime, file: string): string | null {
  const servers = parseToml(text, runtime, file)[runtime.serversKey];
  if (!isTable(servers) || servers[SERVER_NAME] === undefined) return text;
  const { start, stop } = ourLines(text, runtime, file);
  return cut(text, start, stop) || null;
}

function parsed(text: string, file: string): Record<string, unknown> {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw doesNotParse(
      file,
      error.line,
      error.message.split("\n")[0]?.replace(/^Invalid TOML document: /, "") ?? "",
    );
  }
}

const STRING_OR_COMMENT =
  /"""(?:\\[\s\S]|[^\\])*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\r\n])*"|'[^'\r\n]*'|#[^\r\n]*/g;

/** The text with what stands in strings of several lines made unreadable, as nothing in them is a header. */
const masked = (text: string): string =>
  text.replace(STRING_OR_COMMENT, (found) => (found.includes("\n") ? found.replace(/[^\n]/g, "x") : found));

/** From the header of our table to the end of its last line with a value, its subtables included. */
function ourLines(text: string, { serversKey }: Runtime, file: string): { start: number; stop: number } {
  const ours = new RegExp(`^\\s*\\[\\s*${serversKey}\\s*\\.\\s*["']?${SERVER_NAME}["']?\\s*[\\].]`);
  const header = /^\s*\[{1,2}[^[\]]+\]{1,2}\s*(#.*)?$/;
  let offset = 0;
  let start: number | null = null;
  let stop = 0;
  for (const line of masked(text).split("\n")) {
    if (ours.test(line)) start ??= offset;
    else if (start !== null && header.test(line)) break;
    const written = line.trim();
    if (start !== null && written !== "" && !written.startsWith("#")) stop = offset + line.trimEnd().length;
    offset += line.length + 1;
  }
  if (start === null) throw notEditable(file, `[${serversKey}.${SERVER_NAME}]`);
  return { start, stop };
}
