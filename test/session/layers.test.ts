// Layers: a person's own lessons and an organisation's are read beside the team's, and each stays where it is.
import { chmodSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { everywhereFile } from "../../src/git/layers.ts";
import { hook, notes, store } from "../hooks/run-hook.ts";
import { withClient } from "../support/clients.ts";
import { journalRecords, storedIds } from "../support/journal.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";
import { tokensOf } from "../support/tokens.ts";
import { createOwnHome, type OwnHome } from "./own-home.ts";

let team: TestRepository;
let acme: TestRepository;
let own: OwnHome;
beforeEach(() => {
  [team, acme] = [createRepository(), createRepository()];
  own = createOwnHome();
});
afterEach(() => {
  for (const each of [team, acme, own]) each.remove();
});

const PORT = "The preview server of vite picks the next free port";
const lesson = (title: string, body: string, more: object = {}) => ({
  title,
  body,
  kind: "gotcha" as const,
  ...more,
});
const ask = { task: "which port does the preview server of vite pick" };
const [SAYS_4173, SAYS_5000] = [
  "vite preview listens on port 4173 by default, and takes the next one silently where that is in use; pass --strictPort.",
  "vite preview listens on port 5000 by default, and takes the next one silently where that is in use; pass --strictPort.",
];

interface Item {
  readonly id: string;
  readonly layer?: string;
  readonly why: string;
}
const itemsOf = ({ facts }: { readonly facts: Record<string, unknown> }) => facts.items as Item[];
const inTeam = <T>(work: Parameters<typeof withClient<T>>[2], session = "tuesday") =>
  withClient(team.dir, { session }, work);

it("without other layers an answer names none", async () => {
  own.name();
  await store(team.dir, lesson(PORT, SAYS_4173));
  const answer = await inTeam((client) => client.call("retrieve_context", ask));
  expect(itemsOf(answer)).toHaveLength(1);
  expect(answer.text).not.toContain("layer");
});

it("answers come from all layers, each with the name of its own", async () => {
  own.name({ name: "personal", folder: own.personal.dir }, { name: "acme", folder: acme.dir });
  const [mine] = await store(own.personal.dir, lesson(PORT, SAYS_4173));
  const [ours] = await store(
    team.dir,
    lesson(
      "vite preview is no server for production",
      "It serves dist over one port without compression; put a real server before it, as the vite docs say.",
    ),
  );
  const [theirs] = await store(
    acme.dir,
    lesson(
      "vite preview needs --host behind our proxy",
      "The preview server of vite binds localhost; in a container nothing reaches its port without --host.",
    ),
  );
  const answer = await inTeam((client) => client.call("retrieve_context", ask));
  const layers = Object.fromEntries(itemsOf(answer).map(({ id, layer }) => [id, layer]));
  expect(layers).toEqual({ [mine ?? ""]: "personal", [ours ?? ""]: "team", [theirs ?? ""]: "acme" });
});

it("of two layers that contradict each other the nearer speaks first, and both say so", async () => {
  const [theirs] = await store(team.dir, lesson(PORT, SAYS_5000));
  const [mine] = await store(own.personal.dir, lesson(PORT, SAYS_4173));
  const items = itemsOf(await inTeam((client) => client.call("retrieve_context", ask)));
  expect(items.map(({ id }) => id)).toEqual([mine, theirs]);
  expect(items.map(({ why }) => why.includes("IN CONFLICT"))).toEqual([true, true]);
});

it("a lesson is recorded where it is asked for, and with paths of this repository in the team's", async () => {
  own.remove();
  own = createOwnHome("general");
  const text =
    "git stash drops the index unless --index is given, so staged parts come back unstaged; pass --index to git stash pop.";
  const recorded = await inTeam(async (client) => [
    (await client.call("record_learning", lesson("git stash pop needs --index", text))).facts.note,
    (
      await client.call(
        "record_learning",
        lesson(
          "README.md is made by a script",
          "README.md is written by scripts/readme.sh, so edits of it are lost with the next run; edit docs/readme.tpl.",
          { paths: ["README.md"] },
        ),
      )
    ).facts.note,
    (
      await client.call(
        "record_learning",
        lesson(
          "git worktree remove asks for --force",
          "git worktree remove refuses with untracked files in the worktree; pass --force or clean it before.",
          { layer: "team" },
        ),
      )
    ).facts.note,
  ]);
  expect(recorded.map((note) => /^in the layer (\w+);/.exec(String(note))?.[1])).toEqual([
    "personal",
    "team",
    "team",
  ]);
  expect([own.personal, team].map((each) => storedIds(each, "learning").length)).toEqual([1, 2]);
});

it("a layer that nobody has added is refused, and nothing is stored", async () => {
  const answer = await inTeam((client) =>
    client.call("record_learning", { ...lesson(PORT, SAYS_4173), layer: "acme" }),
  );
  expect(answer.text).toContain("There is no layer acme here");
  expect(storedIds(team)).toEqual([]);
});

it("what was served and cited of a layer is written into that layer alone", async () => {
  const [mine = ""] = await store(own.personal.dir, lesson(PORT, SAYS_4173));
  await inTeam(async (client) => {
    await client.call("retrieve_context", ask);
    const { facts } = await client.call("cite_learnings", {
      citations: [{ id: mine.slice(-8), outcome: "applied" }],
    });
    expect(facts.cited).toMatchObject([{ id: mine, counted: true }]);
    expect(await client.read(`agentops://learnings/${mine}`)).toContain(SAYS_4173);
  });
  expect(storedIds(own.personal, "citation")).toHaveLength(1);
  expect(JSON.stringify(journalRecords(own.personal, "retrieval"))).toContain(mine);
  expect(storedIds(team, "citation")).toEqual([]);
  expect(JSON.stringify(journalRecords(team, "retrieval"))).not.toContain(mine);
});

it.each(["gone", "no repository", "damaged", "unreadable list"])(
  "a layer that is %s is said, and all else works",
  async (fault) => {
    await store(team.dir, lesson(PORT, SAYS_4173));
    if (fault === "gone") rmSync(own.personal.dir, { recursive: true });
    if (fault === "no repository") rmSync(path.join(own.personal.dir, ".git"), { recursive: true });
    if (fault === "damaged") writeFileSync(path.join(own.personal.dir, ".git/config"), "[broken");
    if (fault === "unreadable list") writeFileSync(everywhereFile(), "{\n");
    await inTeam(async (client) => {
      const answer = await client.call("retrieve_context", ask);
      expect(itemsOf(answer)).toHaveLength(1);
      expect(answer.facts.memory).toMatch(/layer/);
      expect(await client.read("agentops://brief")).toMatch(/layer .*read/);
      expect(
        (
          await client.call(
            "record_learning",
            lesson(
              "git fetch --prune drops refs of gone branches",
              "git fetch --prune removes remote branches that are gone there, also those somebody still has checked out as upstream.",
            ),
          )
        ).isError,
      ).toBe(false);
    });
    const { context, code } = await hook(team.dir, "SessionStart", { source: "startup", session_id: "h" });
    expect(code).toBe(0);
    expect(context).toContain(PORT);
    expect(context).toMatch(/layer .*read/);
    chmodSync(path.dirname(everywhereFile()), 0o755);
  },
);

it("hooks give lessons of a layer by name, and note them where they are from", async () => {
  await store(
    team.dir,
    lesson(
      "pnpm needs --frozen-lockfile in CI",
      "pnpm install writes the lock file in CI unless --frozen-lockfile is given, as a clone showed.",
    ),
  );
  const [mine = ""] = await store(own.personal.dir, lesson(PORT, SAYS_4173));
  const start = await hook(team.dir, "SessionStart", { source: "startup", session_id: "h" });
  expect(start.context).toContain(`${mine}, layer personal`);
  expect(start.context).toContain("personal (1)");
  expect(start.context).toContain("layer: personal keeps there");
  const asked = { session_id: "h2", prompt: "the preview server of vite picks another port" };
  expect((await hook(team.dir, "UserPromptSubmit", asked)).context).toContain("layer personal");
  for (const session of ["h", "h2"]) {
    expect(JSON.stringify(notes(team.dir, session))).toContain(mine);
    await hook(team.dir, "PreCompact", { session_id: session });
    await hook(team.dir, "SessionEnd", { session_id: session });
  }
  const injected = (where: TestRepository) =>
    JSON.stringify([journalRecords(where, "injection"), journalRecords(where, "handoff")]);
  expect(injected(own.personal)).toContain(mine);
  expect(injected(team)).not.toContain(mine);
  expect(injected(team)).toContain('"brief"');
  expect(storedIds(own.personal, "handoff")).toEqual([]);
});

it("a path of another repository's lesson is no path of this one", async () => {
  const paths = ["README.md"];
  await store(own.personal.dir, {
    ...lesson("Sourdough needs a warm place", "The starter rises at 26 degrees."),
    paths,
  });
  const { facts } = await inTeam((client) =>
    client.call("retrieve_context", { task: "write the introduction", paths }),
  );
  expect(facts.items).toEqual([]);
  const read = {
    session_id: "h",
    tool_name: "Edit",
    tool_input: { file_path: path.join(team.dir, "README.md") },
  };
  expect((await hook(team.dir, "PreToolUse", read)).context).not.toContain("Sourdough");
  const recorded = await inTeam((client) =>
    client.call("record_learning", {
      ...lesson(
        "The introduction is made by a script",
        "The script scripts/intro.sh writes the introduction anew at each release, so edits by hand are lost then.",
      ),
      paths,
      layer: "personal",
    }),
  );
  expect(recorded.isError).toBe(false);
  const again = await inTeam(
    (client) => client.call("retrieve_context", { task: "write it", paths }),
    "wednesday",
  );
  expect(itemsOf(again)).toMatchObject([{ layer: "personal" }]);
});

it("a judge is given nothing of another layer", async () => {
  await store(own.personal.dir, lesson(PORT, SAYS_4173));
  const brief = await withClient(team.dir, { session: "j", args: ["--role", "judge"] }, (client) =>
    client.read("agentops://brief"),
  );
  expect(brief).not.toContain(PORT);
});

it("who works in the personal store itself has it once", async () => {
  const [mine] = await store(own.personal.dir, lesson(PORT, SAYS_4173));
  const answer = await withClient(own.personal.dir, { session: "s" }, (client) =>
    client.call("retrieve_context", ask),
  );
  expect(itemsOf(answer).map(({ id }) => id)).toEqual([mine]);
});

it("the choice of a layer is listed only where there are several, within the tokens of any tool", async () => {
  const listed = async () => {
    const { tools } = await inTeam((client) => client.client.listTools());
    return JSON.stringify(tools.find(({ name }) => name === "record_learning"));
  };
  const stacked = await listed();
  expect(stacked).toContain('"layer":{"type":"string","enum":["personal","team"]}');
  expect(tokensOf(stacked)).toBeLessThanOrEqual(400);
  own.name();
  expect(await listed()).not.toContain("layer");
});
