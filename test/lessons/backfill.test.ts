// An agent makes lessons of the past page by page, and goes on the next day where it stopped.
import { appendFileSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runHere } from "../cli/run-here.ts";
import { hook } from "../hooks/run-hook.ts";
import { clientsIn } from "../support/clients.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

let repository: TestRepository;
const clients = clientsIn(() => repository.dir);

beforeEach(() => {
  repository = createRepository();
  repository.commit({ ".agentops/config.yaml": "checks: []\n" }, "chore: first");
  for (let at = 1; at <= 7; at += 1) repository.commit({ [`src/ledger${at}.ts`]: "1\n" }, rule(at));
});
afterEach(async () => {
  await clients.closeAll();
  repository.remove();
});

const NAMES = ["", "ledger", "voucher", "mandate", "payroll", "invoice", "deposit", "refund"];
const rule = (at: number): string =>
  `fix: the ${NAMES[at]} closes at ${at} o'clock\n\nThe ${NAMES[at]} must never be closed before ${at} o'clock, because the bank of ${NAMES[at]}s sends its file ${at} minutes later.`;
const short = (ref: string) => repository.git("rev-parse", "--short=12", ref).trim();
const notesFile = () => path.join(repository.dir, ".git/agentops/episodes.jsonl");
const REPORT = "Since the refund closes at five, the bank of refunds complains about the refund's file.";

interface Page {
  drafts: {
    id: string;
    title: string;
    body: string;
    evidence: { type: string; ref: string }[];
    paths: string[];
  }[];
  left: number;
  none_because: string | null;
}
async function page(session: string, done: readonly string[] = []): Promise<Page> {
  const client = await clients.start(session);
  return (await client.call("extract_learnings", { past: true, done })).facts as unknown as Page;
}

it("hands out the best few, and those that are done or recorded never again, in no session", async () => {
  const first = await page("monday");
  expect(first.drafts).toHaveLength(5);
  expect(first.left).toBe(2);
  const [one, two] = first.drafts;
  const client = await clients.start("monday");
  const { isError, text } = await client.call("record_learning", {
    title: "No account is closed before the bank's file has come",
    kind: "gotcha",
    body: `${one?.body} Wait for it: src/ledger7.ts holds the hour.`,
    evidence: one?.evidence,
    paths: one?.paths,
  });
  expect(isError, text).toBe(false);
  const second = await page("tuesday", [two?.id ?? ""]);
  expect(second.drafts.map(({ id }) => id).slice(0, 3)).toEqual(first.drafts.slice(2).map(({ id }) => id));
  expect(second.drafts).toHaveLength(5);
  const last = await page(
    "wednesday",
    second.drafts.map(({ id }) => id),
  );
  expect(last).toMatchObject({
    drafts: [],
    left: 0,
    none_because: expect.stringContaining("nothing is left of what was taken back"),
  });
  expect(statSync(notesFile()).mode & 0o777).toBe(0o600);
});

it("a draft that is recorded as it was drafted is refused, and admitted in words of its own", async () => {
  const [draft] = (await page("monday")).drafts;
  const client = await clients.start("monday");
  const { id: _, ...copied } = draft ?? { id: "" };
  const refused = await client.call("record_learning", copied);
  expect(refused.text).toContain("GATE_REFUSED");
  expect(refused.text).toContain("say in your own words what the cause is");
  const padded = await client.call("record_learning", { ...copied, body: `${draft?.body} So it is.` });
  expect(padded.text).toContain("GATE_REFUSED");
  const own = await client.call("record_learning", {
    ...copied,
    title: "No refund is closed before seven",
    body: "The bank's file of refunds comes seven minutes after the hour, so src/ledger7.ts may close only then: a refund that is closed earlier is missing in the file.",
  });
  expect(own.isError, own.text).toBe(false);
});

it("the prompt holds the first few with what to do, and a person sees the same", async () => {
  const client = await clients.start("monday");
  const { messages } = await client.client.getPrompt({ name: "backfill" });
  const text = (messages[0]?.content as { text: string } | undefined)?.text ?? "";
  const { facts, code } = await runHere(repository.dir, "extract", "--past");
  expect(code).toBe(0);
  for (const { id, body } of (facts as unknown as Page).drafts) {
    expect(text).toContain(`## ${id} `);
    expect(text).toContain(body);
  }
  expect(text).toContain("2 more after these");
  await expect(runHere(repository.dir, "extract", "--past", "--record")).rejects.toThrow(
    "exclude each other",
  );
});

