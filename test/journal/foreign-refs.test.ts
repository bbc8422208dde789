// Refs of strangers: what breaks a limit is set aside by itself, told of, and can be dropped; the rest goes on.

import { execFileSync } from "node:child_process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findRepository } from "../../src/git/repository.ts";
import type { Journal } from "../../src/journal/journal.ts";
import Learning from "../../src/learnings/records/learning.ts";
import type { State } from "../../src/records/state.ts";
import { openReadModel } from "../../src/session/read-model.ts";
import { createLog } from "../../src/shared/log.ts";
import { command } from "../support/command.ts";
import { CLONES, draft, plant, WRITER } from "../support/journal.ts";
import { encodeRecord, openJournal, recordPath } from "../support/kinds.ts";
import { learning } from "../support/records.ts";
import { createRepository, type TestRepository, temporaryFolder } from "../support/repository.ts";

const log = createLog("silent", null);
const BAD = "zzzzzzzzzz";
const GOOD = "yyyyyyyyyy";
const REF = `${CLONES}/${BAD}`;

let repository: TestRepository;
let journal: Journal;
let lesson: string;
beforeEach(async () => {
  repository = createRepository();
  repository.commit({ "a.txt": "1\n" });
  journal = openJournal(await findRepository(repository.dir));
  const [stored] = await journal.append([draft()], WRITER, null);
  lesson = stored?.record.id ?? "";
});
afterEach(() => {
  journal.close();
  repository.remove();
});

const git = (input: string | Buffer, ...args: string[]): string =>
  execFileSync("git", args, { cwd: repository.dir, input, maxBuffer: 1 << 28 })
    .toString()
    .trim();
const blobOf = (text: string | Buffer): string => git(text, "hash-object", "-w", "--stdin");
const treeOf = (lines: readonly string[]): string => git(lines.map((line) => `${line}\n`).join(""), "mktree");
const folders = (tree: string, names: readonly string[]): string =>
  treeOf(names.map((name) => `040000 tree ${tree}\t${name}`));
const numbers = (count: number, width: number, from = 0): string[] =>
  Array.from({ length: count }, (_, at) => String(at + from).padStart(width, "0"));

/** Lets the ref stand on that tree. */
function stand(tree: string, ref = REF): void {
  repository.git(
    "update-ref",
    ref,
    git("", "-c", "user.name=x", "-c", "user.email=x@y", "commit-tree", "-m", "x", tree),
  );
}

const files = (count: number): string => {
  const blob = blobOf("{");
  return treeOf(numbers(count, 6).map((name) => `100644 blob ${blob}\t01K8ZQ4M3W9T2V5B7C6D${name}.json`));
};
/** All days that a journal can have, each with the same files: few objects, any number of paths. */
const everyDay = (day: string, years: number): string =>
  folders(folders(folders(day, numbers(31, 2, 1)), numbers(12, 2, 1)), numbers(years, 4));

const NESTED = "ten folders in each of ten folders, eleven deep";
/** Each makes of a few objects what would take for ever, or all memory, to read. */
const HOSTILE: Readonly<Record<string, () => void>> = {
  [NESTED]: () => {
    let tree = files(10);
    for (let depth = 0; depth < 11; depth += 1)
      tree = folders(
        tree,
        numbers(10, 1).map((name) => `a${name}`),
      );
    stand(tree);
  },
  "the same within the layout": () =>
    stand(folders(everyDay(files(1000), 2000), ["claim", "learning", "redaction"])),
  "the same with days that are empty": () =>
    stand(
      folders(
        everyDay(treeOf([]), 9999),
        numbers(40, 1).map(
          (name) => `kind${"abcdefghij"[Number(name) % 10]}${"abcd"[Math.floor(Number(name) / 10)]}`,
        ),
      ),
    ),
  "thousands of files that are no records": () =>
    stand(folders(folders(folders(folders(files(3000), ["01"]), ["03"]), ["2026"]), ["claim"])),
  "hundreds of files in no place": () => {
    const blob = blobOf("x");
    stand(treeOf(numbers(300, 3).map((name) => `100644 blob ${blob}\t${name}`)));
  },
  "a folder larger than one may be": () => {
    const id = Buffer.from(blobOf("x"), "hex");
    const entries = numbers(80_000, 220).map((name) => Buffer.concat([Buffer.from(`100644 ${name}\0`), id]));
    stand(git(Buffer.concat(entries), "hash-object", "-w", "-t", "tree", "--stdin"));
  },
  "a commit larger than one may be": () => {
    const text = `tree ${treeOf([])}\nauthor x <x@y> 1 +0000\ncommitter x <x@y> 1 +0000\n\n${"x".repeat(3 << 20)}`;
    repository.git("update-ref", REF, git(text, "hash-object", "-w", "-t", "commit", "--stdin"));
  },
  "a file in the place of a commit": () => repository.git("update-ref", REF, blobOf("x")),
};

const readNow = (): Promise<State> => openReadModel(journal, null, log).state();
const cli = (...args: string[]) => command(repository.dir, args);
const lessons = (state: State): string[] =>
  state
    .all(Learning)
    .map(({ id }) => id)
    .sort();

