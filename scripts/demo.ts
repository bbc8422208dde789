// Runs `npm run demo`: two real MCP clients in two sessions; the second gets back what the first has learned.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { styleText } from "node:util";
import { LEARNINGS_FOLDER, parseLearningFile } from "../src/learnings/io/learning-file.ts";
import { type Answer, ROOT, startClient, type TestClient } from "../test/support/client.ts";
import { createRepository } from "../test/support/repository.ts";

type Style = Parameters<typeof styleText>[0];
const style = (format: Style, text: string): string =>
  process.stdout.isTTY ? styleText(format, text) : text;
const say = (text = ""): void => void process.stdout.write(`${text}\n`);
const scene = (text: string): void => say(`\n${style("bold", `== ${text}`)}`);
const explain = (text: string): void => say(style("dim", `   ${text}`));

async function call(client: TestClient, tool: string, args: Record<string, unknown>): Promise<Answer> {
  const answer = await client.call(tool, args);
  say(`\n${style("cyan", `-> ${tool}`)} ${shorten(JSON.stringify(args), 160)}`);
  const text = answer.text.split("\n").flatMap(wrap);
  say(style(answer.isError ? "yellow" : "green", text.join("\n")));
  return answer;
}

/** Lines of at most 110 characters, continued below where they began. */
function wrap(line: string): string[] {
  const indent = `   ${/^ */.exec(line)?.[0] ?? ""}`;
  return line.match(/\S.{0,98}\S(?=\s|$)|\S+/g)?.map((part) => indent + part) ?? [""];
}

async function ownLessons(): Promise<Record<string, unknown>[]> {
  const folder = path.join(ROOT, LEARNINGS_FOLDER);
  const files = readdirSync(folder).map((name) => parseLearningFile(readFileSync(path.join(folder, name))));
  return (await Promise.all(files)).map((parsed) => {
    if (!parsed.ok) throw new Error(parsed.reason);
    return { ...parsed.text };
  });
}

const shorten = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most)} …`;

const repository = createRepository();
// Without the name of whoever runs this.
const env = { HOME: repository.dir };
repository.commit({ "src/server.ts": "export const port = 3000;\n" }, "a small project");
say(style("bold", "A memory for coding agents, kept in git."));
explain(`The project is a new repository: ${repository.dir}`);

scene("Monday: an agent works and records what it learned");
const monday = await startClient(repository.dir, { session: "monday", runtime: "first-agent", env });
explain("First a vague sentence. The gate refuses it, and names what to change:");
await call(monday, "record_learning", {
  title: "Be careful when bundling",
  kind: "gotcha",
  body: "Bundling can be tricky, so always double-check the result.",
});
explain("Then lessons of this very project, from .agentops/learnings:");
const lessons = await ownLessons();
let stored = 0;
for (const lesson of lessons) {
  const answer = await monday.call("record_learning", lesson);
  stored += answer.isError ? 0 : 1;
  say(`   ${answer.isError ? style("yellow", "refused ") : style("green", "admitted")} ${lesson.title}`);
}
await monday.close();
explain(
  `${stored} of ${lessons.length} are in git, each in a commit of its own. The session is over; its process is gone.`,
);

scene("Tuesday: another agent, another process, the same repository");
const tuesday = await startClient(repository.dir, { session: "tuesday", runtime: "second-agent", env });
explain("It asks before it plans, and gets what fits, with the reason and the cost:");
const found = await call(tuesday, "retrieve_context", {
  task: "start-up got slower: look at what the bundle takes in",
  budget_tokens: 500,
});
const [lesson] = (found.facts.items ?? []) as { id: string }[];
if (!lesson) throw new Error("the second session found nothing");
explain("The first lesson helped, and it says so. That is what makes a lesson strong:");
await call(tuesday, "cite_learnings", { citations: [{ id: lesson.id, outcome: "applied" }] });
explain("Where does the lesson come from?");
await call(tuesday, "trace_record", { id: lesson.id });
explain("And where nothing is known, nothing is said:");
await call(tuesday, "retrieve_context", { task: "choose a colour for the garden fence" });
await tuesday.close();

scene("Where to look next");
const [ref] = repository.git("for-each-ref", "--format=%(refname)", "refs/agentops/").split("\n");
say(`   git -C ${repository.dir} log --stat ${ref}    who recorded what, and why`);
say(`   git -C ${repository.dir} status               clean: nothing of yours was touched`);
say("   README.md                                      how to add it to Claude Code, Codex and Cursor");
if (stored !== lessons.length)
  throw new Error(`the gate refused ${lessons.length - stored} of the project's own lessons`);
