// Reads a YAML file of settings by its schema; errors name the key, the line and what was probably meant, at any depth.
import * as z from "zod";
import { AgentOpsError, type ErrorCode } from "./errors.ts";
import { didYouMean } from "./nearest.ts";

/** Where a repository configures this server. */
export const CONFIG_PATH = ".agentops/config.yaml";
/** In bytes; nobody writes so many settings, and parsing more would slow each session's start. */
export const MAX_SETTINGS_BYTES = 65_536;
/** Characters of the file's own words that an error repeats. */
const SHOWN = 60;

type Path = readonly PropertyKey[];
type Issue = z.core.$ZodIssue;

/** Finds the lines of values in the file. */
interface Places {
  /** From 1; null where the file has no such value. */
  line(path: Path, key?: string): number | null;
  value(path: Path): unknown;
}

/** `name` begins every error: the file and which version of it. An empty file sets nothing. */
export const parseSettings = <S extends z.ZodObject>(
  schema: S,
  file: Buffer,
  name: string,
): Promise<z.output<S>> =>
  parseFile(schema, file, { name, code: "CONFIG_INVALID", next: "Commit the change on the base branch." });

export interface FileWords {
  readonly name: string;
  readonly code: ErrorCode;
  /** What to do once the file is corrected. */
  readonly next: string;
}

/** Any YAML or JSON file that a schema describes: a mapping, or a list. Throws an error with this code. */
export async function parseFile<S extends z.ZodType>(
  schema: S,
  file: Buffer,
  { name, code, next }: FileWords,
): Promise<z.output<S>> {
  const refuse = (problem: string, fix: string, line: number | null = null) =>
    new AgentOpsError(
      code,
      `${name}: ${problem}${line === null ? "" : ` (line ${line})`}.`,
      `${fix} ${next}`,
    );
  const { value, places } = await parseYaml(textOf(file, refuse), refuse);
  const parsed = schema.safeParse(value ?? (schema instanceof z.ZodArray ? [] : {}));
  if (parsed.success) return parsed.data;
  const issue = telling(parsed.error.issues);
  throw issue ? explain(schema, deepest(issue), places, refuse) : refuse("it is not valid", "Correct it.");
}

/** The unknown key, where there is one, as a misspelt key is why another one is missing. */
const telling = (issues: readonly Issue[]): Issue | undefined =>
  issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0];

type Refuse = (problem: string, fix: string, line?: number | null) => AgentOpsError;

function textOf(file: Buffer, refuse: Refuse): string {
  if (file.length > MAX_SETTINGS_BYTES)
    throw refuse(
      `it has more than ${MAX_SETTINGS_BYTES} bytes`,
      "Keep only what belongs into it, or split it.",
    );
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(file);
  } catch {
    throw refuse("it is not UTF-8 text", "Save it as UTF-8.");
  }
}

async function parseYaml(text: string, refuse: Refuse): Promise<{ value: unknown; places: Places }> {
  const { isMap, isNode, LineCounter, parseDocument } = await import("./yaml.ts");
  const lines = new LineCounter();
  const lineAt = (offset: number): number => lines.linePos(offset).line;
  const document = read(() => parseDocument(text, { prettyErrors: false, lineCounter: lines }));
  const [syntax] = document.errors;
  if (syntax?.code === "DUPLICATE_KEY") {
    const key = /^["']?([^"':\n]+)/.exec(text.slice(syntax.pos[0]))?.[1] ?? "";
    throw refuse(`${quoted(key.trim())} is given twice`, "Keep one of the two.", lineAt(syntax.pos[0]));
  }
  if (syntax?.code === "MULTIPLE_DOCS")
    throw refuse("a second document begins in it", "Keep one.", lineAt(syntax.pos[0]));
  if (syntax) throw refuse(syntax.message, "Correct the YAML.", lineAt(syntax.pos[0]));
  const nodeAt = (path: Path): unknown =>
    path.length === 0 ? document.contents : document.getIn(path, true);
  // Aliases of aliases can stand for more text than fits any memory; the library refuses them.
  const value: unknown = read(() => document.toJS());
  return {
    value,
    places: {
      line(path, key) {
        const node = nodeAt(path);
        const pair = isMap(node) ? node.items.find((each) => String(each.key) === key) : undefined;
        const found = pair?.key ?? node;
        return isNode(found) && found.range ? lineAt(found.range[0]) : null;
      },
      value: (path) => valueAt(value, path),
    },
  };

  /** Nesting beyond the stack, and too many aliases, make the library throw. */
  function read<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw refuse(`it can't be read: ${why}`, "Write it with plain values, without aliases.");
    }
  }
}