describe.each(Object.keys(HOSTILE))("a ref with %s", (what) => {
  it("is set aside alone, named by doctor, closes no gate, and is dropped with one command", async () => {
    const good = learning(1, { clone: GOOD });
    plant(repository.dir, GOOD, { [recordPath(good)]: encodeRecord(good) });
    HOSTILE[what]?.();
    const state = await readNow();
    expect(lessons(state)).toEqual([lesson, good.id].sort());
    const withheld = [...state.quarantined.values()];
    // What lies in no place of a journal is only named while it is little.
    if (what !== NESTED) expect(withheld).toMatchObject([{ aside: true, path: REF }]);
    for (const { refs } of withheld) expect(refs).toEqual([REF]);
    expect([...(await readNow()).quarantined.values()]).toEqual(withheld);
    expect((await cli("verify", "--json")).code).toBe(0);
    expect((await cli("doctor")).stdout).toContain(`agentops-mcp drop ${BAD}`);
    expect((await cli("drop", BAD, "--yes")).code).toBe(0);
    const after = await readNow();
    expect(after.quarantined.size).toBe(0);
    expect(lessons(after)).toEqual([lesson, good.id].sort());
  });
});

it("a ref that is set aside is read once it is a journal, and again set aside when it is none any more", async () => {
  const model = openReadModel(journal, null, log);
  const good = learning(1, { clone: BAD });
  const hostile = HOSTILE["thousands of files that are no records"];
  plant(repository.dir, BAD, { [recordPath(good)]: encodeRecord(good) });
  const tip = repository.git("rev-parse", REF).trim();
  for (const _ of [1, 2]) {
    expect(lessons(await model.state())).toEqual([lesson, good.id].sort());
    hostile?.();
    const state = await model.state();
    expect(lessons(state)).toEqual([lesson]);
    expect(state.quarantined.get(REF)?.aside).toBe(true);
    expect(lessons(await readNow())).toEqual([lesson]);
    repository.git("update-ref", REF, tip);
  }
  expect((await model.state()).quarantined.size).toBe(0);
});

describe("a record that can't be read", () => {
  const broken = (id: string) => `claim/2026/03/01/${id}.json`;
  const ID = "01K8ZQ4M3W9T2V5B7C6D8E0F1G";

  it.each([broken(ID), "claim/x.json", "x.json", `verdict/2026/03/01/${ID}.json`])(
    "as %s of another clone names its ref and closes no gate here",
    async (file) => {
      plant(repository.dir, BAD, { [file]: "{" });
      const { code, stdout } = await cli("verify", "--json");
      expect({ code, broken: JSON.parse(stdout).broken }).toEqual({ code: 0, broken: [] });
      const doctor = (await cli("doctor")).stdout;
      expect(doctor).toContain(`${REF}:${file}`);
      expect(doctor).toContain(`agentops-mcp drop ${BAD}`);
    },
  );

  it.each([broken(ID), "claim/x.json", "x.json"])(
    "as %s of this clone closes its gate, and redact is the way out",
    async (file) => {
      plant(repository.dir, (await journal.clone()) ?? "", { [file]: "{" });
      expect((await cli("verify")).code).toBe(file === "x.json" ? 0 : 1);
      expect((await cli("doctor")).stdout).toContain(`agentops-mcp redact ${file}`);
      expect((await cli("redact", file, "--reason", "no record", "--yes")).code).toBe(0);
      expect((await cli("verify")).code).toBe(0);
      expect((await cli("doctor")).stdout).not.toContain("left out");
      expect(lessons(await readNow())).toEqual([lesson]);
    },
  );
});

describe("a clone that was dropped", () => {
  it("comes back with no sync until that is taken back, and closes no gate that asks the remote", async () => {
    const remote = temporaryFolder();
    execFileSync("git", ["init", "-q", "--bare", remote]);
    repository.git("remote", "add", "origin", remote);
    const good = learning(1, { clone: BAD });
    plant(repository.dir, BAD, { [recordPath(good)]: encodeRecord(good) });
    repository.git("push", "-q", "origin", `${REF}:${REF}`);
    expect((await cli("sync", "--yes")).code).toBe(0);
    expect((await cli("drop", REF, "--yes")).stdout).toContain(`git push origin :${REF}`);
    expect((await cli("sync", "--yes")).code).toBe(0);
    expect(repository.git("for-each-ref", REF)).toBe("");
    expect((await cli("verify")).code).toBe(0);
    expect((await cli("drop", BAD, "--undo")).code).toBe(0);
    expect((await cli("sync", "--yes")).code).toBe(0);
    expect(repository.git("for-each-ref", REF)).toContain(REF);
  });

  it("is never this one, and is named by ten characters", async () => {
    const own = (await journal.clone()) ?? "";
    expect((await cli("drop", own, "--yes")).stderr).toContain("is this clone");
    expect((await cli("drop", "../../heads/main", "--yes")).stderr).toContain("ten characters");
    expect((await cli("drop", "xxxxxxxxxx", "--undo")).code).toBe(1);
  });
});
