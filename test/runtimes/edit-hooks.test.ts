// Other people's hooks: ours are put beside them, and taking ours out restores every byte.
import fc from "fast-check";
import { parse as parseJsonc } from "jsonc-parser";
import { describe, expect, it } from "vitest";
import { RUNTIMES } from "../../src/runtimes/all.ts";
import { removeHooks, setHooks, storedHooks } from "../../src/runtimes/edit-hooks.ts";
import { type HookSettings, hookEntries, isOurHook } from "../../src/runtimes/hook-settings.ts";
import { HOOK_DIALECTS } from "../../src/runtimes/hooks/all.ts";

const LAUNCH = { command: "node", args: ["node_modules/agentops-mcp/dist/agentops-mcp.js"] };
const PLACE = { base: "main", depth: 0, program: null };
const HOOKED = RUNTIMES.flatMap(({ name, hooks }) => (hooks === null ? [] : [{ name, settings: hooks }]));
const wantedBy = (name: string, settings: HookSettings) => hookEntries(name, settings, LAUNCH, PLACE);

/** With EVENT for an event that is ours too, ITEM for another person's entry, and MORE for a property. */
const TEXTS: Record<string, string> = {
  "an empty object": "{}",
  "an empty object over two lines": "{\n}\n",
  "other settings": '{\n\t"theme": "dark",\n\t"nested": {\n\t\t"a": [1, 2]\n\t}\n}\n',
  "other settings on one line": '{"theme":"dark"}',
  "no hooks yet": '{\n  "hooks": {}\n}\n',
  "a list that is empty": '{\n  "hooks": {\n    "EVENT": []\n  }\n}\n',
  "a list that is empty over two lines": '{\n  "hooks": {\n    "EVENT": [\n    ]\n  }\n}\n',
  "a hook of the same event": '{\n  "hooks": {\n    "EVENT": [\n      ITEM\n    ]\n  }\n}\n',
  "two hooks of the same event": '{\n  "hooks": {\n    "EVENT": [\n      ITEM,\n      ITEM\n    ]\n  }\n}\n',
  "a hook on one line": '{"hooks":{"EVENT":[ITEM]}}',
  "a hook of another event": '{ "hooks": { "Other": [ITEM] }, "theme": "dark" }',
};
const WITH_COMMENTS: Record<string, string> = {
  ...TEXTS,
  "comments everywhere":
    '// top\n{ // brace\n  "hooks": { // hooks\n    // event\n    "EVENT": [ // list\n      // item\n      ITEM // last\n      // end\n    ] // after\n  }\n}\n',
  "trailing commas": '{\n  "hooks": {\n    "EVENT": [\n      ITEM,\n    ],\n  },\n}\n',
};

const CASES = HOOKED.flatMap(({ name, settings }) =>
  Object.entries(settings.format === "jsonc" ? WITH_COMMENTS : TEXTS).flatMap(([what, template]) => {
    const item =
      settings.shape === "groups"
        ? '{ "matcher": "X", "hooks": [{ "type": "command", "command": "./mine.sh" }] }'
        : '{ "command": "./mine.sh" }';
    const event = Object.keys(settings.events)[2] ?? "";
    const text = template.replaceAll("EVENT", event).replaceAll("ITEM", item);
    return [
      [name, what, text, settings],
      [name, `${what}, CRLF`, text.replaceAll("\n", "\r\n"), settings],
      [name, `${what}, byte order mark`, `\uFEFF${text}`, settings],
    ] satisfies [string, string, string, HookSettings][];
  }),
);

it.each(CASES)("%s: %s", (name, _, text, settings) => {
  const wanted = wantedBy(name, settings);
  const set = setHooks(settings, text, wanted, "file");
  const stored = storedHooks(settings, set, "file");
  expect(new Set(stored)).toEqual(new Set(wanted));
  expect(set.split("./mine.sh").length).toBe(text.split("./mine.sh").length);
  expect(setHooks(settings, set, wanted, "file")).toBe(set);
  if (text.includes("\r\n")) expect(set.replaceAll("\r\n", "")).not.toContain("\n");
  expect(removeHooks(settings, set, "file")).toBe(text);
});

