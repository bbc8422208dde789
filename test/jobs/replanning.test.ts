// A job that fails asks for a new plan of what hangs on it, and changes nothing of the plan by itself.
import { afterEach, beforeEach, expect, it } from "vitest";
import { clientsIn } from "../support/clients.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

let repository: TestRepository;
const clients = clientsIn(() => repository.dir);
beforeEach(() => {
  repository = createRepository();
});
afterEach(async () => {
  await clients.closeAll();
  repository.remove();
});

const ENDED = {
  handoff: { goal: "g", done: "nothing", decisions: "the grammar has no end token", next: "ask" },
  none_because: "nothing new",
};

it("names all that waits for it in one escalation, and leaves it waiting", async () => {
  const boss = await clients.start("boss", ["--role", "supervisor"]);
  const jobs = [
    { key: "pages", title: "Describe the tokens", write: ["docs/**"], after: ["parser"] },
    { key: "parser", title: "Parse an empty file", write: ["src/parser/**"], after: ["lexer"] },
    { key: "lexer", title: "Return an end token", write: ["src/lexer/**"] },
    { key: "other", title: "Sort the imports", write: ["lib/**"] },
  ];
  const { facts } = await boss.call("create_job", { jobs });
  expect(facts.queued).toHaveLength(4);
  const before = await boss.read("agentops://jobs");
  const [pages, parser, lexer] = jobs.map(
    ({ title }) => new RegExp(`(j-\\w+)[^\\n]*${title}`).exec(before)?.[1] ?? expect.fail(before),
  );
  const end = async (session: string, job: string | undefined, outcome: string) => {
    const worker = await clients.start(session);
    await worker.call("start_job", { job });
    return (await worker.call("finish_job", { outcome, ...ENDED })).facts.notes as string[];
  };
  const [note = ""] = (await end("first", lexer, "failed")).filter((each) => each.includes("wait"));
  expect(note).toContain(`wait for ${lexer}: escalated as `);
  for (const job of [pages, parser]) expect(note).toContain(job);
  const asked = await boss.read("agentops://escalations");
  expect(asked).toContain(`Plan anew what waits for ${lexer}`);
  // Nobody else is asked the same while that is open, and nothing was stopped or begun.
  expect(JSON.stringify(await end("second", lexer, "failed"))).toContain("escalated before as");
  const left = await clients.start("third");
  const next = await left.call("start_job", { job: parser });
  expect(next.isError).toBe(true);
});

it("asks nothing where nothing waits for it", async () => {
  const worker = await clients.start("loner");
  await worker.call("start_job", { title: "Sort the imports", write: ["lib/**"] });
  const { facts } = await worker.call("finish_job", { outcome: "failed", ...ENDED });
  expect(JSON.stringify(facts.notes)).not.toContain("wait");
});
