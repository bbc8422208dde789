// When a lease has run out: by clocks that nobody can set, whatever time of day anybody believes it is.
import fc from "fast-check";
import { expect, it } from "vitest";
import { hasExpired, type Lease } from "../../src/jobs/lease.ts";

const HOUR = 3_600_000;
const LIFE = 900_000;
const BOOT = "boot one";
const lease = (changes: Partial<Lease> = {}): Lease => ({
  job: "x",
  session: "one",
  clone: "aaaaaaaaaa",
  token: 1,
  boot: BOOT,
  since: 0,
  beat: 10 * HOUR,
  ...changes,
});
const seen = (at: number, changes = {}) => ({ lease: "id", boot: BOOT, at, ...changes });
const expired = (of: Lease | null, now: number, sighting: ReturnType<typeof seen> | null = null) =>
  hasExpired({ lease: of, id: "id", seen: sighting }, { boot: BOOT, now }, LIFE);

it("of this run of this machine is compared with its monotonic clock alone", () => {
  expect(expired(lease(), 10 * HOUR + LIFE)).toBe(false);
  expect(expired(lease(), 10 * HOUR + LIFE + 1)).toBe(true);
});

it("has no field that a time of day could stand in", () => {
  expect(Object.keys(lease()).toSorted()).toEqual([
    "beat",
    "boot",
    "clone",
    "job",
    "session",
    "since",
    "token",
  ]);
});

it.each([
  ["of another machine", lease({ boot: "boot two" })],
  ["of a machine that tells no boot", lease({ boot: null })],
  ["of a clock an hour ahead", lease({ beat: 11 * HOUR })],
  ["that is none of ours", null],
])("%s has run out only when it was seen unchanged for its whole time from here", (_, of) => {
  const now = 10 * HOUR;
  expect(expired(of, now)).toBe(false);
  expect(expired(of, now, seen(now - LIFE))).toBe(false);
  expect(expired(of, now, seen(now - LIFE - 1))).toBe(true);
  // A sighting of another lease, or of another run of this machine, says nothing.
  expect(expired(of, now, seen(now - 2 * LIFE, { lease: "other" }))).toBe(false);
  expect(expired(of, now, seen(now - 2 * LIFE, { boot: "boot zero" }))).toBe(false);
});

it("is never taken too early from a holder elsewhere, however its clock is off", () => {
  fc.assert(
    fc.property(fc.integer({ min: -HOUR, max: HOUR }), fc.nat({ max: 3 * LIFE }), (skew, since) => {
      const now = 20 * HOUR;
      const of = lease({ boot: "boot two", beat: now + skew });
      expect(expired(of, now, seen(now - since))).toBe(since > LIFE);
    }),
  );
});