describe.each(HOOKED)("$name", ({ name, settings }) => {
  const wanted = wantedBy(name, settings);

  it("makes a file, and leaves nothing of it", () => {
    const made = setHooks(settings, "", wanted, "file");
    expect(JSON.parse(made)).toMatchObject(settings.newFile);
    expect(removeHooks(settings, made, "file")).toBeNull();
  });

  it("installs what its dialect knows, and nothing else", () => {
    expect(Object.keys(settings.events)).toEqual(Object.keys(HOOK_DIALECTS[name]?.events ?? {}));
  });

  it("replaces the entries of an older version, drops those of events that are gone, and keeps the rest", () => {
    const old = wanted.map(({ event }) => ({
      event,
      matcher: "Old",
      command: `agentops-mcp hook --runtime ${name} ${event}`,
    }));
    const gone = { event: "Gone", matcher: null, command: `agentops-mcp hook --runtime ${name} Gone` };
    const before = setHooks(settings, '{ "theme": "dark" }', [...old, gone], "file");
    const after = setHooks(settings, before, wanted, "file");
    expect(storedHooks(settings, after, "file")).toEqual(wanted);
    expect(parseJsonc(after).theme).toBe("dark");
  });

  it("keeps one of several entries of the same event", () => {
    const once = setHooks(settings, "", wanted, "file");
    const [first] = Object.keys(settings.events);
    const twice = JSON.parse(once);
    twice.hooks[first ?? ""].push(twice.hooks[first ?? ""][0]);
    expect(storedHooks(settings, JSON.stringify(twice), "file")).toHaveLength(wanted.length + 1);
    const after = setHooks(settings, JSON.stringify(twice), wanted, "file");
    expect(storedHooks(settings, after, "file")).toEqual(wanted);
  });

  it.each([
    "{ broken",
    "[]",
    '{ "hooks": [] }',
    '{ "hooks": { "Stop": {} } }',
    '{ "hooks": {}, "hooks": {} }',
  ])("leaves alone: %s", (text) => {
    expect(() => setHooks(settings, text, wanted, "file")).toThrow(
      expect.objectContaining({ code: "CONFIG_INVALID" }),
    );
  });
});

it("takes its command out of a group that a person has made", () => {
  const settings = HOOKED.find(({ name }) => name === "claude")?.settings ?? expect.fail("no settings");
  const ours = "agentops-mcp hook --runtime claude Stop";
  const group = (...commands: string[]) => ({
    hooks: { Stop: [{ hooks: commands.map((command) => ({ type: "command", command })) }] },
  });
  const text = JSON.stringify(group("./a.sh", ours, "./b.sh"), null, 2);
  const removed = removeHooks(settings, text, "file");
  expect(JSON.parse(removed ?? "")).toEqual(group("./a.sh", "./b.sh"));
});

it("knows its own commands, wherever the program lies", () => {
  for (const program of [
    "agentops-mcp",
    "node /a/dist/agentops-mcp.js",
    `node "$X"/dist/agentops-mcp.js`,
    "node 'a b/agentops-mcp.js'",
  ])
    expect(isOurHook(`${program} hook --runtime claude Stop`)).toBe(true);
  for (const other of ["echo agentops-mcp", "my-hook --runtime claude Stop", "agentops-mcp serve", 7, null])
    expect(isOurHook(other)).toBe(false);
});

it("writes commands that a shell reads as one path, whatever stands in it", () => {
  const settings = HOOKED.find(({ name }) => name === "gemini")?.settings ?? expect.fail("no settings");
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (folder) => {
      const file = `/${folder}/agentops-mcp.js`;
      const [entry] = hookEntries("gemini", settings, { command: "node", args: [file] }, null);
      expect(isOurHook(entry?.command)).toBe(true);
      expect(entry?.command.replaceAll("'\\''", "\0").split("'").join("").replaceAll("\0", "'")).toBe(
        `node ${file} hook --runtime gemini SessionStart`,
      );
    }),
  );
});
