// A command speaks to a person: it names no tool, which only an agent can call, and no page that the package lacks.

import catalog from "agentops:catalog";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { forPeople } from "../../src/cli/for-people.ts";
import { ROOT } from "../support/client.ts";

const FOLDER = path.join(ROOT, "test/data/conversation");
/** What these print goes to agents, or is the text of files that agents read. */
const FOR_AGENTS = /^(?:hook|init|uninstall)\b/;
const TOOLS = new RegExp(
  `\\b(?:${catalog.tools
    .map(({ name }) => name)
    .filter((name) => name !== "escalate")
    .join("|")})\\b`,
);

interface Said {
  readonly command: string;
  readonly lines: readonly string[];
}

/** Every answer of a command in the recorded conversations; records as they are stored are not its words. */
const said: readonly Said[] = readdirSync(FOLDER)
  .flatMap((file) => readFileSync(path.join(FOLDER, file), "utf8").split(/\n(?=\[\d+\] )/))
  .flatMap((part) => {
    const [first = "", ...lines] = part.split("\n");
    const command = /^\[\d+\] \$ agentops-mcp (.*)$/.exec(first)?.[1];
    if (command === undefined || FOR_AGENTS.test(command)) return [];
    return [{ command, lines: lines.filter((line) => !/^[\s{}"[\]]/.test(line)) }];
  });

it("names a way that a person has, and never a tool alone", () => {
  expect(said.length).toBeGreaterThan(100);
  const wrong = said.flatMap(({ command, lines }) =>
    lines
      .filter((line) => TOOLS.test(line) && !/agentops-mcp (?:verdict|verify|rule)\b/.test(line))
      .map((line) => `${command}: ${line}`),
  );
  expect(wrong).toEqual([]);
});

/** Names of arguments that no word of a sentence is. */
const ARGUMENTS = new RegExp(
  `\\b(?:${[
    ...new Set(
      catalog.tools.flatMap(({ spec }) => Object.keys(spec.input.shape).filter((name) => name.includes("_"))),
    ),
  ].join("|")})\\b`,
);
const TO_AGENTS =
  /\b(?:server with --|server was told|pass supersedes|with supersedes|missing, or not )|(?:^|[.!?] )Send [a-z]/i;

it("names options, and never the arguments of a tool", () => {
  const wrong = said.flatMap(({ command, lines }) =>
    lines
      .filter((line) => TO_AGENTS.test(line) || ARGUMENTS.test(line))
      // A field of a record as it is stored.
      .filter((line) => !/^\w+_\w+: /.test(line))
      .map((line) => `${command}: ${line}`),
  );
  expect(wrong).toEqual([]);
});

it("has other words for whatever the folders below say to agents alone", () => {
  const source = path.join(ROOT, "src");
  const spoken = readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !/^(?:mcp|cli)[\\/]/.test(file))
    .flatMap((file) => readFileSync(path.join(source, file), "utf8").split("\n"))
    .flatMap((text) => /(?<=^\s*(?:\w+: |const \w+ = |\? |: )?)["`](.*)["`][,;]?$/.exec(text)?.[1] ?? [])
    .filter((text) => TO_AGENTS.test(text));
  expect(spoken.length).toBeGreaterThan(10);
  const id = "01K8ZQ4M3W9T2V5B7C6D8E0F1G";
  const told = spoken.flatMap((text) =>
    ["add", "edit"].map((command) => forPeople(text.replaceAll(/\$\{[^}]*\}/g, id), command)),
  );
  expect(told.filter((text) => TO_AGENTS.test(text) || text.includes("distinct_because"))).toEqual([]);
});

it("says where a page lies that it names", () => {
  const named = said.flatMap(({ lines }) => lines.filter((line) => /\bdocs\/\w+\.md\b/.test(line)));
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((line) => !line.includes("of this package"))).toEqual([]);
});
