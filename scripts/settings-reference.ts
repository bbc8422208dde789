// Writes what follows from the schemas of the settings files: their JSON Schemas and the page that documents every key.

import * as z from "zod";
import packageJson from "../package.json" with { type: "json" };
import { ConfigSchema } from "../src/config/config.ts";
import { GoalsSchema } from "../src/goals/goal.ts";
import { GOALS_PATH } from "../src/goals/io/file.ts";
import { CONFIG_PATH } from "../src/shared/settings-file.ts";
import { SKIN_PATH } from "../src/skin/file.ts";
import { skinSchema } from "../src/skin/skin.ts";

interface SettingsFile {
  readonly path: string;
  readonly schema: z.ZodObject;
  readonly published: string;
}

interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
}

const FILES: readonly SettingsFile[] = [
  { path: CONFIG_PATH, schema: ConfigSchema, published: "docs/config.schema.json" },
  { path: GOALS_PATH, schema: GoalsSchema, published: "docs/goals.schema.json" },
  { path: SKIN_PATH, schema: skinSchema(), published: "docs/skin.schema.json" },
];

/** Path -> content of every file that is written as a whole. */
export function settingsFiles(): Record<string, string> {
  const schemas = FILES.map(({ schema, published }): [string, string] => [
    published,
    `${JSON.stringify(jsonSchema(schema), null, 2)}\n`,
  ]);
  return { ...Object.fromEntries(schemas), "docs/configuration.md": page() };
}

const jsonSchema = (schema: z.ZodObject): JsonSchema => z.toJSONSchema(schema, { io: "input" }) as JsonSchema;

function page(): string {
  const files = FILES.map(({ path, schema, published }) => {
    const json = jsonSchema(schema);
    const about = `${json.description}\n\nJSON Schema: \`node_modules/${packageJson.name}/${published}\`, to be named in the file's first line for editors that check YAML:\n\n\`\`\`yaml\n# yaml-language-server: $schema=../node_modules/${packageJson.name}/${published}\n\`\`\``;
    return [`## \`${path}\``, about, ...keys(json, "")].join("\n\n");
  });
  return `${[
    "<!-- Written by `npm run gen` from the schemas in src; change it there. -->",
    "# Configuration",
    "Settings are files in `.agentops/`, read from the base commit and never from the working tree, so that no branch can change the rules that it is judged by. A file that is not there, or is empty, leaves every key at its default. A key that does not exist, a value that is none of a key's values, or a file that is no plain UTF-8 YAML is refused with the line and what was probably meant; `agentops-mcp doctor` says the same without a session, and names an edit that is not in force yet.",
    "Globs are written from the top of the repository on. `*` and `?` stay within a name, `**` is any number of folders, `[a-z]` and `[!a-z]` are one letter, `{a,b}` and `{1..9}` one of several, `+(a|b)` with `@`, `?`, `*` or `+` in front as shells have it, and `\\` takes a meaning away. A glob that names a folder fits all that is in it, one that begins with `!` takes out again, and brackets in a path fit themselves: `app/(group)/[id]/page.tsx`.",
    ...files,
  ].join("\n\n")}\n`;
}

function keys(schema: JsonSchema, prefix: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, key]) => {
    const full = `${prefix}${name}`;
    if (key.properties) return [`### \`${full}\``, key.description ?? "", ...within(key, full)];
    const rows = [
      ["values", valuesOf(key)],
      ...(key.default === undefined ? [] : [["default", code(key.default)]]),
      ...(key.examples ?? []).map((example) => ["example", `\`${yamlOf(full, example)}\``]),
    ];
    const table = ["| | |", "|---|---|", ...rows.map(([what, value]) => `| ${what} | ${value} |`)].join("\n");
    return [`### \`${full}\``, key.description ?? "", table, ...within(key, full)];
  });
}

/** The keys inside a key: of an object, of each item of a list, of each named entry. */
function within(key: JsonSchema, full: string): string[] {
  const each = typeof key.additionalProperties === "object" ? key.additionalProperties : {};
  return [
    ...keys(key, `${full}.`),
    ...keys(key.items ?? {}, `${full}[].`),
    ...keys(each, `${full}.<name>.`),
    ...(key.anyOf ?? []).flatMap((option) => within(option, full)),
  ];
}

function valuesOf({ enum: values, anyOf, items, type, minimum, maximum, maxLength }: JsonSchema): string {
  if (values) return values.map(code).join(", ");
  if (anyOf) return anyOf.map(valuesOf).join(" or ");
  if (items) return `a list of ${valuesOf(items)}`;
  const range = minimum === undefined || maximum === undefined ? "" : `, ${minimum} to ${maximum}`;
  const length = maxLength === undefined ? "" : `, one line of at most ${maxLength} characters`;
  const names: Record<string, string> = { string: "text", object: "keys", boolean: "`true`, `false`" };
  return `${names[type ?? ""] ?? type ?? "any"}${range}${length}`;
}

const plain = (value: unknown): string =>
  Array.isArray(value)
    ? `[${value.map(plain).join(", ")}]`
    : typeof value === "string" && /^[\w-]+$/.test(value)
      ? value
      : JSON.stringify(value);
const code = (value: unknown): string => `\`${plain(value)}\``;

/** A dotted key as it is written in the file, in one line. */
function yamlOf(full: string, value: unknown): string {
  const [first = "", ...rest] = full.split(".");
  const inner = rest.reduceRight((text, name) => `{ ${name}: ${text} }`, plain(value));
  return `${first}: ${inner}`;
}
