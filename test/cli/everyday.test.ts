// The commands of every day: `add`, `list`, `edit` and `retire`.
import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import Learning from "../../src/learnings/records/learning.ts";
import { standingOf } from "../../src/learnings/standing.ts";
import { withClient } from "../support/clients.ts";
import { storedIds } from "../support/journal.ts";
import { foldOf, idOf, learning, START } from "../support/records.ts";
import { writeFiles } from "../support/repository.ts";
import { createHome, runCli, runOnTerminal } from "./run-cli.ts";
import { runHere } from "./run-here.ts";
import { createStored, LESSONS, type Stored } from "./stored.ts";

const PROXY = {
  title: "The proxy closes idle sockets after 55 s",
  kind: "gotcha",
  body: "The proxy in front of src/net.ts closes idle sockets after 55 s. Set keep-alive to 50 s, below its limit.",
};

let stored: Stored;
let home: ReturnType<typeof createHome>;
const dir = () => stored.repository.dir;
const here = (name: string, ...args: string[]) => runHere(dir(), name, ...args);
const terminal = (args: string[], typed = "", env = {}) =>
  runOnTerminal(dir(), args, { home: home.home, env }, typed);
const titles = async (...args: string[]) =>
  ((await here("list", ...args)).facts.learnings as { title: string }[]).map(({ title }) => title);
const lastId = async () => ((await here("list")).facts.learnings as { id: string }[])[0]?.id ?? "";

beforeAll(async () => {
  stored = createStored();
  home = createHome();
  stored.write({ "learnings.md": LESSONS, "src/net.ts": "1\n" });
});
afterAll(() => {
  stored.remove();
  home.remove();
});

describe("list", () => {
  it("says what to do first where nothing is stored, with exit code 0", async () => {
    const { code, text, facts } = await here("list");
    expect(code).toBe(0);
    expect(text).toContain("agentops-mcp add");
    expect(facts).toEqual({ learnings: [], of: 0, stored: 0 });
  });

  it("lists by kind, path, tag, runtime, state and age, and counts what its limit leaves out", async () => {
    stored.run("import", "learnings.md");
    await withClient(dir(), { session: "monday", runtime: "codex" }, async (client) => {
      await client.call("record_learning", { ...PROXY, paths: ["src/net.ts"], tags: ["Proxy"] });
    });
    expect(await titles("--path", "src")).toEqual([PROXY.title]);
    expect(await titles("--path", path.join(dir(), "src/net.ts"))).toEqual([PROXY.title]);
    expect(await titles("--tag", "proxy", "--kind", "gotcha,failure")).toEqual([PROXY.title]);
    expect(await titles("--tag", "proxy", "--kind", "decision")).toEqual([]);
    expect(await titles("--runtime", "agentops-mcp import")).toHaveLength(3);
    expect(await titles("--since", "1h")).toHaveLength(4);
    expect(await titles("--age", "1h")).toEqual([]);
    expect(await titles("--state", "disputed,withheld")).toEqual([]);
    const limited = await here("list", "--limit", "1");
    expect(limited.facts).toMatchObject({ of: 4, stored: 4, learnings: [{ title: PROXY.title }] });
    expect(limited.text).toContain("and 3 more: --limit 4");
  });

  it("finds what nobody was shown, and what somebody disputes", async () => {
    const id = await lastId();
    await withClient(dir(), { session: "tuesday" }, async (client) => {
      await client.call("retrieve_context", { task: "the proxy closes idle sockets" });
      const evidence = [{ type: "path", ref: "src/net.ts" }];
      await client.call("cite_learnings", {
        citations: [{ id, outcome: "wrong", note: "it is 40 s", evidence }],
      });
    });
    expect(await titles("--never-served")).not.toContain(PROXY.title);
    expect(await titles("--disputed")).toEqual([PROXY.title]);
    expect((await here("list", "--disputed")).text).toMatch(/\[disputed\]$/);
  });

  it.each([
    [["--kind", "trick"], "--kind trick is not known"],
    [["--state", "gone"], "--state gone is not known"],
    [["--since", "yesterday"], "--since yesterday is no time"],
    [["--limit", "0"], "--limit 0 is no number"],
  ])("refuses %j and says what would do", async (args, message) => {
    await expect(here("list", ...args)).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      message: expect.stringContaining(message),
    });
  });
});

