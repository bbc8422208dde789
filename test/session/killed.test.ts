// A server that is killed while it records, builds its cache or joins chunks costs nobody anything: `npm run bench -- kills --full` is the long form.
import { expect, it } from "vitest";
import { killServers, WORKS } from "../support/killed-servers.ts";

const TIMES = 3;

it.each(WORKS)("killed at a %s", async (work) => {
  const { points, effects, faults } = await killServers(work, TIMES, 7);
  expect(faults).toEqual([]);
  expect(points).toHaveLength(TIMES);
  expect(effects).toBeGreaterThan(5);
});
