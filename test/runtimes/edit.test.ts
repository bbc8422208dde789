// Other people's configuration files: what we add is all that changes, and taking it out restores every byte.

import fc from "fast-check";
import { parse as parseToml, stringify as tomlOf } from "smol-toml";
import { describe, expect, it } from "vitest";
import { RUNTIMES } from "../../src/runtimes/all.ts";
import { claude } from "../../src/runtimes/claude.ts";
import { codex } from "../../src/runtimes/codex.ts";
import { removeEntry, setEntry, storedEntry } from "../../src/runtimes/edit.ts";
import { opencode } from "../../src/runtimes/opencode.ts";
import type { Runtime } from "../../src/runtimes/runtime.ts";
import { vscode } from "../../src/runtimes/vscode.ts";

const LAUNCH = { command: "node", args: ["node_modules/agentops-mcp/dist/agentops-mcp.js"] };
const entryOf = (runtime: Runtime) => runtime.entry(LAUNCH, true);
const set = (runtime: Runtime, text: string) => setEntry(runtime, text, entryOf(runtime), "file");
const remove = (runtime: Runtime, text: string) => removeEntry(runtime, text, "file");

/** Texts in which a servers object may lie, with `KEY` for its name. */
const JSON_TEXTS: Record<string, string> = {
  "an empty object": "{}",
  "an empty object over two lines": "{\n}\n",
  "an empty object with a space": "{ }\n",
  "an empty list of servers": '{\n  "KEY": {}\n}\n',
  "an empty list over two lines": '{\n  "KEY": {\n  }\n}\n',
  "another server": '{\n  "KEY": {\n    "other": { "command": "x" }\n  }\n}\n',
  "another server on one line": '{"KEY":{"other":{"command":"x"}}}',
  "another server on one line with spaces": '{ "KEY": { "other": { "command": "x" } } }\n',
  "other settings": '{\n\t"theme": "dark",\n\t"nested": {\n\t\t"a": [1, 2]\n\t}\n}\n',
  "a line end of long ago": '{\r"theme": "dark"\r}',
  "other settings on one line": '{ "theme": "dark" }',
  "four spaces and no final line end":
    '{\n    "KEY": {\n        "other": {\n            "command": "x"\n        }\n    }\n}',
};
const JSONC_TEXTS: Record<string, string> = {
  ...JSON_TEXTS,
  "comments everywhere":
    '// top\n{ // brace\n  /* before */ "KEY": { // servers\n    // other\n    "other": { "command": "x" } // last\n    // end\n  }\n  // bottom\n}\n// after\n',
  "a comment of two lines behind the brace": '{ /* one\n two */ "KEY": { /* a\n b */ "other": {} } }\n',
  "trailing commas": '{\n  "KEY": {\n    "other": { "command": "x", },\n  },\n}\n',
  "only a comment": "{\n  // nothing yet\n}\n",
  "a comment in an empty list": '{ "KEY": { /* none */ } }',
};
const TOML_TEXTS: Record<string, string> = {
  "other settings": '# mine\nmodel = "x" # why\n\n[mcp_servers.other]\ncommand = "y"\n',
  "no final line end": 'model = "x"',
  "blank lines at the end": 'model = "x"\n\n\n',
  "only a comment": "# nothing yet\n",
  "text that looks like a table": 'a = """\n[mcp_servers.agentops]\n"""\nb = [\n  ["[x]"],\n]\n',
};

function variants(texts: Record<string, string>, key: string): [string, string][] {
  return Object.entries(texts).flatMap(([name, template]) => {
    const text = template.replaceAll("KEY", key);
    return [
      [name, text],
      [`${name}, CRLF`, text.replaceAll("\n", "\r\n")],
      [`${name}, byte order mark`, `\uFEFF${text}`],
    ] satisfies [string, string][];
  });
}

describe.each(RUNTIMES)("$label", (runtime) => {
  const texts = { json: JSON_TEXTS, jsonc: JSONC_TEXTS, toml: TOML_TEXTS }[runtime.format];

  it.each(variants(texts, runtime.serversKey))("adds and restores: %s", (_, text) => {
    const added = set(runtime, text);
    expect(storedEntry(runtime, added, "file")).toEqual(entryOf(runtime));
    expect(set(runtime, added)).toBe(added);
    expect(withoutAddition(text, added)).toBe(true);
    expect(added.includes("\r\n")).toBe(text.includes("\r\n"));
    if (text.includes("\r\n")) expect(added.replaceAll("\r\n", "")).not.toContain("\n");
    expect(remove(runtime, added)).toBe(text);
  });

  it("creates a file and leaves nothing of it", () => {
    const created = set(runtime, "");
    expect(created.endsWith("\n")).toBe(true);
    expect(remove(runtime, created)).toBeNull();
  });

  it("reads back how the server is started", () => {
    const stored = runtime.read(storedEntry(runtime, set(runtime, ""), "file"));
    expect(stored?.command).toBe("node");
    expect(stored?.args[0]).toContain("dist/agentops-mcp.js");
    expect(stored?.disabled).toBe(false);
  });

  it("replaces its own entry in place and keeps the fields that a person added", () => {
    const old = setEntry(runtime, "", { ...entryOf(runtime), timeout: 9 }, "file");
    const other = runtime.entry({ command: "agentops-mcp", args: [] }, true);
    const replaced = setEntry(runtime, old, other, "file");
    expect(storedEntry(runtime, replaced, "file")).toEqual({ ...other, timeout: 9 });
  });
});

