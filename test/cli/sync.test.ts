// `sync` as a person runs it: it asks before the first push, never waits for a password, and says what happened.
import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cloneRefs } from "../support/journal.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";
import { createHome, runCliBeside } from "./run-cli.ts";
import { createStored, LESSONS, type Stored } from "./stored.ts";

let stored: Stored;
let remote: TestRepository;
beforeEach(() => {
  stored = createStored();
  stored.write({ "learnings.md": LESSONS });
  stored.run("import", "learnings.md");
  remote = createRepository({ bare: true });
});
afterEach(() => {
  stored.remove();
  remote.remove();
});

const addRemote = (url = remote.dir) => stored.repository.git("remote", "add", "origin", url);

describe("sync", () => {
  it("names the remote and what its url tells, and sends only what somebody agreed to", async () => {
    addRemote();
    const first = stored.run("sync");
    expect(first.code).toBe(1);
    expect(first.stderr).toContain(`origin: ${remote.dir}, a folder on this machine or a share`);
    expect(first.stdout).toContain("sync --remote origin --yes");
    expect(cloneRefs(remote)).toEqual([]);
    expect(stored.run("sync", "--yes").code).toBe(0);
    expect(cloneRefs(remote)).toEqual(cloneRefs(stored.repository));
    // Agreed once, agreed for later.
    expect(await stored.facts("sync")).toMatchObject({ status: "done", sent: [], received: [] });
  });

  it("shows a public host without the credentials in the url", () => {
    addRemote("https://me:ghp_topsecret@github.com/someone/something.git");
    const { code, stdout } = stored.run("sync", "--timeout", "5", "--json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ url: "https://github.com/someone/something.git" });
    expect(stdout).toContain("public hosting (github.com)");
    expect(stdout).not.toContain("topsecret");
  });

  it("brings what another clone has sent", () => {
    addRemote();
    stored.run("sync", "--yes");
    const other = createStored();
    try {
      other.repository.git("remote", "add", "origin", remote.dir);
      expect(other.run("sync").stdout).toContain("new records of 1 clone, nothing to send");
      expect(other.run("search", "update-ref fsync").stdout).toContain("update-ref");
    } finally {
      other.remove();
    }
  });

  it("never waits for a password", async () => {
    const server = http.createServer((_, response) => {
      response.writeHead(401, { "www-authenticate": 'Basic realm="private"' }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { home, remove } = createHome();
    try {
      addRemote(`http://127.0.0.1:${(server.address() as AddressInfo).port}/private.git`);
      const { code, stdout } = await runCliBeside(stored.repository.dir, ["sync"], { home });
      expect(code).toBe(1);
      expect(stdout).toContain("asks for a password");
      expect(stdout).toContain("Nothing is lost");
    } finally {
      server.close();
      remove();
    }
  });

  it("says that a remote is gone, and refuses one that was never there", () => {
    addRemote(`${remote.dir}-away`);
    const gone = stored.run("sync", "--yes");
    expect(gone.code).toBe(1);
    expect(gone.stdout).toContain("Nothing is lost");
    const unknown = stored.run("sync", "--remote", "upstream");
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain("no remote upstream");
    expect(stored.run("sync", "--fetch", "--compact").code).toBe(2);
    expect(stored.run("sync", "--timeout", "soon").code).toBe(2);
  });
});
