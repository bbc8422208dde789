// Fills a repository with what a small shop's agents would have left after some weeks, for the page to show.
import { judged, POLICY } from "../../claims/project.ts";
import { createSmallProject } from "../../claims/small-project.ts";
import { withClient } from "../../support/clients.ts";
import { plant } from "../../support/journal.ts";
import { encodeRecord, recordPath } from "../../support/kinds.ts";
import { learning } from "../../support/records.ts";
import type { TestRepository } from "../../support/repository.ts";

const FILES: Readonly<Record<string, number>> = {
  "src/checkout": 14,
  "src/payments": 9,
  "src/net": 6,
  "src/store": 8,
  "src/ui": 22,
  "src/jobs": 5,
  "test/checkout": 12,
  "test/net": 6,
  docs: 11,
  scripts: 4,
};

const LESSONS = [
  {
    title: "The proxy closes idle sockets after 55 s",
    kind: "gotcha",
    body: "The proxy in front of src/net/file-1.ts closes idle sockets after 55 s, so a request on a kept connection ends with ECONNRESET. Set keep-alive to 50 s, below its limit.",
    paths: ["src/net/file-1.ts"],
    tags: ["proxy", "http"],
    symptoms: ["ECONNRESET after a pause"],
  },
  {
    title: "renameSync fails with EXDEV when the target is on another disk",
    kind: "failure",
    body: "`fs.renameSync` from /tmp into the project ends with `EXDEV: cross-device link not permitted`, as a rename can't cross disks. Copy with `fs.copyFileSync`, then delete.",
    paths: ["src/store/file-2.ts"],
    tags: ["files"],
  },
  {
    title: "A cart's total is kept in cents, as floats lose one in 300 orders",
    kind: "decision",
    body: "src/checkout/file-3.ts keeps `total` as an integer of cents: with floats 0.1 + 0.2 made one order in 300 differ from the invoice by a cent.",
    paths: ["src/checkout"],
    tags: ["money"],
  },
  {
    title: "Refunds are sent once: the provider takes an idempotency key of 24 hours",
    kind: "pattern",
    body: "`refund()` in src/payments/file-4.ts sends `Idempotency-Key: <order>-<n>`. The provider forgets it after 24 hours, so a retry on the next day pays twice unless the state is asked first.",
    paths: ["src/payments/file-4.ts", "src/payments/file-5.ts"],
    tags: ["money", "provider"],
  },
  {
    title: "The test clock has to be reset, or checkout tests fail after midnight UTC",
    kind: "gotcha",
    body: "test/checkout/file-1.ts freezes the clock and never thaws it; whatever runs after it sees the frozen day and `isOpen()` is false. Call `clock.restore()` in afterEach.",
    paths: ["test/checkout/file-1.ts"],
    tags: ["tests"],
  },
  {
    title: "Exports need a BOM for Excel",
    kind: "gotcha",
    body: "Excel reads export.csv as Latin-1 unless the file begins with U+FEFF; `writeCsv()` in src/store/file-5.ts adds it.",
    paths: ["src/store/file-5.ts"],
    tags: ["csv"],
  },
] as const;

export async function fillShop(): Promise<TestRepository> {
  const { repository } = createSmallProject(POLICY);
  const files = Object.entries(FILES).flatMap(([folder, count]) =>
    Array.from({ length: count }, (_, at) => [`${folder}/file-${at + 1}.ts`, `export const n = ${at};\n`]),
  );
  repository.commit(Object.fromEntries(files), "feat: the shop");
  const as = <T>(session: string, work: Parameters<typeof withClient<T>>[2]) =>
    withClient(repository.dir, { session, runtime: "claude-code" }, work);
  const ids = new Map<string, string>();
  await as("monday", async (client) => {
    for (const lesson of LESSONS) {
      const { facts, isError, text } = await client.call("record_learning", lesson);
      if (isError) throw new Error(text);
      ids.set(lesson.title, String(facts.id));
    }
  });
  const old = learning(3, {
    title: "The build needs make 3.81",
    body: "`make` 4 stops at line 12 of the Makefile.",
    at: "2025-02-03T10:00:00.000Z",
  });
  plant(repository.dir, "aaaaaaaaaa", { [recordPath(old)]: encodeRecord(old) });
  for (const [at, task] of [
    "ECONNRESET on a kept connection behind the proxy",
    "a refund was paid twice after a retry on the next day",
    "move an upload from /tmp: EXDEV cross-device link",
  ].entries())
    await as(`reader-${at + 1}`, async (client) => {
      const { facts } = await client.call("retrieve_context", { task });
      const [first] = facts.items as { id: string }[];
      const outcome = at === 2 ? "wrong" : "applied";
      const note = at === 2 ? "the temporary folder is on the same disk since May" : "it held";
      const evidence = [{ type: "path", ref: "src/store/file-2.ts" }];
      await client.call("cite_learnings", { citations: [{ id: first?.id, outcome, note, evidence }] });
    });
  repository.commit(
    { "src/net/file-1.ts": "export const n = 7;\n", "src/ui/file-9.ts": "1\n" },
    "feat: retry",
  );
  repository.commit({ "src/ui/file-9.ts": "2\n", "src/jobs/file-1.ts": "2\n" }, "fix: the list jumps");
  repository.commit({ "payments/limits.txt": "100\n" }, "feat: limits");
  await as("worker", async (client) => {
    await client.call("start_job", { title: "Show limits of payments", write: ["**"] });
    await judged(client, { statement: "Limits of payments are shown and kept below 10" });
  });
  return repository;
}

/** Questions of so many sessions that recorded nothing, each about something else. */
export async function askFor(repository: TestRepository, questions: readonly (readonly [string, string])[]) {
  for (const [session, failed] of questions)
    await withClient(repository.dir, { session }, async (client) => {
      await client.call("escalate", {
        tried: `two ways to get past it in ${session}`,
        failed,
        evidence: `the log of ${session} ends there`,
        hypothesis: `something that ${session} can't see`,
        ask: `What is known of: ${failed}?`,
      });
    });
}
