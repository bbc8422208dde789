// Settings files: what is refused, by which key and line, and that the published schema says the same.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { ConfigSchema, DEFAULT_CONFIG, parseConfig } from "../../src/config/config.ts";
import { AgentOpsError } from "../../src/shared/errors.ts";
import { parseSettings } from "../../src/shared/settings-file.ts";
import { ROOT } from "../support/client.ts";

const config = (text: string | Buffer) => parseConfig(Buffer.from(text));

/** Message and fix of the refusal. */
async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => expect.fail("nothing was refused"),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AgentOpsError)) throw error;
  expect(error.code).toBe("CONFIG_INVALID");
  expect(error.fix).toMatch(/^[A-Z].*[.?] Commit the change on the base branch\.$/);
  return `${error.message} ${error.fix}`;
}

describe("config.yaml", () => {
  it.each([
    ["nothing", ""],
    ["a comment", "# later\n"],
    ["an empty mapping", "{}\n"],
    ["a byte order mark", "\uFEFF# later\r\n"],
  ])("%s leaves the defaults", async (_, text) => {
    expect(await config(text)).toEqual(DEFAULT_CONFIG);
    expect(DEFAULT_CONFIG).toMatchObject({ sync: "manual", commit: "off", review: "none" });
  });

  it("takes every value of every key, `off` too, which older YAML reads as false", async () => {
    for (const sync of ["off", "manual", "auto"])
      expect(await config(`sync: ${sync}\n`)).toEqual({ ...DEFAULT_CONFIG, sync });
    expect(await config("phases: &all [prepare, bound]\nreview: protected-base\ncommit: inline\n")).toEqual({
      ...DEFAULT_CONFIG,
      phases: ["prepare", "bound"],
      review: "protected-base",
      commit: "inline",
      sync: "manual",
    });
  });

  it.each([
    [
      "a wrong type",
      "\nphases: prepare\n",
      /: phases: expected array.*\(line 2\)\. Write, for example, phases: \["prepare"\]/,
    ],
    [
      "a number in a list",
      "phases:\n  - prepare\n  - 7\n",
      /: phases\.1: "7" is none.*\(line 3\).*Known are: prepare/,
    ],
    ["a mapping for a word", "sync:\n  at: noon\n", /: sync: .*\(line 2\)/],
    ["null", "sync:\n", /: sync: "" is none of its values \(line 1\)/],
    ["a wrong order", "phases: [bound]\n", /: phases: must be a beginning of \[prepare, bound/],
    [
      "a value that is mistyped",
      "sync: manaul\n",
      /"manaul" is none of its values \(line 1\)\. Did you mean manual\?/,
    ],
    [
      "a key that is mistyped",
      "# ours\nreviw: none\n",
      /"reviw" is not a key \(line 2\)\. Did you mean review\?/,
    ],
    ["a key of another nature", "__proto__: { sync: auto }\n", /"__proto__" is not a key \(line 1\)/],
    ["a key given twice", "sync: off\nsync: auto\n", /"sync" is given twice \(line 2\)/],
    ["tabs", "phases:\n\t- prepare\n", /[Tt]abs.*\(line 2\)/],
    ["an open bracket", "phases: [prepare\n", /\(line 2\)\. Correct the YAML/],
    ["two documents", "sync: off\n---\nsync: auto\n", /document.*\(line 2\)/],
    ["a list at the top", "- prepare\n", /not a mapping of keys to values \(line 1\)/],
    ["a word at the top", "prepare\n", /not a mapping of keys to values \(line 1\)/],
    ["an alias of nothing", "sync: *x\n", /[Uu]nresolved alias/],
    ["an alias of itself", "phases: &a [*a]\n", /phases/],
    ["a long key", `${"k".repeat(500)}: 1\n`, /"k{60}…" is not a key/],
  ])("refuses %s", async (_, text, said) => {
    const words = await refusal(config(text));
    expect(words).toMatch(said);
    expect(words).toMatch(/^\.agentops\/config\.yaml at the base commit: /);
    expect(words.length).toBeLessThan(500);
  });

  it("refuses bytes that are no UTF-8, and more of them than anyone writes", async () => {
    expect(await refusal(config(Buffer.from([0x73, 0xff, 0xfe])))).toMatch(/not UTF-8/);
    expect(await refusal(config(Buffer.from("\uFEFFsync: off\n", "utf16le")))).toMatch(/not UTF-8/);
    expect(await refusal(config(`# ${"x".repeat(5_000_000)}`))).toMatch(/more than 65536 bytes/);
  });

  it("refuses aliases that multiply and nesting that is deeper than any stack", async () => {
    const names = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
    const bomb = names.map((name, at) => {
      const inner = at === 0 ? "x" : `*${names[at - 1]}`;
      return `${name}: &${name} [${Array(9).fill(inner).join(", ")}]\n`;
    });
    expect(await refusal(config(bomb.join("")))).toMatch(/[Aa]lias/);
    for (const level of ["[", "{a: ", "- ", "? ", "? [", "\n- [", '["]", '])
      expect(await refusal(config(level.repeat(10_000))), level).toMatch(/more than 100 levels deep/);
    const each = Array.from({ length: 300 }, (_, at) => `- &a${at} x\n- *a${at}\n`).join("");
    expect(await refusal(config(each))).toMatch(/more than 100 aliases/);
    expect(await refusal(config("[x, y, a: ".repeat(1_000)))).toMatch(/more than 100 levels deep/);
    expect(await refusal(config(`phases: [${"a: ".repeat(10_000)}]\n`))).toMatch(/more than 100 levels deep/);
    expect(await refusal(config(`phases: [[a: [${"x, ? y: z, ".repeat(1_000)}]]]\n`))).toMatch(/phases/);
    const stairs = Array.from({ length: 300 }, (_, at) => `${" ".repeat(at)}k:\n`).join("");
    expect(await refusal(config(stairs))).toMatch(/more than 100 levels deep/);
    const wide = `sync: { ${Array.from({ length: 300 }, (_, at) => `k${at}: [{ a: "[" }]`).join(", ")} }`;
    expect(await refusal(config(wide))).toMatch(/sync: /);
  });
});

describe("settings of any depth", () => {
  const schema = z.strictObject({
    levels: z
      .strictObject({
        judge: z.strictObject({ vendors: z.array(z.enum(["one", "two"])).default([]) }).optional(),
        retries: z
          .int()
          .min(0)
          .max(3)
          .default(1)
          .meta({ examples: [2] }),
      })
      .optional(),
    checks: z
      .array(
        z.discriminatedUnion("run", [
          z.strictObject({ run: z.literal("command"), command: z.string() }),
          z.strictObject({ run: z.literal("script"), file: z.string() }),
        ]),
      )
      .default([]),
    envelope: z.record(z.string(), z.strictObject({ paths: z.array(z.string()) })).default({}),
    limit: z.union([z.int(), z.strictObject({ seconds: z.int() })]).optional(),
  });
  const refused = (text: string) => refusal(parseSettings(schema, Buffer.from(text), "some.yaml"));

  it.each([
    [
      "a key of an object in an object",
      "levels:\n  judge:\n    vendor: [one]\n",
      /"levels\.judge\.vendor" is not a key \(line 3\)\. Did you mean vendors\?/,
    ],
    [
      "a value in a list in it",
      "levels:\n  judge:\n    vendors:\n      - one\n      - twoo\n",
      /levels\.judge\.vendors\.1: "twoo".*\(line 5\)\. Did you mean two\?/,
    ],
    [
      "a number out of range",
      "levels: { retries: 9 }\n",
      /levels\.retries: Too big.*\(line 1\)\. Write, for example, levels\.retries: 2/,
    ],
    [
      "a key of an item of a list",
      "checks:\n  - run: command\n    command: x\n  - run: script\n    file: y\n    fiel: z\n",
      /"checks\.1\.fiel" is not a key \(line 6\)\. Did you mean file\?/,
    ],
    ["a missing key of an item", "checks:\n  - run: command\n", /checks\.0\.command: .*\(line 2\)/],
    [
      "a key below a free name",
      "envelope:\n  docs:\n    path: [a]\n    paths: [a]\n",
      /"envelope\.docs\.path" is not a key \(line 3\)\. Did you mean paths\?/,
    ],
    [
      "a key of one of two shapes",
      "limit:\n  second: 3\n  seconds: 3\n",
      /"limit\.second" is not a key \(line 2\)\. Did you mean seconds\?/,
    ],
    ["a value of one of two shapes", "limit:\n  seconds: soon\n", /limit\.seconds: expected .*\(line 2\)/],
    [
      "a key twice, deep down",
      "levels:\n  retries: 1\n  retries: 2\n",
      /"retries" is given twice \(line 3\)/,
    ],
  ])("names %s, with its line", async (_, text, said) => {
    expect(await refused(text)).toMatch(said);
  });
});

describe("the published schema", () => {
  const published = JSON.parse(readFileSync(path.join(ROOT, "docs/config.schema.json"), "utf8"));

  it("documents every key with what it is for, a default and a valid example", async () => {
    const keys = Object.entries<Record<string, unknown>>(published.properties);
    expect(keys.map(([key]) => key)).toEqual(Object.keys(ConfigSchema.shape));
    for (const [key, { description, default: fallback, examples }] of keys) {
      expect(description, key).toMatch(/\.$/);
      expect(fallback, key).toEqual(Reflect.get(DEFAULT_CONFIG, key));
      for (const example of [examples].flat(1)) {
        // A panel names judges, so its example needs the example of those.
        const besides = key === "panels" ? { judges: [published.properties.judges.examples].flat(1)[0] } : {};
        const written = JSON.stringify({ ...besides, [key]: example });
        expect(await config(written), key).toMatchObject({ [key]: example });
      }
    }
  });

  it("refuses unknown keys, as the parser does, and goes along with the package", () => {
    expect(published.additionalProperties).toBe(false);
    const pack = ["pack", "--dry-run", "--json", "--ignore-scripts"];
    const [{ files }] = JSON.parse(execFileSync("npm", pack, { cwd: ROOT, encoding: "utf8" }));
    const packed = files.map((file: { readonly path: string }) => file.path);
    expect(packed).toEqual(expect.arrayContaining(["docs/config.schema.json", "docs/skins/expedition.yaml"]));
  });
});
