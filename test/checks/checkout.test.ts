// The clean place: exactly the commit, whatever lay there before and whatever the user's git is told to do.
import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openCheckout } from "../../src/checks/checkout.ts";
import { findRepository } from "../../src/git/repository.ts";
import { BUILT } from "../cli/run-cli.ts";
import {
  createRepository,
  git,
  removeFolder,
  type TestRepository,
  temporaryFolder,
} from "../support/repository.ts";
import { receiptOf, runOn, shell } from "./run.ts";

let repository: TestRepository;
let folder: string;

beforeEach(() => {
  repository = createRepository();
  folder = temporaryFolder();
});
afterEach(() => {
  repository.remove();
  removeFolder(folder);
});

const treeOf = (commit = "HEAD") => repository.git("rev-parse", `${commit}^{tree}`).trim();

/** Every file below a folder with when it was last written, to count what was. */
function written(place: string, below = ""): Map<string, string> {
  const entries = readdirSync(path.join(place, below), { withFileTypes: true });
  const found = entries.flatMap((entry): [string, string][] => {
    const name = path.posix.join(below, entry.name);
    if (entry.isDirectory()) return [...written(place, name)];
    const { ino, ctimeMs } = lstatSync(path.join(place, name));
    return [[name, `${ino} ${ctimeMs}`]];
  });
  return new Map(found);
}

const changes = (before: Map<string, string>, after: Map<string, string>): string[] =>
  [...after].filter(([file, when]) => before.get(file) !== when).map(([file]) => file);

describe("a checkout", () => {
  it("of 20,000 files writes for a second commit only what differs", async () => {
    const count = 20_000;
    const stream = ["commit refs/heads/main", "committer T <t@localhost> 1700000000 +0000", "data 0"];
    for (let each = 0; each < count; each += 1)
      stream.push(`M 100644 inline d${Math.floor(each / 200)}/f${each}.txt`, "data 1", "x");
    execFileSync("git", ["fast-import", "--quiet", "--force"], {
      cwd: repository.dir,
      input: `${stream.join("\n")}\n`,
    });
    const first = treeOf("main");
    const checkout = await openCheckout(folder, await findRepository(repository.dir));
    await checkout.reset(first);
    const before = written(checkout.files);
    expect(before.size).toBe(count);

    const second = [
      "commit refs/heads/main",
      "committer T <t@localhost> 1700000001 +0000",
      "data 0",
      "from main^0",
    ];
    second.push(
      "M 100644 inline d7/f1400.txt",
      "data 2",
      "y\n",
      "D d8/f1600.txt",
      "M 100644 inline new.txt",
      "data 1",
      "z",
    );
    execFileSync("git", ["fast-import", "--quiet"], { cwd: repository.dir, input: `${second.join("\n")}\n` });
    await checkout.reset(treeOf("main"));
    const after = written(checkout.files);
    expect(after.size).toBe(count);
    expect(changes(before, after).sort()).toEqual(["d7/f1400.txt", "new.txt"]);
    expect(after.has("d8/f1600.txt")).toBe(false);
  });

  it("puts back what was changed, however well that was hidden, and takes out what was added", async () => {
    repository.commit({
      "src/a.txt": "aaaa\n",
      "src/b.txt": "b\n",
      "lib/c.txt": "c\n",
      "tool.sh": "#!/bin/sh\n",
    });
    const { files, reset } = await openCheckout(folder, await findRepository(repository.dir));
    await reset(treeOf());
    const at = (file: string) => path.join(files, file);
    const { atime, mtime } = lstatSync(at("src/a.txt"));
    writeFileSync(at("src/a.txt"), "evil\n");
    utimesSync(at("src/a.txt"), atime, mtime);
    chmodSync(at("tool.sh"), 0o777);
    removeFolder(at("lib"));
    const outside = path.join(folder, "outside");
    mkdirSync(outside);
    writeFileSync(path.join(outside, "c.txt"), "untouched\n");
    symlinkSync(outside, at("lib"));
    for (const place of [".git", "src/.git", "new/.git"]) {
      mkdirSync(at(place), { recursive: true });
      writeFileSync(at(`${place}/config`), "x");
    }
    mkdirSync(at("closed/deep"), { recursive: true });
    chmodSync(at("closed"), 0);
    chmodSync(at("src"), 0o555);
    await reset(treeOf());
    expect([...written(files).keys()].sort()).toEqual([
      "README.md",
      "lib/c.txt",
      "src/a.txt",
      "src/b.txt",
      "tool.sh",
    ]);
    expect(readFileSync(at("src/a.txt"), "utf8")).toBe("aaaa\n");
    expect(lstatSync(at("lib")).isDirectory()).toBe(true);
    expect(readFileSync(path.join(outside, "c.txt"), "utf8")).toBe("untouched\n");
    expect(lstatSync(at("src")).mode & 0o700).toBe(0o700);
    expect(readdirSync(files).sort()).toEqual(["README.md", "lib", "src", "tool.sh"]);
  });

  it("starts neither hooks nor filters, and keeps line ends as the commit says", async () => {
    const ran = path.join(folder, "ran");
    writeFileSync(path.join(repository.dir, ".git/hooks/post-checkout"), `#!/bin/sh\ntouch ${ran}\n`, {
      mode: 0o755,
    });
    repository.commit({
      ".gitattributes": "*.bin filter=evil\n*.crlf text eol=crlf\n",
      "a.bin": "raw\n",
      "b.crlf": "l\n",
    });
    repository.git("config", "filter.evil.smudge", `touch ${ran}; tr a-z A-Z`);
    repository.git("config", "filter.evil.required", "true");
    repository.git("config", "core.autocrlf", "true");
    repository.git("config", "core.fsmonitor", `touch ${ran}`);
    const { files, reset } = await openCheckout(folder, await findRepository(repository.dir));
    await reset(treeOf());
    expect(existsSync(ran)).toBe(false);
    expect(readFileSync(path.join(files, "a.bin"), "utf8")).toBe("raw\n");
    expect(readFileSync(path.join(files, "b.crlf"), "utf8")).toBe("l\r\n");
    expect(readFileSync(path.join(files, "README.md"), "utf8")).toBe("# test\n");
  });

  it("is made anew where it was damaged, and again after a git that was killed", async () => {
    const { files, reset } = await openCheckout(folder, await findRepository(repository.dir));
    await reset(treeOf());
    writeFileSync(path.join(folder, "git/index"), "no index");
    await reset(treeOf());
    expect(readdirSync(files)).toEqual(["README.md"]);
    writeFileSync(path.join(folder, "git/index.lock"), "");
    repository.commit({ "b.txt": "b\n" });
    const again = await openCheckout(folder, await findRepository(repository.dir));
    await again.reset(treeOf());
    expect(readdirSync(files)).toEqual(["README.md", "b.txt"]);
  });

  it("works in repositories with SHA-256, and from a linked worktree or a clone that borrows objects", async () => {
    const modern = createRepository({ format: "sha256" });
    const linked = path.join(folder, "linked");
    repository.git("worktree", "add", "-q", linked);
    const borrowing = path.join(folder, "borrowing");
    git(folder, "clone", "-q", "--shared", repository.dir, borrowing);
    for (const [at, dir] of [modern.dir, linked, borrowing].entries()) {
      const { files, reset } = await openCheckout(path.join(folder, `slot${at}`), await findRepository(dir));
      await reset(git(dir, "rev-parse", "HEAD^{tree}").trim());
      expect(readdirSync(files)).toEqual(["README.md"]);
    }
    modern.remove();
  });
});

