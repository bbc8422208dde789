// Runs every test but those of real runtimes.
import { defineConfig } from "vitest/config";
import { catalogForVite } from "../scripts/catalog.mjs";

export default defineConfig({
  plugins: [catalogForVite],
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/e2e/**"],
    globalSetup: "test/support/surroundings.ts",
    // Real processes on two cores beside other load: slow is not wrong.
    testTimeout: 400_000,
    hookTimeout: 400_000,
    maxWorkers: 2,
    // No module of the source or the tests holds state that a later file could see, so each is loaded once a worker.
    isolate: false,
  },
});