/** Undefined where there is no value. */
const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (around, key) =>
      typeof around === "object" && around !== null && Object.hasOwn(around, key)
        ? Reflect.get(around, key)
        : undefined,
    value,
  );

/** The error of the alternative to which the value came closest. */
function deepest(issue: Issue): Issue {
  if (issue.code !== "invalid_union") return issue;
  const [closest] = issue.errors
    .flatMap(([first]) => (first ? [deepest(first)] : []))
    .sort((a, b) => b.path.length - a.path.length);
  return closest ? { ...closest, path: [...issue.path, ...closest.path] } : issue;
}

function explain(schema: z.ZodType, issue: Issue, places: Places, refuse: Refuse): AgentOpsError {
  const { path } = issue;
  const key = nameOf(path);
  if (issue.code === "unrecognized_keys") {
    const [unknown = ""] = issue.keys;
    const known = schemasAt(schema, path).flatMap((each) =>
      each instanceof z.ZodObject ? Object.keys(each.shape) : [],
    );
    const problem = `${quoted(nameOf([...path, unknown]))} is not a key`;
    return refuse(problem, didYouMean(unknown.slice(0, SHOWN), known), places.line(path, unknown));
  }
  const line = places.line(path) ?? places.line(path.slice(0, -1));
  if (path.length === 0 && issue.code === "too_big")
    return refuse(`it has more than ${issue.maximum} entries`, "Split it.");
  if (path.length === 0 && schema instanceof z.ZodArray)
    return refuse(
      issue.code === "too_small" ? "it lists nothing" : "it is not a list",
      "Begin each entry with a dash.",
    );
  if (path.length === 0) return refuse("it is not a mapping of keys to values", "Write key: value.", line);
  if (isMissing(issue, places)) return refuse(`${key}: it is missing`, exampleOf(schema, path), line);
  if (issue.code === "invalid_value") {
    const given = String(places.value(path) ?? "");
    const fix = didYouMean(given.slice(0, SHOWN), issue.values.map(String));
    return refuse(`${key}: ${quoted(given)} is none of its values`, fix, line);
  }
  return refuse(`${key}: ${issue.message.replace("Invalid input: ", "")}`, exampleOf(schema, path), line);
}

const isMissing = ({ code, path }: Issue, places: Places): boolean =>
  (code === "invalid_type" || code === "invalid_value") && places.value(path) === undefined;

/** An example of the key, or of the nearest one around it that has one. */
function exampleOf(schema: z.ZodType, path: Path): string {
  for (let end = path.length; end > 0; end -= 1) {
    const around = path.slice(0, end);
    const [example] = schemasAt(schema, around).flatMap((each) => examplesIn(each));
    if (example !== undefined) return `Write, for example, ${nameOf(around)}: ${JSON.stringify(example)}.`;
  }
  return "Correct this key.";
}

const examplesIn = (schema: z.core.$ZodType): readonly unknown[] => {
  const examples = z.globalRegistry.get(schema)?.examples;
  return Array.isArray(examples) ? examples : [];
};

/** The schemas that a value at `path` may have to satisfy, those that only wrap others first. */
function schemasAt(schema: z.core.$ZodType, path: Path): z.core.$ZodType[] {
  const own = path.length === 0 ? [schema] : [];
  if (
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable
  )
    return [...own, ...schemasAt(schema.def.innerType, path)];
  if (schema instanceof z.ZodUnion)
    return [...own, ...schema.def.options.flatMap((option) => schemasAt(option, path))];
  const [step, ...rest] = path;
  if (step === undefined) return own;
  const inner = schema instanceof z.ZodObject ? schema.def.shape[String(step)] : elementOf(schema);
  return inner ? schemasAt(inner, rest) : [];
}

function elementOf(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodArray) return schema.def.element;
  return schema instanceof z.ZodRecord ? schema.def.valueType : undefined;
}

/** `levels.judge.2.name`, as people say it. */
const nameOf = (path: Path): string => path.map(String).join(".");
const quoted = (text: string): string => `"${text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text}"`;
