// A resource's answer stays within 8 KB in bytes, however long and in whatever script the stored text is.
import { afterAll, beforeAll, expect, it } from "vitest";
import { startClient, type TestClient } from "../support/client.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

const MOST_BYTES = 8 * 1024;

let repository: TestRepository;
let client: TestClient;

beforeAll(async () => {
  repository = createRepository();
  client = await startClient(repository.dir, { session: "stuck" });
});

afterAll(async () => {
  await client.close();
  repository.remove();
});

it("of many goals for long reasons", async () => {
  const goal = { why: "漢".repeat(300), metric: "first_pass", direction: "higher", target: 1 };
  const goals = Array.from({ length: 50 }, (_, at) => ({ ...goal, id: `goal-${at}` }));
  repository.commit({ ".agentops/goals.yaml": JSON.stringify({ goals }) });
  const answer = await client.read("agentops://goals");
  expect(answer).toMatch(/goal-0[\s\S]*and \d\d more[\s\S]*# Flywheel/);
  expect(Buffer.byteLength(answer)).toBeLessThanOrEqual(MOST_BYTES);
});

it.each([
  ["漢", 1000],
  ["🎉", 500],
])("of escalations in %s", async (sign, most) => {
  await client.call("start_job", { title: sign.repeat(60), write: ["src/**"] });
  const text = sign.repeat(most - 1);
  const report = { tried: text, evidence: text, hypothesis: text, ask: text };
  const { facts } = await client.call("escalate", { ...report, failed: `${text}!` });
  for (const uri of ["agentops://escalations", `agentops://trace/${facts.id}`]) {
    const answer = await client.read(uri);
    expect(answer, uri).toMatch(/escalation/);
    expect(Buffer.byteLength(answer), uri).toBeLessThanOrEqual(MOST_BYTES);
  }
});
