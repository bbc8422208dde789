// Digests that stored verdicts, goals and signatures name: a version that computed others would believe none of them any more.
import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { policyDigest } from "../../src/checks/run-checks.ts";
import { signedStatement } from "../../src/claims/signatures/signature.ts";
import { parseConfig } from "../../src/config/config.ts";
import { parseGoals } from "../../src/goals/io/file.ts";
import { canonicalJson } from "../../src/shared/canonical-json.ts";
import { verdictRecord } from "../support/verdicts.ts";

const POLICY = `
setup: { run: [npm, ci], inputs: [package.json], outputs: [node_modules], network: true }
checks:
  - { id: unit, run: [npm, test], inputs: ["src/**", "Ünï"], metric: { tolerance: 0.5, direction: lower } }
levels: [{ level: L2, paths: ["src/**"], risk: high }]
`;
const JUDGES = `
research: { paths: [lib] }
judges: [{ vendor: v, id: one, adapter: command, run: [judge], env: [KEY] }, { id: two, adapter: claude, vendor: anthropic }]
panels: [{ paths: ["**"], judges: [one, two], quorum: 2 }]
council: { tokens: 5000, floor: { misses: 0.1 } }
`;
const GOALS = `
goals:
  - { id: first-pass, why: because, metric: first_pass, last: 50, direction: higher, target: 0.8 }
  - { id: size, why: so, check: { run: [du, -s, .], timeout: 9 }, unit: kB, direction: lower, target: 1, deadline: "2027-01-31" }
`;

it("of policies are those of older verdicts", async () => {
  const digests = await Promise.all(
    ["{}", POLICY, POLICY + JUDGES].map(async (text) => policyDigest(await parseConfig(Buffer.from(text)))),
  );
  expect(digests).toEqual([
    "81ceaebd1304f67e8b7ec1600680a635164f0fb418c71339a993d62f888ca769",
    "3dc90c3417bf250b60b2b6b293a9e41f59f522a15553f3e3e2a4e91eeedc404c",
    "8d0a3cce627e7ea4176c2230fdd9a9a8843c640dd505ffdc477db5aef801ab33",
  ]);
});

it("of goals are those of their series", async () => {
  const { goals } = await parseGoals(Buffer.from(GOALS));
  expect(goals.map(({ definition }) => definition)).toEqual([
    "5afb68f44bf049fa8a7052a93c791e7d0897669456516c0a13f461ba9a49afad",
    "93b590b303e8b6844bd8344fbee617d6cd55fb93336588aa7ef8dbbe5d2d780d",
  ]);
});

it("of signed statements are those that were signed", () => {
  const text = signedStatement(verdictRecord(2, 1), "f".repeat(40), "2026-01-01T00:00:00.000Z");
  expect(createHash("sha256").update(text).digest("hex")).toBe(
    "759128bcefc884dbb37749686ccf73c45aca897dd403a69383adff0a2c8c9cfc",
  );
});

it("are of a text that depends on the order of keys at no depth, and holds all of the value", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const turned = JSON.parse(JSON.stringify(value), (_, each) =>
        typeof each === "object" && each !== null && !Array.isArray(each)
          ? Object.fromEntries(Object.entries(each).reverse())
          : each,
      );
      expect(canonicalJson(turned)).toBe(canonicalJson(value));
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
