// doctor names each problem of a machine and repository with the way to mend it.
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { withClient } from "../support/clients.ts";
import { createRecorder } from "../support/journal.ts";
import {
  createRepository,
  git,
  removeFolder,
  type TestRepository,
  temporaryFolder,
} from "../support/repository.ts";
import { BUILT, type CliOptions, createHome, runCli, runCliBeside } from "./run-cli.ts";
import { type Check, runDoctor, troubles } from "./run-doctor.ts";

let repository: TestRepository;
let place: ReturnType<typeof createHome>;

beforeEach(() => {
  repository = createRepository();
  place = createHome();
});

afterEach(() => {
  repository.remove();
  place.remove();
});

const doctor = (options: Partial<CliOptions> = {}, dir = repository.dir) =>
  runDoctor(dir, { home: place.home, ...options });

const entry = { command: "node", args: [BUILT] };

describe("a healthy set-up", () => {
  it("passes, shakes hands with every configured runtime and prints one line each", async () => {
    await withClient(repository.dir, {}, (client) => createRecorder(client, 3)());
    runCli(repository.dir, ["init", "--runtime", "claude,opencode,gemini,vscode,cursor", "--yes"], place);
    const { code, checks } = doctor();
    // How long a start takes is told of this machine at this moment, which may have other work.
    const slow = checks.filter(({ found }) => found.includes(": too slow, "));
    expect(troubles(checks)).toEqual(slow);
    expect(code).toBe(slow.length === 0 ? 0 : 1);
    const handshakes = checks.filter(({ found }) => /tools, at most \d+ tokens, up in \d+/.test(found));
    expect(handshakes.map(({ name }) => name)).toEqual([
      "claude .mcp.json",
      "cursor .cursor/mcp.json",
      "opencode opencode.json",
      "gemini .gemini/settings.json",
      "vscode .vscode/mcp.json",
    ]);
    const hooks = checks.filter(({ found }) => /events, answer to a session's start in \d+ ms/.test(found));
    expect(hooks.map(({ name }) => name)).toEqual([
      "claude hooks .claude/settings.json",
      "cursor hooks .cursor/hooks.json",
      "gemini hooks .gemini/settings.json",
    ]);
    const { stdout } = runCli(repository.dir, ["doctor"], place);
    expect(stdout.match(/^(ok|warn|fail) /gm)).toHaveLength(checks.length);
    expect(stdout).toMatch(/^ok +journal +1 learning of 1 clone$/m);
    if (process.platform === "linux")
      expect(stdout).toMatch(/^ok +sandbox +bubblewrap \(\/\S+bwrap, bubblewrap /m);
  });

  it("finds what claude mcp add writes for one project", () => {
    const projects = { [repository.dir]: { mcpServers: { agentops: entry } }, "/elsewhere": {} };
    writeFileSync(path.join(place.home, ".claude.json"), JSON.stringify({ projects }));
    const { checks } = doctor();
    expect(checks.find(({ name }) => name === "claude ~/.claude.json")?.found).toMatch(/\d+ tools/);
  });

  it("tells worktree, submodule, bare, unborn and shallow repositories apart", () => {
    const kindOf = (dir: string) => doctor({}, dir).checks.find(({ name }) => name === "repository");
    const folder = temporaryFolder();
    git(repository.dir, "worktree", "add", "-q", path.join(folder, "tree"));
    git(folder, "clone", "-q", "--bare", repository.dir, "bare");
    git(folder, "clone", "-q", "--depth", "1", `file://${repository.dir}`, "shallow");
    git(folder, "init", "-q", "unborn");
    git(folder, "clone", "-q", repository.dir, "outer");
    git(
      path.join(folder, "outer"),
      "-c",
      "protocol.file.allow=always",
      "submodule",
      "--quiet",
      "add",
      repository.dir,
      "inner",
    );
    expect(kindOf(path.join(folder, "tree"))?.found).toMatch(/linked worktree/);
    expect(kindOf(path.join(folder, "bare"))?.found).toMatch(/bare/);
    expect(kindOf(path.join(folder, "unborn"))?.found).toMatch(/no commit yet/);
    expect(kindOf(path.join(folder, "outer/inner"))?.found).toMatch(/submodule of/);
    expect(kindOf(path.join(folder, "shallow"))).toMatchObject({
      level: "warn",
      fix: expect.stringMatching(/agentops-mcp sync/),
    });
    removeFolder(folder);
  });

  it("reports a folder that is no repository without giving up the rest", () => {
    const { code, checks } = doctor({}, place.programs);
    expect(code).toBe(1);
    expect(checks.find(({ name }) => name === "repository")).toMatchObject({
      level: "fail",
      fix: expect.stringMatching(/git init/),
    });
    expect(checks.find(({ name }) => name === "git")?.level).toBe("ok");
  });
});

describe("remotes", () => {
  it("counts the clones that a remote holds", async () => {
    const remote = createRepository({ bare: true });
    repository.git("remote", "add", "origin", remote.dir);
    const check = () => doctor().checks.find(({ name }) => name === "remote")?.found;
    expect(check()).toMatch(/origin holds no records yet/);
    await withClient(repository.dir, {}, (client) => createRecorder(client, 6)());
    repository.git("push", "-q", "origin", "refs/agentops/clones/*:refs/agentops/clones/*");
    expect(check()).toMatch(/the records of 1 clone/);
    remote.remove();
  });

  it("does not hang on one that is silent, nor ask for a password", async () => {
    const silent = createServer(() => {}).listen(0, "127.0.0.1");
    const guarded = createHttpServer((_, response) => {
      response.writeHead(401, { "www-authenticate": 'Basic realm="x"' }).end();
    }).listen(0, "127.0.0.1");
    await Promise.all([once(silent, "listening"), once(guarded, "listening")]);
    const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port;
    const found = async (url: string) => {
      repository.git("config", "remote.origin.url", url);
      const { stdout } = await runCliBeside(repository.dir, ["doctor", "--json"], place);
      const checks: Check[] = JSON.parse(stdout).checks;
      return checks.find(({ name }) => name === "remote");
    };
    try {
      expect(await found(`git://127.0.0.1:${portOf(silent)}/x`)).toMatchObject({
        level: "warn",
        found: expect.stringMatching(/did not answer within 5 s/),
      });
      expect(await found(`http://127.0.0.1:${portOf(guarded)}/x`)).toMatchObject({
        level: "warn",
        found: expect.stringMatching(/asks for a password/),
      });
    } finally {
      silent.close();
      guarded.close();
    }
  });
});
