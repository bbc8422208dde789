// Drives an agent through a queue of three jobs in a repository of its own, by nothing but the tools' answers.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import type { TestClient } from "../support/client.ts";
import { startClient } from "../support/client.ts";
import { createRepository, git, type TestRepository } from "../support/repository.ts";
import type { Agent } from "./agent.ts";
import type { Step } from "./count.ts";

const CONFIG = `checks:
  - { id: greeting, run: [sh, test/greeting.sh], inputs: [src/greeting.txt, test/greeting.sh] }
  - { id: total, run: [sh, test/total.sh], inputs: [src/total.txt, test/total.sh] }
  - { id: pages, run: [grep, -q, "## Usage", docs/README.md], inputs: ["docs/**"] }
jobs: { verdict: { risk: low } }
`;
const FILES = {
  ".agentops/config.yaml": CONFIG,
  "src/greeting.txt": "hello\n",
  "src/total.txt": "41\n",
  "docs/README.md": "# Shop\n",
  "test/greeting.sh": "grep -qx 'hello, world' src/greeting.txt\n",
  "test/total.sh": "grep -qx 42 src/total.txt\n",
};
const JOBS = [
  {
    title: "Greet the world",
    write: ["src/greeting.txt"],
    acceptance: ["greeting passes: the text is 'hello, world'"],
  },
  {
    title: "Make the total 42",
    write: ["src/total.txt"],
    acceptance: ["total passes: src/total.txt holds 42"],
  },
  {
    title: "Describe the usage",
    write: ["docs/**"],
    acceptance: ["pages passes: docs/README.md has '## Usage'"],
  },
];
/** More steps than three jobs can need: who goes on for longer goes in circles. */
const MOST_STEPS = 120;

/** In a row. */
const MOST_UNREADABLE = 5;

/** What an agent may answer: exactly one of these. */
const Move = z.union([
  z.strictObject({ tool: z.string(), arguments: z.record(z.string(), z.unknown()).default({}) }),
  z.strictObject({ read: z.string() }),
  z.strictObject({ write: z.string(), text: z.string() }),
  z.strictObject({ commit: z.string(), in: z.string().optional() }),
  z.strictObject({ ask: z.string() }),
  z.strictObject({ end: z.string() }),
]);

const RULES = `You are a coding agent in the repository at DIR. Take jobs from its queue with start_job, one after the other, and bring each to its end, until none is ready.

Each of your answers is one JSON object and nothing else:
- {"tool": "<name>", "arguments": {...}} calls one of the tools below
- {"read": "<path>"} reads a file or lists a folder, {"write": "<path>", "text": "<all of it>"} writes one; paths are absolute, or from the repository
- {"commit": "<message>", "in": "<folder>"} commits all that has changed in a working tree, without "in" in the repository
- {"ask": "<question>"} asks the person, who answers that you have to decide
- {"end": "<why>"} when nothing is left to do

Tools:
`;

export interface Played {
  readonly steps: readonly Step[];
  /** All that was said, as text. */
  readonly transcript: string;
}

export async function playQueue(agent: Agent): Promise<Played> {
  const repository = createRepository();
  repository.commit(FILES);
  const boss = await startClient(repository.dir, { session: "boss", args: ["--role", "supervisor"] });
  const worker = await startClient(repository.dir, { session: "model" });
  try {
    await boss.call("create_job", {
      jobs: JOBS.map((job, at) => ({ ...job, key: `job-${at}`, isolate: true })),
    });
    return await talk(agent, worker, repository);
  } finally {
    await Promise.all([boss.close(), worker.close()]);
    repository.remove();
  }
}

async function talk(agent: Agent, worker: TestClient, repository: TestRepository): Promise<Played> {
  const { tools } = await worker.client.listTools();
  const listed = tools.map(({ name, description, inputSchema }) =>
    [`## ${name}`, description, JSON.stringify(inputSchema)].join("\n"),
  );
  let transcript = `${RULES.replace("DIR", repository.dir)}\n${listed.join("\n\n")}\n\nSo far:\n`;
  const steps: Step[] = [];
  while (steps.length < MOST_STEPS) {
    const said = (await agent(transcript)).trim();
    const step = await take(said, worker, repository);
    steps.push(step);
    transcript += `\nyou: ${said}\nanswer: ${step.answer}\n`;
    const last = steps.slice(-MOST_UNREADABLE);
    const isLost = last.length === MOST_UNREADABLE && last.every(({ kind }) => kind === "unreadable");
    if (step.kind === "end" || isLost) break;
  }
  return { steps, transcript };
}

async function take(said: string, worker: TestClient, repository: TestRepository): Promise<Step> {
  const move = moveIn(said);
  if (move === null)
    return {
      kind: "unreadable",
      name: "",
      sent: said.slice(0, 500),
      refused: true,
      answer: "no JSON object as asked for",
    };
  if ("tool" in move) {
    const { text, isError } = await worker.call(move.tool, move.arguments);
    return {
      kind: "tool",
      name: move.tool,
      sent: JSON.stringify(move.arguments),
      refused: isError,
      answer: text,
    };
  }
  if ("ask" in move)
    return { kind: "ask", name: "", sent: move.ask, refused: false, answer: "You have to decide." };
  if ("end" in move) return { kind: "end", name: "", sent: move.end, refused: false, answer: "" };
  const asked = "read" in move ? move.read : "write" in move ? move.write : (move.in ?? ".");
  const kind = "read" in move ? "read" : "write" in move ? "write" : "commit";
  const facts = { kind, name: asked, sent: asked } as const;
  const place = placeIn(repository.dir, asked);
  if (place === null)
    return { ...facts, refused: true, answer: "outside of the repository and its jobs' working trees" };
  try {
    return { ...facts, refused: false, answer: done(move, place) };
  } catch (error) {
    return {
      ...facts,
      refused: true,
      answer: error instanceof Error ? error.message.slice(0, 500) : "it failed",
    };
  }
}

function done(move: z.output<typeof Move>, place: string): string {
  if ("read" in move) return read(place);
  if ("write" in move) {
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, move.text);
    return "written";
  }
  git(place, "add", "-A");
  const message = "commit" in move ? move.commit : "";
  git(place, "-c", "user.name=model", "-c", "user.email=model@localhost", "commit", "-qm", message);
  return git(place, "log", "-1", "--format=%H %s").trim();
}

function read(place: string): string {
  if (!existsSync(place)) return "there is no such file";
  return statSync(place).isDirectory() ? readdirSync(place).join("\n") : readFileSync(place, "utf8");
}

/** Models put their JSON into a fence, or a sentence before it. */
function moveIn(said: string): z.output<typeof Move> | null {
  const [from, to] = [said.indexOf("{"), said.lastIndexOf("}")];
  if (from < 0 || to < from) return null;
  try {
    return Move.safeParse(JSON.parse(said.slice(from, to + 1))).data ?? null;
  } catch {
    return null;
  }
}

/** Where the repository and the working trees beside it lie, and nowhere else: it is a model that names the place. */
function placeIn(dir: string, asked: string): string | null {
  const place = path.resolve(dir, asked);
  const isBelow = (top: string) => place === top || place.startsWith(top + path.sep);
  return (isBelow(dir) || isBelow(`${dir}-jobs`)) && !place.split(path.sep).includes(".git") ? place : null;
}
