// A change can't hide from the check of its claim: submodules, links, modes, merges, foreign histories, and trees that can't be checked out.
import { execFileSync } from "node:child_process";
import { appendFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { claim, POLICY, type Project } from "../claims/project.ts";
import { createSmallProject } from "../claims/small-project.ts";

const ENVELOPE = `envelope:
  write: [value.txt, "src/**", .gitattributes, .gitmodules]
  deny: ["secrets/**"]
`;
let project: Project | null = null;
afterEach(async () => {
  await project?.close();
  project = null;
});

/** A worker's server on a branch; base has what can be taken away, moved or replaced. */
async function start(envelope: string) {
  project = createSmallProject(POLICY + envelope);
  const { dir, commit, git } = project.repository;
  git("checkout", "-q", "main");
  commit({ "lib/a.ts": "a\n", "secrets/key": "s\n", "src/a.ts": "x\n", "run.sh": "exit\n" }, "files");
  git("checkout", "-q", "-B", "work");
  const from = commit({ "value.txt": "4\n" }, "smaller");
  const client = await project.start("worker");
  /** As plumbing, which asks nothing about what a commit may hold. */
  const index = (mode: string, id: string, file: string) =>
    git("update-index", "--add", "--cacheinfo", `${mode},${id},${file}`);
  return {
    dir,
    commit,
    git,
    from,
    index,
    blob: git("rev-parse", "HEAD:src/a.ts").trim(),
    /** Of what stands in the index. */
    save: (...parents: string[]) => {
      const all = (parents.length === 0 ? ["HEAD"] : parents).flatMap((parent) => ["-p", parent]);
      return git(...AS, "commit-tree", git("write-tree").trim(), "-m", "x", ...all).trim();
    },
    /** Of the commit that the change makes; after it everything is as before. */
    async claimed(change: () => string): Promise<string> {
      const id = change();
      git("reset", "-q", "--hard", from);
      git("clean", "-qfd");
      const { text, isError } = await claim(client, { commit: id });
      return isError ? text : "taken";
    },
  };
}

const outside = expect.stringContaining("OUTSIDE_ENVELOPE");

it("refuses what leaves the envelope by a way around the text of a file", async () => {
  const { dir, commit, git, index, blob, save, from, claimed } = await start(ENVELOPE);
  const ways: Record<string, () => string> = {
    "a file that is deleted": () => {
      git("rm", "-q", "lib/a.ts");
      return save();
    },
    "a file that is moved in": () => {
      git("mv", "lib/a.ts", "src/b.ts");
      return save();
    },
    "a file that is moved out": () => {
      git("mv", "src/a.ts", "lib/b.ts");
      return save();
    },
    "a mode": () => {
      git("update-index", "--chmod=+x", "run.sh");
      return save();
    },
    "a link": () => {
      index("120000", blob, "lib/link");
      return save();
    },
    "a folder that becomes a link": () => {
      git("rm", "-rq", "--cached", "lib");
      index("120000", blob, "lib");
      return save();
    },
    "a submodule": () => {
      index("160000", from, "lib/sub");
      return save();
    },
    "a submodule of which nobody wants to hear": () => {
      index("160000", from, "sub");
      const before = commit({
        ".gitmodules": '[submodule "sub"]\n\tpath = sub\n\turl = ./x\n\tignore = all\n',
      });
      appendFileSync(path.join(dir, ".git/config"), '[submodule "sub"]\n\tignore = all\n');
      index("160000", before, "sub");
      return save();
    },
    "attributes that call it binary": () =>
      commit({ ".gitattributes": "* binary -diff\n", "lib/a.ts": "b\n" }),
    "the first of two commits": () => {
      commit({ "lib/a.ts": "b\n" });
      return commit({ "src/a.ts": "y\n" });
    },
    "the second side of a merge": () => {
      const side = commit({ "lib/a.ts": "side\n" });
      return save(from, side);
    },
    "a merge by itself": () => {
      index("100644", blob, "lib/evil.ts");
      return save(from, "main");
    },
    "a merge that takes back what base has": () => {
      git("rm", "-rq", "--cached", "lib");
      return save("main", from);
    },
  };
  const answers: Record<string, string> = {};
  for (const [way, change] of Object.entries(ways)) answers[way] = await claimed(change);
  expect(answers).toEqual(Object.fromEntries(Object.keys(ways).map((way) => [way, outside])));
  expect(await claimed(() => commit({ "src/a.ts": "y\n" }, "inside"))).toBe("taken");
});

/** Without an identity of the machine, as all commits here. */
const AS = ["-c", "user.name=Test", "-c", "user.email=test@localhost"];

it("compares a history of its own with base, as it would take the place of it", async () => {
  const { dir, git, index, blob, save, claimed } = await start(ENVELOPE);
  const orphan = () => {
    git("rm", "-rqf", "--cached", ".");
    git("add", "src", "value.txt");
    return git(...AS, "commit-tree", git("write-tree").trim(), "-m", "orphan").trim();
  };
  expect(await claimed(orphan)).toEqual(outside);
  // A note in this clone of other parents than a commit has would put what is claimed on base.
  const evil = () => {
    index("100644", blob, "lib/evil.ts");
    const id = save();
    writeFileSync(path.join(dir, ".git/info/grafts"), `${git("rev-parse", "main").trim()} ${id}\n`);
    return id;
  };
  expect(await claimed(evil)).toEqual(outside);
});

it("takes no tree that climbs, and no link in the place of settings", async () => {
  const { dir, git, index, blob, save, from, claimed } = await start(`envelope: { write: ["**"] }\n`);
  const store = (type: string, input: Buffer): string => {
    const args = ["hash-object", "-t", type, "-w", "--literally", "--stdin"];
    return execFileSync("git", args, { cwd: dir, input, encoding: "utf8" }).trim();
  };
  const entry = (mode: string, name: string, id: string): Buffer =>
    Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, "hex")]);
  const climbs = (name: string) => () => {
    const file = store("tree", entry("100644", "x", blob));
    const src = store("tree", entry("40000", name, file));
    const others = git("ls-tree", "HEAD").trim().split("\n");
    const top = others.map((line) => {
      const [, mode = "", id = "", other = ""] = /^0*(\d+) \w+ (\w+)\t(.*)$/.exec(line) ?? [];
      return entry(mode, other, other === "src" ? src : id);
    });
    return git(...AS, "commit-tree", store("tree", Buffer.concat(top)), "-m", "x", "-p", from).trim();
  };
  expect(await claimed(climbs("b"))).toBe("taken");
  for (const name of ["..", ".", ".git", ".GIT "]) expect(await claimed(climbs(name)), name).toEqual(outside);
  for (const file of [".claude", ".codex", "packages/a/.gemini", ".vscode", ".mcp.json", ".ENV"]) {
    const linked = () => {
      index("120000", blob, file);
      return save();
    };
    expect(await claimed(linked), file).toEqual(outside);
  }
});

it("is refused by the verdict too, also where it was claimed before base had an envelope", async () => {
  project = createSmallProject();
  const { commit, git } = project.repository;
  commit({ "lib/a.ts": "x\n" }, "outside");
  const client = await project.start("worker");
  const claimed = await claim(client);
  expect(claimed.isError, claimed.text).toBe(false);
  git("checkout", "-q", "main");
  commit({ ".agentops/config.yaml": `${POLICY}envelope: { write: [value.txt] }\n` }, "envelope");
  git("checkout", "-q", "work");
  const { facts } = await client.call("request_verdict", { claim: claimed.facts.id, wait_seconds: 50 });
  expect(facts.result).toBe("NOT_PROVEN");
  expect(JSON.stringify(facts.not_checked)).toContain("the change leaves the envelope: lib/a.ts");
});
