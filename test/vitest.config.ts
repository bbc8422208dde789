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
    // A worker of its own for each file, though no module holds state: a process that has grown starts others slowly
    // (git in 11 ms from one of 45 MB, in 26 ms from one of 300 MB), and most files start hundreds.
    isolate: true,
  },
});
