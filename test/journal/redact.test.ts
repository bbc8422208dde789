// A redacted text is in no object that a ref leads to, here and wherever the journal is synced to, and never comes back.

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findRepository } from "../../src/git/repository.ts";
import { purgeRemote, redactRecord, remotesToPurge } from "../../src/journal/redact.ts";
import { learningFileName, renderLearningFile } from "../../src/learnings/io/learning-file.ts";
import Learning from "../../src/learnings/records/learning.ts";
import Redaction from "../../src/records/redaction.ts";
import { openReadModel } from "../../src/session/read-model.ts";
import { createLog } from "../../src/shared/log.ts";
import { withClient } from "../support/clients.ts";
import { draft, fsck, plant, WRITER } from "../support/journal.ts";
import { encodeRecord, openJournal, recordPath } from "../support/kinds.ts";
import { idOf, learning } from "../support/records.ts";
import { createRepository } from "../support/repository.ts";
import { type Clone, type Clones, createClones, pair } from "./clones.ts";

let all: Clones;
beforeEach(async () => {
  all = await createClones(2);
});
afterEach(() => all.remove());

const [TITLE, BODY] = ["Muellerstrasse 7 is where it happened", "Ask Mrs Mueller about it"];

/** Every object that lies in the repository, reachable or not, with its text. */
function objectsWith(dir: string, text: string): string[] {
  const args = ["cat-file", "--batch-all-objects", "--batch=%(objectname) %(objectsize)"];
  let rest = execFileSync("git", args, { cwd: dir, maxBuffer: 2 ** 28 });
  const found: string[] = [];
  while (rest.length > 0) {
    const start = rest.indexOf(10) + 1;
    const [id = "", size] = rest.toString("latin1", 0, start).split(" ");
    if (rest.subarray(start, start + Number(size)).includes(text)) found.push(id);
    rest = rest.subarray(start + Number(size) + 1);
  }
  return found;
}

const order = (id: string, isRecorded = false) => ({ id, reason: "names a person", isRecorded });
const redact = (clone: Clone, id: string) => redactRecord(clone.journal, order(id), WRITER);

/** Nowhere in the repository, and the rest is whole. */
async function expectGone(clone: Clone, id: string, others: number): Promise<void> {
  expect(objectsWith(clone.repository.dir, "ueller")).toEqual([]);
  expect(fsck(clone.repository.dir)).toBe("");
  const state = await clone.state();
  expect(state.all(Learning).length).toBe(others);
  expect(state.get(Learning, id) !== undefined).toBe(false);
  expect(state.quarantined.get(id)?.reason).toContain("names a person");
}

