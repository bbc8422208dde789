// A tag, or a branch that was merged from a side, never takes the place of base: in the gate, in claims and in hooks.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { claim, POLICY, type Project, verify } from "../claims/project.ts";
import { createSmallProject } from "../claims/small-project.ts";
import { runCli } from "../cli/run-cli.ts";
import { askHook, BEFORE, call } from "../hooks/stored-command.ts";
import { EMPTY_HOME } from "../support/journal.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

const TAME = "checks:\n  - { id: small, run: ['true'] }\n";
const CONFIG = ".agentops/config.yaml";

describe("the gate", () => {
  let project: Project;
  let good: string;
  beforeEach(async () => {
    project = createSmallProject();
    good = project.repository.git("rev-parse", "HEAD").trim();
  });
  afterEach(() => project.close());

  const policyOf = (...args: string[]) => {
    const { stdout, stderr, code } = runCli(project.repository.dir, ["check", "--json", ...args], {
      home: EMPTY_HOME,
    });
    return { ...JSON.parse(stdout || "{}"), code, stderr };
  };

  it("takes policy and levels from the branch, whatever a tag of its name says", () => {
    const { repository } = project;
    const honest = policyOf("--base", "main").policy;
    repository.git("update-ref", "refs/remotes/origin/main", "main");
    const tame = repository.commit({ [CONFIG]: TAME }, "tame");
    for (const name of ["main", "origin/main", "origin/HEAD", "master", "refs/heads/gone", "heads/main"])
      repository.git("update-ref", `refs/tags/${name}`, tame);
    for (const args of [[], ["--base", "main"], ["--base", "origin/main"]])
      expect(policyOf(...args).policy).toBe(honest);
    repository.git("config", "agentops.base", "origin/main");
    expect(policyOf().policy).toBe(honest);
    for (const name of ["refs/heads/gone", "refs/tags/main"])
      expect(policyOf("--base", name)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining("names no commit"),
      });
    repository.git("update-ref", "refs/heads/origin/main", tame);
    expect(policyOf("--base", "origin/main")).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/refs\/heads\/origin\/main .* and refs\/remotes\/origin\/main/),
    });
  });

  it("takes no remote's branch called HEAD for the remote's word on its main branch", () => {
    const { repository } = project;
    const honest = policyOf("--base", "main").policy;
    const tame = repository.commit({ [CONFIG]: TAME }, "tame");
    // What `git fetch` writes of it in a clone that has never asked which branch is the main one.
    repository.git("update-ref", "refs/remotes/origin/HEAD", tame);
    expect(policyOf().policy).toBe(honest);
    repository.git("pack-refs", "--all");
    expect(policyOf().policy).toBe(honest);
    repository.git("config", "agentops.base", "main");
    expect(policyOf().policy).toBe(honest);
  });

  it("looks at the branch that it was asked about, and not at a tag", async () => {
    const worker = await project.start("worker");
    const broken = project.repository.commit({ "value.txt": "12\n" });
    project.repository.git("tag", "work", good);
    project.repository.git("tag", broken.slice(0, 8), good);
    for (const name of ["work", broken.slice(0, 8)]) {
      expect((await verify(project, name)).commit).toBe(broken);
      expect(policyOf("--commit", name)).toMatchObject({ code: 1, commit: broken });
      expect((await claim(worker, { commit: name })).text).toContain(broken.slice(0, 7));
    }
  });

  it("counts no verdict under a policy that a merge has brought along from a side", async () => {
    const { repository } = project;
    const worker = await project.start("worker");
    repository.git("checkout", "-q", "-b", "side", "main");
    repository.commit({ [CONFIG]: TAME }, "tame");
    repository.commit({ [CONFIG]: POLICY }, "as it was");
    repository.git("checkout", "-q", "main");
    repository.git(
      "-c",
      "user.name=T",
      "-c",
      "user.email=t@localhost",
      "merge",
      "-q",
      "--no-ff",
      "-m",
      "merge",
      "side",
    );
    repository.git("checkout", "-q", "work");
    repository.commit({ "value.txt": "12\n" });
    const { facts } = await claim(worker);
    const tame = ["verdict", String(facts.id), "--base", "side~1"];
    expect(runCli(repository.dir, tame, { home: EMPTY_HOME }).stdout).toContain("PASSED");
    expect(await worker.read(`agentops://claims/${facts.id}`)).toContain(
      "under a policy that base never had",
    );
    expect((await verify(project, "--require", "L1")).code).toBe(1);
  });
});

describe("a hook whose program does not answer", () => {
  let repository: TestRepository;
  beforeEach(() => {
    repository = createRepository();
  });
  afterEach(() => repository.remove());
  const inside = call("Write", { file_path: "src/a.ts" });
  const [claude] = BEFORE;
  const answers = async () => {
    const program = ["/no/such/program/agentops-mcp"];
    const forms = ["project", "user"] as const;
    const asked = forms.map((form) => askHook(repository.dir, claude, inside, { program, form }));
    return (await Promise.all(asked)).map(({ decision }) => decision);
  };

  it("asks the branch that git config names, and no tag of that name", async () => {
    const open = repository.git("rev-parse", "HEAD").trim();
    const bound = repository.commit({ [CONFIG]: 'envelope: { write: ["src/**"] }\n' }, "bound");
    repository.git("update-ref", "refs/remotes/origin/trunk", bound);
    repository.git("update-ref", "refs/heads/main", open);
    repository.git("config", "agentops.base", "origin/trunk");
    for (const name of ["origin/trunk", "refs/remotes/origin/trunk"])
      repository.git("update-ref", `refs/tags/${name}`, open);
    expect(await answers()).toEqual(["deny", "deny"]);
  });

  it("asks no remote's branch called HEAD, and stops where the branch that git config names is gone", async () => {
    const open = repository.git("rev-parse", "HEAD").trim();
    repository.commit({ [CONFIG]: 'envelope: { write: ["src/**"] }\n' }, "bound");
    repository.git("update-ref", "refs/remotes/origin/HEAD", open);
    expect(await answers()).toEqual(["deny", "deny"]);
    repository.git("update-ref", "-d", "refs/remotes/origin/HEAD");
    repository.git("config", "agentops.base", "trunk");
    repository.git("update-ref", "refs/heads/trunk", "HEAD");
    repository.git("update-ref", "refs/heads/main", open);
    expect(await answers()).toEqual(["deny", "deny"]);
    repository.git("checkout", "-q", "--detach");
    repository.git("update-ref", "-d", "refs/heads/trunk");
    expect(await answers()).toEqual(["deny", "deny"]);
  });

  it("asks no tag where the branch is gone, and stops where a name stands for two", async () => {
    const open = repository.git("rev-parse", "HEAD").trim();
    const bound = repository.commit({ [CONFIG]: 'envelope: { write: ["src/**"] }\n' }, "bound");
    repository.git("config", "agentops.base", "trunk");
    for (const name of ["trunk", "refs/heads/trunk", "refs/remotes/origin/HEAD"])
      repository.git("update-ref", `refs/tags/${name}`, open);
    expect(await answers()).toEqual(["deny", "deny"]);
    repository.git("update-ref", "refs/remotes/trunk", bound);
    repository.git("update-ref", "refs/heads/trunk", open);
    expect((await answers())[0]).toBe("deny");
  });
});
