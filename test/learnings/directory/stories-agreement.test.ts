// Clones with the same records and the same base commit serve the same bytes, whatever happened on the way there.
import { rmSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import type { TestClient } from "../../support/client.ts";
import { git } from "../../support/repository.ts";
import { as, createStory, FOLDER, file, stateOf } from "./story.ts";

const story = createStory();
const { start } = story;
const TASK = "a proxy, a cache or a queue that loses requests";
const LESSONS = [
  [
    "The proxy closes idle sockets after 55 s",
    "A request that is sent on a socket the proxy has just closed is lost. Set keep-alive to 50 s, below the proxy's limit.",
  ],
  [
    "The cache answers with a stale page after a deploy",
    "The cache keys by path and not by build. A request after a deploy gets the old page, so put the build's number into the key.",
  ],
  [
    "The queue drops requests above 256 kB",
    "Messages above 256 kB are dropped by the queue without an error. Store the request's body and send its key.",
  ],
].map(([title = "", body = ""]) => ({ title, body, kind: "gotcha" }));

/** Numbers from 0 to `below` - 1, the same for the same seed. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** One random step of what people do with the lessons' files on main; `ids` are null for those written by hand. */
function step(roll: (below: number) => number, at: number, ids: readonly (string | null)[]): void {
  const { repository } = story;
  const which = roll(ids.length);
  const lesson = LESSONS[which % LESSONS.length];
  const text = file(ids[which] ?? null, { ...lesson, title: `${lesson?.title}, seen ${at} times` });
  const files = git(repository.dir, "ls-files", FOLDER).split("\n").filter(Boolean);
  const name = files.find((each) => each.startsWith(`${FOLDER}/${which}-`)) ?? `${FOLDER}/${which}-${at}.md`;
  const removed = (): void => rmSync(path.join(repository.dir, name), { force: true });
  const steps: (() => void)[] = [
    () => void repository.commit({ [name]: text }, "edit"),
    () => void repository.commit({ [name]: text, "work.txt": `${at}\n` }, "edit and work"),
    () => void repository.commit({ [name]: text.replace(/^id: .*\n/m, "") }, "without its id"),
    () => void repository.commit({ [name]: `${text}<<<<<<< ours\n` }, "a conflict left"),
    () => {
      removed();
      repository.git(...as("commit", "-qa", "--allow-empty", "-m", "removed"));
    },
    () => {
      removed();
      repository.commit({ "work.txt": `${at}\n` }, "removed with work");
    },
    () => {
      if (files.includes(name)) repository.git("mv", name, `${FOLDER}/${which}-${at}-renamed.md`);
      repository.git(...as("commit", "-q", "--allow-empty", "-m", "renamed"));
    },
    () => void repository.git(...as("revert", "--no-edit", "-X", "ours", "HEAD")),
    () => {
      repository.git("switch", "-qc", `branch-${at}`);
      if (roll(2) === 0) removed();
      repository.commit(roll(2) === 0 ? { [name]: text } : { "branch.txt": `${at}\n` }, "on a branch");
      repository.git("switch", "-q", "main");
      repository.commit({ "main.txt": `${at}\n` }, "meanwhile");
      const how = roll(2) === 0 ? "--squash" : "--no-ff";
      repository.git(...as("merge", "-q", "--no-commit", how, `branch-${at}`));
      repository.git(...as("commit", "-q", "--allow-empty", "-m", "merged"));
    },
  ];
  try {
    steps[roll(steps.length)]?.();
  } catch {
    // A conflict: whoever meant to revert or merge lets it be.
    repository.git("reset", "-q", "--hard");
  }
}

/** All that a session gets to see of the lessons when it asks; the brief also depends on who has recorded them. */
async function served(client: TestClient, ids: readonly (string | null)[]): Promise<string> {
  const pack = await client.call("retrieve_context", { task: TASK, budget_tokens: 8000 });
  const states = await Promise.all(ids.filter((id) => id !== null).map((id) => stateOf(client, id)));
  return [pack.text, ...states].join("\n");
}

it.each([1, 2, 3, 4])("after random history %i", async (seed) => {
  const { repository } = story;
  const writer = await start(undefined, { session: "writer" });
  const ids: (string | null)[] = [];
  for (const lesson of LESSONS) ids.push(String((await writer.call("record_learning", lesson)).facts.id));
  ids.push(null, null);
  // This one has seen every step, the others only where they led.
  const witness = await start();
  const roll = dice(seed);
  const answers = new Set<string>();
  for (let at = 1; at <= 24; at += 1) {
    step(roll, at, ids);
    answers.add(await served(await start(), ids));
  }
  expect(answers.size).toBeGreaterThan(8);

  const plain = story.clone();
  const other = story.clone("--no-local");
  for (const [name, value] of [
    ["core.autocrlf", "true"],
    ["diff.renames", "copies"],
    ["log.showSignature", "true"],
    ["log.follow", "true"],
    ["i18n.logOutputEncoding", "latin1"],
  ] as const)
    other.git("config", name, value);
  other.git("gc", "-q");
  other.git(
    "replace",
    "--force",
    other.git("rev-parse", "HEAD~1").trim(),
    other.git("rev-parse", "HEAD~4").trim(),
  );
  other.git("checkout", "-q", "--detach");
  for (const { dir } of [plain, other]) git(dir, "fetch", "-q", "origin", "refs/agentops/*:refs/agentops/*");
  const expected = await served(await start(), ids);
  const brief = (client: TestClient): Promise<string> => client.read("agentops://brief");
  expect(await brief(await start(repository.dir))).toBe(await brief(witness));
  for (const { dir } of [repository, plain, other])
    expect(await served(await start(dir), ids)).toBe(expected);
});
