// Edits our entry in a runtime's configuration, as text to text: every other byte stays, and that is checked.
import { isDeepStrictEqual } from "node:util";
import { notEditable } from "./edit-errors.ts";
import { parseJson, removeFromJson, setInJson } from "./edit-json.ts";
import { parseToml, removeFromToml, setInToml } from "./edit-toml.ts";
import { type Runtime, SERVER_NAME } from "./runtime.ts";
import { isTable } from "./table.ts";
import { behindMark } from "./text.ts";

/** `file` is the name that errors give. All functions throw CONFIG_INVALID for a text that can't be read or edited. */
export function parseConfiguration(runtime: Runtime, text: string, file: string): Record<string, unknown> {
  const plain = text.replace(/^\uFEFF/, "");
  return runtime.format === "toml" ? parseToml(plain, runtime, file) : parseJson(plain, runtime, file);
}

/** Undefined where there is none. */
export function storedEntry(runtime: Runtime, text: string, file: string): unknown {
  const servers = parseConfiguration(runtime, text, file)[runtime.serversKey];
  return isTable(servers) ? servers[SERVER_NAME] : undefined;
}

/** Adds the entry, or sets its fields and keeps those that `entry` does not name. An empty text becomes a new file. */
export function setEntry(
  runtime: Runtime,
  text: string,
  entry: Readonly<Record<string, unknown>>,
  file: string,
): string {
  const stored = storedEntry(runtime, text, file);
  const wanted = isTable(stored) ? { ...stored, ...entry } : entry;
  if (isSame(stored, wanted)) return text;
  const set = runtime.format === "toml" ? setInToml : setInJson;
  const after = behindMark(text, (plain) => set(plain, runtime, wanted, file));
  if (text.trim() !== "") check({ runtime, file }, text, after, wanted);
  return after;
}

/** The text without our entry; null when nothing is left of a file that we created. */
export function removeEntry(runtime: Runtime, text: string, file: string): string | null {
  const remove = runtime.format === "toml" ? removeFromToml : removeFromJson;
  let gone = false;
  const after = behindMark(text, (plain) => {
    const rest = remove(plain, runtime, file);
    gone = rest === null;
    return rest ?? "";
  });
  if (gone) return null;
  check({ runtime, file }, text, after, undefined);
  return after;
}

interface ConfigurationFile {
  readonly runtime: Runtime;
  readonly file: string;
}

/** Throws when the edit changed what the file says elsewhere. */
function check({ runtime, file }: ConfigurationFile, before: string, after: string, entry: unknown): void {
  const others = (text: string) => {
    const { [runtime.serversKey]: servers = {}, ...rest } = parseConfiguration(runtime, text, file);
    const { [SERVER_NAME]: _, ...listed } = isTable(servers) ? servers : {};
    return { rest, listed };
  };
  const whole = isSame(others(before), others(after));
  if (!whole || !isSame(storedEntry(runtime, after, file), entry))
    throw notEditable(file, `${runtime.serversKey}.${SERVER_NAME}`);
}

/** Parsers make objects without a prototype, which a strict comparison takes for different ones. */
const isSame = (a: unknown, b: unknown): boolean => isDeepStrictEqual(plain(a), plain(b));
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));
