// Has vitest run one session of mutants, in a thread of a process that can be killed as a whole.
import path from "node:path";
import { defineConfig } from "vitest/config";
import { ROOT } from "../catalog.mjs";

export default defineConfig({
  root: ROOT,
  test: {
    include: ["scripts/mutants/session.mjs"],
    globalSetup: path.join(ROOT, "test/support/surroundings.ts"),
    pool: "threads",
    maxWorkers: 1,
    testTimeout: 0,
    dangerouslyIgnoreUnhandledErrors: true,
  },
});