describe("add", () => {
  const body = "Retries in src/pay.ts need an idempotency key, else the bank books twice within 30 s.";

  it("takes a lesson through the gate, and says that no person stands behind it", async () => {
    const added = await here(
      "add",
      "Payments are booked twice",
      "--kind",
      "failure",
      "--body",
      body,
      "--tags",
      "pay",
    );
    expect(added.facts).toMatchObject({ state: "admitted", by: "agentops-mcp add" });
    expect(await titles("--tag", "pay")).toEqual(["Payments are booked twice"]);
    const again = here("add", "--title", "Payments are booked twice", "--kind", "failure", "--body", body);
    await expect(again).rejects.toMatchObject({ code: "DUPLICATE" });
    const vague = here("add", "Be careful", "--kind", "pattern", "--body", "Always write good code.");
    await expect(vague).rejects.toMatchObject({ code: "GATE_REFUSED" });
    await expect(here("add", "No kind", "--body", body)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  });

  it("says what is missing, and that a repository is, in the words of the command line", () => {
    const lacking = stored.run("add");
    expect(lacking).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--title, --body and --kind are missing."),
    });
    expect(lacking.stderr).toContain("For example: agentops-mcp add ");
    expect(stored.run("add", "A title", "--kind", "gotcha").stderr).toContain("--body is missing.");
    expect(stored.run("add", "x".repeat(200), "--kind", "gotcha", "--body", body).stderr).toContain(
      "--title: too long.",
    );
    const outside = runCli(home.home, ["add"], home);
    expect(outside.stderr).toMatch(/no git repository at .*\n.*run this with --dir/);
  });

  it("tells of a lesson that is there how to replace it, or to tell the two apart", () => {
    const { code, stderr } = stored.run(
      "add",
      "Payments are booked twice",
      "--kind",
      "failure",
      "--body",
      body,
    );
    expect([code, stderr]).toEqual([2, expect.stringMatching(/--supersedes \w{26}, or say with --distinct/)]);
    const { stdout } = stored.run("list", "--json");
    const other = JSON.parse(stdout).learnings.find(({ title }: { title: string }) => title === PROXY.title);
    const edited = stored.run("edit", other.id, "--title", "Payments are booked twice", "--body", body);
    expect([edited.code, edited.stderr]).toEqual([
      2,
      expect.stringMatching(/agentops-mcp retire \w{26} --reason/),
    ]);
  });

  it("records at a terminal as that person, who may take it back", async () => {
    const { code, output } = terminal([
      "add",
      "Exports need a BOM",
      "--kind",
      "gotcha",
      "--body",
      "Excel reads export.csv as Latin-1 unless it begins with U+FEFF.",
    ]);
    expect([code, output]).toEqual([0, expect.stringMatching(/recorded \w{26} by .+ at a terminal/)]);
    const id = /recorded (\w{26})/.exec(output)?.[1] ?? "";
    expect(stored.run("trace", id).stdout).toMatch(/recorded by terminal \(worker\), session terminal-/);
    const retired = terminal(["retire", id, "--reason", "we export parquet", "--yes"]);
    expect([retired.code, retired.output]).toEqual([0, expect.stringContaining(`retire ${id}: stored as`)]);
    expect((await stored.facts("show", id)).state).toMatch(/^retired by/);
  });

  it("takes the form of the lessons' own files from the editor", () => {
    writeFiles(home.programs, { editor: '#!/bin/sh\ncp "$(dirname "$0")/lesson.md" "$1"\n' });
    writeFiles(home.programs, {
      "lesson.md":
        "---\ntitle: Clocks of the CI runners drift by 3 s\nkind: gotcha\ntags: [ci]\n---\n\nCompare times of runner A and B only to 5 s; ci/clock.sh measures the drift.\n",
    });
    const { code, output } = terminal(["add"], "", { EDITOR: `sh ${path.join(home.programs, "editor")}` });
    expect([code, output]).toEqual([0, expect.stringMatching(/recorded \w{26}/)]);
  });
});

