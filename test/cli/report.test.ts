// `report`: one comment of a pull request and SARIF, from a branch with lessons, a claim and the sessions behind it.
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { sarifOf } from "../../src/cli/sarif.ts";
import { hook, store } from "../hooks/run-hook.ts";
import { withClient } from "../support/clients.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";
import { createHome, runCli } from "./run-cli.ts";

let repository: TestRepository;
let place: ReturnType<typeof createHome>;
beforeEach(() => {
  [repository, place] = [createRepository(), createHome()];
});
afterEach(() => {
  repository.remove();
  place.remove();
});

const cli = (...args: string[]) => runCli(repository.dir, args, place);
const HOSTILE =
  "@everyone </summary></details> | [x](javascript:1) `````` <!-- --> **pwned** ![](http://evil.example/x.png)";
const file = (title: string, body: string) =>
  `---\ntitle: ${JSON.stringify(title)}\nkind: gotcha\n---\n\n${body}\n`;
const folder = ".agentops/learnings";

async function branch(): Promise<string> {
  repository.commit({
    ".agentops/config.yaml": 'checks: [{ id: test, run: ["true"] }]\n',
    [`${folder}/old.md`]: file(
      "The proxy closes idle sockets",
      "After 55 s. Set keep-alive to 50 s in src/net.",
    ),
    [`${folder}/gone.md`]: file("The exporter is slow", "It writes row by row in src/export.ts."),
  });
  repository.git("switch", "-q", "-c", "work");
  const [warned = ""] = await store(repository.dir, {
    title: "The port of the preview server moves",
    body: "vite preview takes the next port silently.",
    kind: "gotcha",
    paths: ["src/a.ts"],
  });
  const prompt = "the port of the preview server moves to the next one silently";
  await hook(repository.dir, "UserPromptSubmit", { session_id: "worker", prompt });
  await hook(repository.dir, "SessionEnd", { session_id: "worker" });
  rmSync(path.join(repository.dir, folder, "gone.md"));
  repository.commit({
    "src/a.ts": "1\n",
    [`${folder}/old.md`]: file(
      "The proxy closes idle sockets",
      "After 40 s. Set keep-alive to 50 s in src/net.",
    ),
    [`${folder}/hostile.md`]: file(HOSTILE, `${HOSTILE}\n\`\`\`\n</details>`),
    [`${folder}/broken.md`]: "---\ntitle: [\n---\n",
  });
  await withClient(repository.dir, { session: "worker" }, async (client) => {
    await client.call("cite_learnings", { citations: [{ id: warned, outcome: "applied" }] });
    const claimed = await client.call("submit_claim", {
      statement: `src/a.ts is there | ${HOSTILE}`,
      criteria: [{ id: "there", text: "it is there", check: "test" }],
    });
    expect(claimed).toMatchObject({ isError: false });
  });
  return warned;
}

it("tells lessons, claims, locks and sessions, and no stored text leaves its frame", async () => {
  const warned = await branch();
  const { code, stdout } = cli("report", "--pull-request");
  expect(code).toBe(0);
  expect(stdout).toContain("### Lessons: 1 added, 1 changed, 1 gone");
  expect(stdout).toContain("- After 55 s.\n+ After 40 s.\n  Set keep-alive to 50 s in src/net.");
  expect(stdout).toContain("- title: The exporter is slow");
  expect(stdout).toMatch(/can't be read\*\*: `\.agentops\/learnings\/broken\.md`/);
  expect(stdout).toContain("### Claims: 0 of 1 passed");
  expect(stdout).toContain("Locks nothing.");
  expect(stdout).toContain("warned (task): `The port of the preview server moves`");
  expect(stdout).toContain("applied: `The port of the preview server moves`");
  // Outside of code and fences nothing of it is markup.
  const outside = stdout.replace(/^(`{3,})diff\n[\s\S]*?\n\1$/gm, "").replace(/`[^`\n]*`/g, "");
  for (const piece of ["@everyone", "</summary></details>", "javascript:", "**pwned**", "![]"])
    expect(outside).not.toContain(piece);
  expect(outside.match(/<details>/g)?.length).toBe(outside.match(/<\/details>/g)?.length);
  expect(stdout.split("\n").filter((line) => line.startsWith("|"))).toHaveLength(3);
  const facts = JSON.parse(cli("report", "--json").stdout);
  expect(facts.sessions).toMatchObject([{ session: "worker", warned: [{ id: warned, reason: "task" }] }]);
});

it.each([
  ["half a character", "src/\ud800.ts", "src/.ts"],
  ["a scheme", "javascript:alert(1)", "javascript%3Aalert(1)"],
  ["another host", "//evil.example/../x", "evil.example/x"],
])("a claim whose path holds %s is an address below the repository in SARIF", (_, name, uri) => {
  const claim = {
    id: "C",
    statement: "s",
    state: "open",
    level: null,
    needs: "L1",
    missing: null,
    verdict: null,
  };
  const report = { from: null, commit: "c", base: "main", lessons: [], broken: [], disputed: [] };
  const { runs } = sarifOf(
    { ...report, claims: [{ ...claim, paths: [name] }], locks: [], sessions: [] },
    "0.0.0",
  );
  expect(runs[0]?.results[0]).toMatchObject({
    locations: [{ physicalLocation: { artifactLocation: { uri } } }],
  });
});

it("writes both files, SARIF by its shape", async () => {
  await branch();
  const [comment, sarif] = [path.join(place.home, "c.md"), path.join(place.home, "r.sarif")];
  expect(cli("report", "--out", comment, "--sarif", sarif).stdout).toContain("Written");
  expect(readFileSync(comment, "utf8")).toMatch(/^<!-- agentops:pull-request -->/);
  const { version, runs } = JSON.parse(readFileSync(sarif, "utf8"));
  expect(version).toBe("2.1.0");
  const [{ tool, results }] = runs;
  const rules = tool.driver.rules.map(({ id }: { id: string }) => id);
  expect(results.map(({ ruleId }: { ruleId: string }) => ruleId).toSorted()).toEqual([
    "claim-open",
    "lesson-added",
    "lesson-changed",
    "lesson-gone",
    "lesson-unreadable",
  ]);
  for (const { ruleId, message } of results) {
    expect(rules).toContain(ruleId);
    expect(message.text).not.toContain("\n");
    expect(message.text).not.toMatch(/(?<!\\)[[\]]/);
  }
});

it("a change without any of it says so, and a commit that is not there is refused", () => {
  const { stdout } = cli("report", "--pull-request");
  expect(stdout).toContain("None is added, changed or gone.");
  expect(stdout).toContain("No claim is about this change.");
  expect(cli("report", "no-such-branch")).toMatchObject({ code: 2 });
});

it("a comment stays within what a tracker takes, whatever a branch brings", () => {
  repository.git("switch", "-q", "-c", "flood");
  const body = Array.from(
    { length: 60 },
    (_, at) => `Sentence number ${at} about src/a.ts and more words of it.`,
  ).join(" ");
  repository.commit(
    Object.fromEntries(
      Array.from({ length: 100 }, (_, at) => [`${folder}/l${at}.md`, file(`Lesson number ${at}`, body)]),
    ),
  );
  const { stdout } = cli("report", "--pull-request");
  expect(stdout.length).toBeLessThan(65_536);
  expect(stdout).toMatch(/and \d\d more\./);
  expect(stdout).toContain("### Claims");
});
