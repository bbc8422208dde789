// The end-to-end tests: real coding agents, one after the other, with time for slow machines.
import { defineConfig } from "vitest/config";
import { catalogForVite } from "../scripts/catalog.mjs";

export default defineConfig({
  plugins: [catalogForVite],
  test: {
    include: ["test/e2e/**/*.test.ts"],
    globalSetup: "test/e2e/install-runtimes.ts",
    fileParallelism: false,
    maxWorkers: 1,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
