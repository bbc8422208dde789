// This test plays a whole conversation with the built programs, and holds each answer, record and file against the recorded one, byte for byte.
//
// Seven scenes are played by real servers, commands and hooks, each in a repository and home of its own. Ids, hashes,
// times and measured sizes are numbered or replaced; all else is compared with test/data/conversation/<scene>.txt.
// Left out is `doctor`, which tells of the machine.
//
// Changed an answer on purpose? Record the conversation anew, and read the difference before you commit it:
//
//   npm run gen:conversation
//
// CONVERSATION_ROOT=<folder> lets the build of another checkout answer, such as one of an earlier commit.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { claims } from "./scenes/claims.ts";
import { commands } from "./scenes/commands.ts";
import { hooks } from "./scenes/hooks.ts";
import { jobs } from "./scenes/jobs.ts";
import { knowledge } from "./scenes/knowledge.ts";
import { remote } from "./scenes/remote.ts";
import { surface } from "./scenes/surface.ts";
import { play } from "./talk.ts";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const ROOT = process.env.CONVERSATION_ROOT ?? path.resolve(HERE, "../..");
const DATA = path.resolve(HERE, "../data/conversation");
const SCENES = { surface, commands, knowledge, claims, jobs, hooks, remote };
/** Hundreds of processes: slow is not wrong. */
const TIMEOUT_MS = 900_000;

describe.concurrent("each answer, record and file is as it was recorded", () => {
  it.for(Object.entries(SCENES))("%s", { timeout: TIMEOUT_MS }, async ([name, scene], { expect: here }) => {
    await here(await play(scene, ROOT)).toMatchFileSnapshot(path.join(DATA, `${name}.txt`));
  });
});

it("each tool of each role has an answer and a refusal in it", () => {
  const texts = readdirSync(DATA).map((file) => readFileSync(path.join(DATA, file), "utf8"));
  const listed = [
    ...texts.join("\n").matchAll(/"name":"(\w+)","title":"[^"]*","description":"[^"]*","inputSchema"/g),
  ];
  const tools = [...new Set(listed.map(([, name = ""]) => name))];
  expect(tools).toHaveLength(20);
  const calls = texts.flatMap((text) => [
    ...text.matchAll(/^\[\d+\] .* tools\/call \{"name":"(\w+)".*\n(.*)$/gm),
  ]);
  const answers = (refused: boolean) =>
    new Set(
      calls.filter(([, , first = ""]) => /^\{"isError":true/.test(first) === refused).map(([, name]) => name),
    );
  expect(tools.filter((name) => !answers(false).has(name))).toEqual([]);
  expect(tools.filter((name) => !answers(true).has(name))).toEqual([]);
});
