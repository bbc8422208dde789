// Remotes and clones that are not as one wishes: shallow, without blobs, refusing, silent, or new to this clone.

import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { findRemote } from "../../src/git/remote.ts";
import { findRepository } from "../../src/git/repository.ts";
import { syncJournal } from "../../src/journal/sync.ts";
import Learning from "../../src/learnings/records/learning.ts";
import { openReadModel } from "../../src/session/read-model.ts";
import { createLog } from "../../src/shared/log.ts";
import { openJournal } from "../support/kinds.ts";
import { git, removeFolder, temporaryFolder } from "../support/repository.ts";
import { type Clones, createClones, pair } from "./clones.ts";

let all: Clones;
afterEach(() => all.remove());

it("reads whole records in a shallow clone and in one that fetches without blobs", async () => {
  all = await createClones(2);
  const [first] = pair(all);
  const id = await first.save("mine");
  await first.sync();
  first.repository.commit({ "later.md": "later" });
  first.repository.git("push", "-q", "origin", "main");
  all.remote.git("config", "uploadpack.allowFilter", "true");
  for (const option of ["--depth=1", "--filter=blob:none"]) {
    const parent = temporaryFolder();
    git(parent, "clone", "-q", option, `file://${all.remote.dir}`, "copy");
    const journal = openJournal(await findRepository(path.join(parent, "copy")));
    try {
      const remote = await findRemote(path.join(parent, "copy"), "origin");
      const options = { fetch: true, push: true, compact: false, limitMs: 20_000, agree: async () => true };
      expect(await syncJournal(journal, remote, options)).toMatchObject({ status: "done" });
      all.setDown(true);
      const state = await openReadModel(journal, null, createLog("silent", null)).state();
      expect(state.all(Learning).map(({ id }) => id)).toEqual([id]);
    } finally {
      all.setDown(false);
      journal.close();
      removeFolder(parent);
    }
  }
});

it("finds a remote by an address that is meant from the top of the working tree", async () => {
  all = await createClones(1);
  const [first] = all.clones;
  const { repository } = first ?? {};
  repository?.git("remote", "set-url", "origin", path.relative(repository.dir, all.remote.dir));
  await first?.save("mine");
  expect(await first?.sync()).toMatchObject({ status: "done" });
  expect(all.remote.git("for-each-ref", "refs/agentops")).toContain("refs/agentops/clones/");
});

describe("a remote that does not take part", () => {
  it("refuses, asks for a password or never answers: a status, and nothing is lost", async () => {
    all = await createClones(2);
    const [first] = pair(all);
    await first.save("mine");
    writeFileSync(
      path.join(all.remote.dir, "hooks/pre-receive"),
      "#!/bin/sh\necho no refs here >&2\nexit 1\n",
      {
        mode: 0o755,
      },
    );
    expect(await first.sync()).toMatchObject({ status: "refused" });
    rmSync(path.join(all.remote.dir, "hooks/pre-receive"));
    first.repository.git("remote", "set-url", "origin", "ext::sleep 60");
    first.repository.git("config", "protocol.ext.allow", "always");
    expect(await first.sync({ limitMs: 500 })).toMatchObject({
      status: "unreachable",
      problem: "did not answer within 0.5 s",
    });
    first.repository.git("remote", "set-url", "origin", all.remote.dir);
    expect(await first.sync()).toMatchObject({ status: "done", sent: [first.ref] });
  });

  it("is asked for before the first push, and again for another url", async () => {
    all = await createClones(2);
    const [first] = pair(all);
    await first.save("mine");
    let asked = 0;
    const agree = (answer: boolean) => async () => {
      asked += 1;
      return answer;
    };
    expect(await first.sync({ agree: agree(false) })).toMatchObject({ status: "not agreed", sent: [] });
    expect(all.remote.git("for-each-ref")).toBe("");
    await first.sync({ agree: agree(true) });
    await first.save("another");
    await first.sync({ agree: agree(true) });
    expect(asked).toBe(2);
    first.repository.git("remote", "set-url", "origin", `file://${all.remote.dir}`);
    await first.save("a third");
    await first.sync({ agree: agree(true) });
    expect(asked).toBe(3);
  });
});