it("a commit that a session cites is its draft, and the first of all; one found stale is given by no hook", async () => {
  const client = await clients.start("monday");
  const related = async () =>
    (
      (await client.call("retrieve_context", { task: REPORT })).facts.related as {
        id: string;
        text: string;
      }[]
    )[0];
  const commit = (await related())?.id ?? "";
  expect(commit).toBe(short("HEAD"));
  const cite = (outcome: string, more = {}) =>
    client.call("cite_learnings", { citations: [{ id: commit, outcome, ...more }] });
  expect((await cite("applied")).facts.cited).toMatchObject([
    { id: commit, outcome: "applied", counted: true },
  ]);
  const { facts } = await client.call("extract_learnings", {});
  expect((facts.drafts as Page["drafts"])[0]?.evidence).toEqual([
    { type: "commit", ref: repository.git("rev-parse", "HEAD").trim() },
  ]);
  expect((await page("tuesday")).drafts[0]?.id).toBe(`cited-${commit}`);
  const prompt = (session: string) =>
    hook(repository.dir, "UserPromptSubmit", { session_id: session, cwd: repository.dir, prompt: REPORT });
  expect((await prompt("one")).context).toContain(commit);
  expect((await cite("wrong")).text).toContain("CITATION_REFUSED");
  await cite("stale", { note: "the bank sends no file any more" });
  expect((await prompt("two")).context).not.toContain(commit);
  expect((await related())?.text).toMatch(
    /^called wrong or out of date by a session of this clone: raw history/,
  );
  expect((await page("tuesday")).drafts.map(({ id }) => id)).not.toContain(`rule-${commit}`);
});

it("a section of a document can be cited like a commit, and is its draft wherever its file has it later", async () => {
  const question = "why does the ledger keep its own clock in place of the database's";
  const section =
    "## The ledger has its own clock\n\nThe ledger keeps its own clock, as the database's drifts.\n";
  const file = "docs/adr/004-clock.md";
  repository.commit({ [file]: `# Decisions\n\n${section}` }, "docs: adr");
  const client = await clients.start("monday");
  const related = async () =>
    ((await client.call("retrieve_context", { task: question })).facts.related as { id: string }[])[0]?.id ??
    "";
  const id = await related();
  const cite = async (outcome: string) =>
    (await client.call("cite_learnings", { citations: [{ id, outcome }] })).facts.cited;
  expect(await cite("applied")).toMatchObject([{ id, outcome: "applied", counted: true }]);
  expect(((await client.call("extract_learnings", {})).facts.drafts as Page["drafts"])[0]).toMatchObject({
    title: expect.stringContaining("went by a document"),
    evidence: [{ type: "path", ref: file }],
  });
  const before = "## Another one\n\nThe printer of labels waits for its tray, so that none is lost.\n\n";
  repository.commit({ [file]: `# Decisions\n\n${before}${section}` }, "docs: another");
  expect(await related()).toBe(id);
  const [first] = (await page("tuesday")).drafts;
  expect(first).toMatchObject({ id: `cited-${id}`, body: expect.stringContaining("drifts") });
  await cite("stale");
  const asked = { session_id: "one", cwd: repository.dir, prompt: question };
  expect((await hook(repository.dir, "UserPromptSubmit", asked)).context).not.toContain(id);
  await cite("still_true");
  const { isError, text } = await client.call("record_learning", {
    title: "The ledger keeps its own clock, as the database's is set back each autumn",
    kind: "decision",
    body: "src/ledger1.ts takes the time from its own clock: the database's drifts and is set back each autumn, so entries would come twice.",
    evidence: first?.evidence,
  });
  expect(isError, text).toBe(false);
  expect((await page("wednesday")).drafts.map((each) => each.id)).not.toContain(`cited-${id}`);
  expect(
    (await client.call("cite_learnings", { citations: [{ id: "doc-000000000000", outcome: "applied" }] }))
      .text,
  ).toContain("NOT_FOUND");
});

it("notes that are torn, foreign or from a newer version lose nothing else", async () => {
  const { drafts } = await page("monday");
  writeFileSync(
    notesFile(),
    `{"t":"done","at":"x"\nnull\n{"t":"newer","at":"x","id":"y"}\n{"t":"done","at":"2026-01-01","id":"${drafts[0]?.id}"`,
  );
  appendFileSync(notesFile(), "");
  expect((await page("monday", [drafts[1]?.id ?? ""])).drafts.map(({ id }) => id)[0]).toBe(drafts[0]?.id);
  expect((await page("monday")).drafts.map(({ id }) => id)).not.toContain(drafts[1]?.id);
  expect(readFileSync(notesFile(), "utf8")).toContain(drafts[1]?.id);
});

it("job, session and past exclude each other", async () => {
  const client = await clients.start("monday");
  const { text } = await client.call("extract_learnings", { past: true, session: "monday" });
  expect(text).toContain("INVALID_ARGUMENT");
});
