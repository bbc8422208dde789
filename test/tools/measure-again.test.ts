// A server that has measured before tells after whatever happened what one tells that has just been started.

import { rmSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { METRIC_NAMES } from "../../src/goals/metrics/all.ts";
import { runCli } from "../cli/run-cli.ts";
import { as, createStory, FILE, file, idAlone } from "../learnings/directory/story.ts";
import { EMPTY_HOME, plant } from "../support/journal.ts";
import { encodeRecord, recordPath } from "../support/kinds.ts";
import { citation } from "../support/records.ts";

const story = createStory();
const GOALS = JSON.stringify({
  goals: METRIC_NAMES.map((metric) => ({ id: metric, why: "w", metric, direction: "higher", target: 1 })),
});
const SUPERVISOR = { session: "boss", args: ["--role", "supervisor"] };

it("measures as if for the first time after records, edits, removals, another clone's journal and a redaction", async () => {
  const { repository } = story;
  repository.commit({ ".agentops/goals.yaml": GOALS });
  const id = await story.record();
  const [supervisor, reader] = [await story.start(undefined, SUPERVISOR), await story.start()];
  const told: string[] = [];
  async function measures(): Promise<void> {
    const other = await story.start(undefined, SUPERVISOR);
    const [kept, afresh] = [supervisor, other].map((each) =>
      each.call("measure_outcomes", { dry_run: true }),
    );
    expect((await kept)?.facts).toEqual((await afresh)?.facts);
    told.push(JSON.stringify((await kept)?.facts));
    await other.close();
  }
  await measures();

  await reader.call("retrieve_context", { task: "refs are missing after git clone" });
  await measures();
  const cited = await reader.call("cite_learnings", { citations: [{ id, outcome: "applied" }] });
  await measures();
  const other = await story.start(undefined, { session: "other" });
  const twin = idAlone(
    repository.dir,
    await other.call("record_learning", {
      title: "A proxy closes idle sockets",
      kind: "gotcha",
      supersedes: id,
      body: "A request on a socket that the proxy has just closed is lost. Set keep-alive to 50 s.",
    }),
  );
  await measures();

  repository.commit({ [FILE]: file(id, { title: "git clone fetches no refs/agentops" }) });
  await measures();
  rmSync(path.join(repository.dir, FILE));
  repository.git(...as("commit", "-qam", "it holds no more"));
  await measures();

  const planted = citation(7, twin, { session: "far", outcome: "applied" });
  plant(repository.dir, planted.clone, { [recordPath(planted)]: encodeRecord(planted) });
  await measures();
  for (const redacted of [String((cited.facts.ids as string[] | undefined)?.[0] ?? twin), twin]) {
    const run = runCli(repository.dir, ["redact", redacted, "--reason", "names a person", "--yes"], {
      home: EMPTY_HOME,
    });
    expect(run.code).toBe(0);
    await measures();
  }
  expect(new Set(told).size).toBeGreaterThan(5);
});