describe("edit", () => {
  it("replaces a lesson, and keeps what was not changed", async () => {
    const [id] = ((await here("list", "--tag", "pay")).facts.learnings as { id: string }[]).map(
      (each) => each.id,
    );
    const edited = await here("edit", id ?? "", "--tags", "pay,bank");
    expect(edited.facts).toMatchObject({ replaces: id });
    const now = (await here("list", "--tag", "bank")).facts.learnings as {
      id: string;
      state: string;
      title: string;
    }[];
    expect(now).toMatchObject([{ id: edited.facts.id, state: "served", title: "Payments are booked twice" }]);
    expect((await stored.facts("show", id ?? "")).state).toBe(`superseded by ${edited.facts.id}`);
    await expect(here("edit", id ?? "", "--tags", "other")).rejects.toMatchObject({
      code: "CURATION_REFUSED",
      fix: `Edit ${edited.facts.id} instead.`,
    });
    await expect(here("edit", String(edited.facts.id), "--tags", "pay,bank")).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
    });
    await expect(here("edit", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "--tags", "x")).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  it("names the file of the lesson that it replaces, renamed or not, and may be edited again and again", async () => {
    const text =
      "Timers of `src/tick.ts` drift by 3 ms an hour on battery, because the clock is throttled there.";
    const added = await here("add", "Timers drift on battery", "--kind", "gotcha", "--body", text);
    expect(added.text).not.toContain("replaces");
    const [first, second] = [String(added.facts.file), ".agentops/learnings/drift.md"];
    renameSync(path.join(dir(), first), path.join(dir(), second));
    const edited = await here("edit", String(added.facts.id), "--tags", "battery");
    expect(edited.text).toContain(`commit it with the work; ${second} is what it replaces: delete that file`);
    expect(existsSync(path.join(dir(), second))).toBe(true);
    rmSync(path.join(dir(), second));
    const again = await here("edit", String(edited.facts.id), "--tags", "battery,power");
    expect(again.facts.note).toContain(`${edited.facts.file} is what it replaces`);
    expect((again.facts.similar as { id: string }[]).map(({ id }) => id)).not.toContain(added.facts.id);
    const copy = here("add", "Timers drift on battery", "--kind", "gotcha", "--body", text);
    await expect(copy).rejects.toMatchObject({ code: "DUPLICATE" });
  });

  it("of two at once stores one, and tells the other without losing what was written", async () => {
    const [id = ""] = ((await here("list", "--tag", "ci")).facts.learnings as { id: string }[]).map(
      (each) => each.id,
    );
    const before = storedIds(stored.repository, "learning").length;
    writeFiles(home.programs, {
      slow: `#!/bin/sh\nsed 's/3 s/4 s/' "$1" > "$1.new" && mv "$1.new" "$1"\nenv -u EDITOR ${process.execPath} "$PROGRAM" edit ${id} --tags drift,clock </dev/null >/dev/null\n`,
    });
    const PROGRAM = path.join(import.meta.dirname, "../../dist/agentops-mcp.js");
    const { code, output } = terminal(["edit", id], "", {
      EDITOR: `sh ${path.join(home.programs, "slow")}`,
      PROGRAM,
    });
    expect(code).toBe(2);
    expect(output).toContain("has changed since you read it");
    expect(storedIds(stored.repository, "learning")).toHaveLength(before + 1);
    const kept = /What you wrote is in (\S+)\./.exec(output)?.[1] ?? "";
    expect(existsSync(kept) && readFileSync(kept, "utf8")).toContain("drift by 4 s");
  });

  it("by a person takes the place of a lesson that others have confirmed", async () => {
    await withClient(dir(), { session: "author" }, async (client) => {
      await client.call("record_learning", {
        title: "The cache of src/net.ts lives 90 s",
        kind: "gotcha",
        body: "Answers of src/net.ts are cached for 90 s; purge them with POST /purge after a deploy.",
      });
    });
    const id = await lastId();
    await withClient(dir(), { session: "reader" }, async (client) => {
      await client.call("retrieve_context", { task: "cache of src/net.ts" });
      await client.call("cite_learnings", { citations: [{ id, outcome: "applied" }] });
    });
    const { code, output } = terminal(["edit", id, "--title", "The cache of src/net.ts lives 60 s"]);
    expect([code, output]).toEqual([0, expect.stringMatching(new RegExp(`^\\w{26} replaces ${id}$`, "m"))]);
    expect(output).not.toContain("is served on until");
    expect((await here("list", "--limit", "1")).facts.learnings).toMatchObject([
      { title: "The cache of src/net.ts lives 60 s", state: "served" },
    ]);
    expect((await stored.facts("show", id)).state).not.toBe("served");
  });
});

describe("an edit that leaves title and text as they are", () => {
  const old = learning(1);
  const tags = ["new"];

  it("is served in the place of what it replaces", () => {
    const edited = learning(2, { ...old, id: idOf(2), tags, supersedes: idOf(1) });
    const again = learning(3, { ...old, id: idOf(3), supersedes: idOf(2) });
    const state = foldOf(old, edited, again);
    const withheld = state.all(Learning).map((each) => standingOf(state, each, START).withheld);
    expect(withheld).toEqual([`superseded by ${idOf(2)}`, `superseded by ${idOf(3)}`, null]);
  });

  it("repeats what it does not replace", () => {
    const state = foldOf(old, learning(2, { ...old, id: idOf(2), tags }));
    expect(standingOf(state, learning(2, { ...old, id: idOf(2), tags }), START).withheld).toBe(
      `says the same as ${idOf(1)}`,
    );
  });
});