describe("redact", () => {
  it("takes title and text out of every commit, first, middle or last, and keeps all else", async () => {
    const [clone] = pair(all);
    const first = await clone.save(TITLE, BODY);
    const kept = await clone.save("kept one");
    const middle = await clone.save(TITLE, BODY);
    await clone.save("kept two");
    const last = await clone.save(TITLE, BODY);
    const head = clone.repository.git("rev-parse", "HEAD");
    for (const id of [first, middle, last]) {
      const done = await redact(clone, id);
      expect(done.refs.map(({ ref }) => ref)).toEqual([clone.ref]);
      expect(done.packs).toEqual([]);
    }
    for (const id of [first, middle, last]) await expectGone(clone, id, 2);
    expect(clone.repository.git("log", "--format=%B", clone.ref)).toContain(`AgentOps-Record: ${kept}`);
    expect(clone.repository.git("rev-list", "--count", clone.ref).trim()).toBe("8");
    expect(clone.repository.git("rev-parse", "HEAD")).toBe(head);
    expect(clone.repository.git("for-each-ref", "refs/agentops").trim().split("\n")).toHaveLength(1);
  });

  it("is noticed by a session that goes on, and goes out of the cache", async () => {
    const [clone] = pair(all);
    const id = await clone.save(TITLE, BODY);
    const fillers = Array.from({ length: 70 }, (_, at) => draft({ title: `filler ${at}` }));
    await clone.journal.append(fillers, WRITER, null);
    const running = openReadModel(clone.journal, null, createLog("silent", null));
    expect((await running.state()).get(Learning, id) !== undefined).toBe(true);
    expect(existsSync(path.join(clone.journal.folder, "cache"))).toBe(true);
    await redact(clone, id);
    expect(existsSync(path.join(clone.journal.folder, "cache"))).toBe(false);
    expect((await running.state()).get(Learning, id) !== undefined).toBe(false);
    const found = running.engine().search({ task: TITLE, paths: [], limit: 5 });
    expect(found.map((hit) => hit.id)).not.toContain(id);
  });

  it("names the packs that still hold the text, which the named command empties", async () => {
    const [clone] = pair(all);
    const id = await clone.save(TITLE, BODY);
    await clone.save("kept");
    clone.repository.git("repack", "-qad");
    const done = await redact(clone, id);
    expect(done.packs).toHaveLength(1);
    clone.repository.git("reflog", "expire", "--expire-unreachable=now", "--all");
    clone.repository.git("repack", "-qad");
    await expectGone(clone, id, 1);
  });

  it("loses nothing that another process writes at the same time", async () => {
    const [clone] = pair(all);
    const id = await clone.save(TITLE, BODY);
    for (let each = 0; each < 5; each += 1) await clone.save(`before ${each}`);
    const writer = openJournal(await findRepository(clone.repository.dir));
    try {
      const write = async () => {
        for (let each = 0; each < 12; each += 1)
          await writer.append([draft({ title: `meanwhile ${each}` })], WRITER, null);
      };
      await Promise.all([write(), redact(clone, id)]);
    } finally {
      writer.close();
    }
    await expectGone(clone, id, 17);
  });

  it("works in a repository of SHA-256, on a history that no writer of ours would write", async () => {
    const repository = createRepository({ format: "sha256" });
    const journal = openJournal(await findRepository(repository.dir));
    try {
      const record = learning(1, { clone: "ssssssssss", title: TITLE });
      const file = { [recordPath(record)]: encodeRecord(record) };
      plant(repository.dir, "ssssssssss", { ...file, 'odd "name"\\': "kept" });
      plant(repository.dir, "ssssssssss", {
        "more/\u00fcml\u00e4ut": "kept",
        [recordPath(record)]: "another ueller",
      });
      await redactRecord(journal, order(idOf(1)), WRITER);
      expect(objectsWith(repository.dir, "ueller")).toEqual([]);
      expect(fsck(repository.dir)).toBe("");
      const kept = repository.git("ls-tree", "-rz", "--name-only", "refs/agentops/clones/ssssssssss");
      expect(kept.split("\0").filter(Boolean)).toEqual(["more/\u00fcml\u00e4ut", 'odd "name"\\']);
    } finally {
      journal.close();
      repository.remove();
    }
  });

  it("keeps a file that still holds it from bringing it back", async () => {
    const [clone] = pair(all);
    const id = await clone.save(TITLE, BODY);
    const record = (await clone.state()).get(Learning, id);
    if (!record) throw new Error("not stored");
    clone.repository.commit({
      [`.agentops/learnings/${learningFileName(record)}`]: renderLearningFile(record),
    });
    const { committed } = await redact(clone, id);
    expect(committed).toEqual([`.agentops/learnings/${learningFileName(record)}`]);
    await withClient(clone.repository.dir, {}, async (client) => {
      const answer = await client.call("retrieve_context", { task: TITLE });
      expect(answer.text).not.toContain("Mrs Mueller");
    });
  });

  it("can be repeated after it was interrupted", async () => {
    const [clone] = pair(all);
    const id = await clone.save(TITLE, BODY);
    await clone.journal.append([Redaction.draft({ redacted: id, reason: "names a person" })], WRITER, null);
    expect((await clone.state()).get(Learning, id) !== undefined).toBe(false);
    await redactRecord(clone.journal, order(id, true), WRITER);
    await expectGone(clone, id, 0);
  });
});

describe("what was synced", () => {
  it("goes out of other clones' journals, of the remote, and out of the clones at their next sync", async () => {
    const [author, other] = pair(all);
    const id = await author.save(TITLE, BODY);
    await author.save("kept");
    await author.sync();
    await other.save("kept too");
    await other.sync();
    const done = await redact(other, id);
    expect(done.refs.map(({ ref }) => ref)).toEqual([author.ref]);
    const [remote, ...more] = await remotesToPurge(other.journal, [author.ref]);
    expect(remote).toMatchObject({ name: "origin", refs: [author.ref] });
    expect(remote?.command).toBe(`git push --force origin ${author.ref}:${author.ref}`);
    expect(more).toEqual([]);
    // A remote that was not purged yet must not bring it back.
    const unpurged = await other.sync();
    expect(unpurged.notices).toEqual([]);
    expect((await other.state()).get(Learning, id) !== undefined).toBe(false);
    if (remote) expect(await purgeRemote(other.journal, remote, 20_000)).toBeNull();

    const report = await author.sync();
    expect(report).toMatchObject({ status: "done", redacted: [id], notices: [] });
    const later = await author.save("later");
    await author.sync();
    await other.sync();
    for (const { repository, state } of [author, other]) {
      const now = await state();
      expect(now.all(Learning).length).toBe(3);
      expect(now.get(Learning, later)).toBeDefined();
      expect(
        repository.git("for-each-ref", "--format=%(refname)", "refs/agentops").trim().split("\n"),
      ).toHaveLength(2);
      expect(repository.git("log", "-p", "--glob=refs/agentops/*")).not.toContain("ueller");
    }
    expect(all.remote.git("log", "-p", "--glob=refs/agentops/*")).not.toContain("ueller");
  });

  it("stays where it is on a remote that has moved since", async () => {
    const [author, other] = pair(all);
    const id = await author.save(TITLE, BODY);
    await author.sync();
    await other.sync();
    await redact(other, id);
    await author.save("new meanwhile");
    await author.sync();
    const [remote] = await remotesToPurge(other.journal, [author.ref]);
    expect(remote && (await purgeRemote(other.journal, remote, 20_000))).toContain("rejected");
  });
});
