// Runs every test but those of real runtimes.
import { defineConfig } from "vitest/config";
import { catalogForVite } from "../scripts/catalog.mjs";

export default defineConfig({
  plugins: [catalogForVite],
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/e2e/**"],
    globalSetup: "test/support/empty-home.ts",
    // Real processes on two cores beside other load: slow is not wrong.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