describe("any configuration", () => {
  const name = fc.stringMatching(/^[\w .$"\\/*{},[\]:#'-]{1,12}$/).filter((key) => key !== "__proto__");
  const value = fc.letrec((tie) => ({
    any: fc.oneof({ maxDepth: 3 }, fc.string(), fc.integer(), fc.boolean(), tie("list"), tie("table")),
    list: fc.array(tie("any"), { maxLength: 3 }),
    table: fc.dictionary(name, tie("any"), { maxKeys: 3 }),
  }));
  const servers = fc.option(fc.dictionary(name, value.table, { maxKeys: 3 }), { nil: undefined });
  const form = fc.record({
    indent: fc.constantFrom("", "  ", "\t", "    "),
    end: fc.constantFrom("", "\n", "\n\n"),
    windows: fc.boolean(),
  });

  it.each([claude, opencode])("of $label in JSON is restored to the byte", (runtime) => {
    const config = fc.tuple(value.table, servers, value.table);
    fc.assert(
      fc.property(config, form, ([before, listed, after], { indent, end, windows }) => {
        const object = {
          ...Object(before),
          ...(listed && { [runtime.serversKey]: listed }),
          ...Object(after),
        };
        const plain = JSON.stringify(object, null, indent) + end;
        const text = windows ? plain.replaceAll("\n", "\r\n") : plain;
        expect(remove(runtime, set(runtime, text))).toBe(text);
      }),
      { numRuns: 400 },
    );
  });

  it("of Codex in TOML is restored to the byte", () => {
    fc.assert(
      fc.property(
        fc.tuple(fc.dictionary(name, fc.string()), servers),
        form,
        ([others, listed], { end, windows }) => {
          const lines = tomlOf({ ...others, ...(listed && { mcp_servers: listed }) }).trimEnd();
          const plain = lines === "" ? "" : lines + end;
          const text = windows ? plain.replaceAll("\n", "\r\n") : plain;
          expect(remove(codex, set(codex, text)) ?? "").toBe(text);
        },
      ),
      { numRuns: 400 },
    );
  });
});

/** True when `after` is `before` with one piece put in. */
function withoutAddition(before: string, after: string): boolean {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start += 1;
  return after.endsWith(before.slice(start));
}

describe("an entry that is not alone", () => {
  it("goes from the middle and from the end", () => {
    const text = '{\n  "mcpServers": {\n    "a": {}, // first\n    "agentops": {},\n    "b": {}\n  }\n}\n';
    expect(remove(vscode, text.replace("mcpServers", "servers"))).toBe(
      '{\n  "servers": {\n    "a": {}, // first\n    "b": {}\n  }\n}\n',
    );
    const last = '{\n  "servers": {\n    "a": {}, // first\n    "agentops": {}\n  }\n}\n';
    expect(remove(vscode, last)).toBe('{\n  "servers": {\n    "a": {} // first\n  }\n}\n');
  });

  it("goes with its subtables from the middle of a TOML file", () => {
    const before = '[mcp_servers.agentops]\ncommand = "node"\nargs = [\n  "x",\n]\n';
    const text = `a = 1\n\n${before}\n[mcp_servers.agentops.env]\nA = "b"\n\n# of the next\n[other]\nb = 2\n`;
    expect(remove(codex, text)).toBe("a = 1\n\n# of the next\n[other]\nb = 2\n");
    const set = setEntry(codex, text, { command: "agentops-mcp", args: [] }, "file");
    expect(parseToml(set)).toEqual({
      a: 1,
      mcp_servers: { agentops: { command: "agentops-mcp", args: [], env: { A: "b" } } },
      other: { b: 2 },
    });
    expect(set).toContain("# of the next\n[other]");
  });
});

describe("files that are left alone", () => {
  it.each([
    ["does not parse", claude, '{ "mcpServers": '],
    ["comments where the runtime reads none", claude, '{ // no\n "mcpServers": {} }'],
    ["a list in place of the servers", claude, '{ "mcpServers": [] }'],
    ["the servers twice", claude, '{ "mcpServers": {}, "mcpServers": {} }'],
    ["a list at the top", opencode, "[]"],
    ["a text at the top", opencode, '"mcp"'],
    ["TOML that does not parse", codex, "[mcp_servers\n"],
    ["a text in place of the servers", codex, 'mcp_servers = "none"\n'],
    ["servers in one line", codex, "mcp_servers = {}\n"],
    ["an entry in one line", codex, '[mcp_servers]\nagentops = { command = "x" }\n'],
    ["nesting deeper than any stack", claude, `{"a":${"[".repeat(9_999)}${"]".repeat(9_999)}}`],
    ["an entry in dotted keys", codex, 'mcp_servers.agentops.command = "x"\n'],
  ])("%s", (_, runtime, text) => {
    expect(() => set(runtime, text)).toThrowError(
      expect.objectContaining({ code: "CONFIG_INVALID", fix: expect.stringMatching(/by hand/) }),
    );
  });

  it("names file and line", () => {
    expect(() => setEntry(codex, 'a = 1\nb = "', {}, ".codex/config.toml")).toThrow(
      /\.codex\/config\.toml .*line 2/,
    );
    expect(() => setEntry(claude, '{\n  "a" 1\n}', {}, ".mcp.json")).toThrow(/\.mcp\.json .*line 2/);
  });
});