describe("a run", () => {
  const slots = () => path.join(repository.dir, ".git/agentops/checks/slots");

  it("uses one checkout for all checks, without the files that the one before left or changed", async () => {
    repository.commit({ "a.txt": "a\n" });
    const { receipts } = await runOn(repository, {
      checks: [
        {
          id: "one",
          run: ["sh", "-c", "echo evil > a.txt; echo new > b.txt; echo kept > $HOME/c; echo kept > /tmp/d"],
        },
        { id: "two", run: ["sh", "-c", "cat a.txt; ls; ls -A $HOME /tmp"] },
      ],
    });
    expect(receipts[1]?.head).toBe("a\nREADME.md\na.txt\n/home/agentops:\n\n/tmp:\n");
    expect(readdirSync(slots()).filter((name) => !/lease|queue/.test(name))).toEqual(["0"]);
  });

  it("keeps what a claim's own commands do from the policy's checks, and labels them", async () => {
    const { receipts } = await runOn(repository, shell("cat README.md"), {
      extra: [{ id: "C1", run: ["sh", "-c", "echo own"] }],
    });
    expect(receipts.map(({ check, authored, head }) => [check, authored, head])).toEqual([
      ["it", "policy", "# test\n"],
      ["C1", "claim", "own\n"],
    ]);
  });

  it("gives two at once a checkout each, and the next one of them again", async () => {
    const at = (commit: string) => runOn(repository, shell("sleep 0.5; cat README.md"), { commit });
    const first = repository.git("rev-parse", "HEAD").trim();
    const second = repository.commit({ "README.md": "second\n" });
    const results = await Promise.all([at(first), at(second)]);
    expect(results.map(({ receipts }) => receipts[0]?.head)).toEqual(["# test\n", "second\n"]);
    await at(first);
    expect(
      readdirSync(slots())
        .filter((name) => /^\d+$/.test(name))
        .sort(),
    ).toEqual(["0", "1"]);
  });

  it("tells on the way what it does", async () => {
    const seen: string[] = [];
    await runOn(repository, shell("true"), {
      onProgress: ({ step, check, done, all }) => seen.push(`${step} ${check} ${done}/${all}`),
    });
    expect(seen).toEqual(["checkout null 0/1", "check it 0/1"]);
  });

  it.runIf(process.platform === "linux")(
    "that is killed leaves no process, and its place to the next",
    async () => {
      const word = `3603.${process.pid}`;
      repository.commit({ ".agentops/config.yaml": JSON.stringify(shell(`touch half; sleep ${word}`)) });
      const runner = spawn(process.execPath, [BUILT, "check"], { cwd: repository.dir, stdio: "ignore" });
      const sleeping = () =>
        readdirSync("/proc").some((name) => {
          try {
            return (
              /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, "latin1").split("\0").includes(word)
            );
          } catch {
            return false;
          }
        });
      while (!sleeping()) await sleep(20);
      runner.kill("SIGKILL");
      while (sleeping()) await sleep(20);
      expect(existsSync(path.join(slots(), "0/files/half"))).toBe(true);
      expect(await receiptOf(repository, "ls; ls -A .agentops")).toMatchObject({
        head: "README.md\nconfig.yaml\n",
      });
      expect(readdirSync(slots()).filter((name) => /^\d+/.test(name))).toEqual(["0"]);
    },
  );
});
