// Fuzzes what reads the YAML that a base commit holds: configuration with the list of allowed signers, goals and words.
import { createHash } from "node:crypto";
import { parseConfig } from "../../../src/config/config.ts";
import { parseGoals } from "../../../src/goals/io/file.ts";
import { AgentOpsError } from "../../../src/shared/errors.ts";
import { parseSkin } from "../../../src/skin/file.ts";
import { seedsOf, type Target } from "../target.ts";

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKVmc9V9Dz9kkN4k6GZkWc1xv4oEoW0m2Q8pUuH0yYtR";
const PARSERS = [parseConfig, parseGoals, parseSkin];

const settings: Target = {
  name: "settings",
  outcomes: ["read", "CONFIG_INVALID"],
  seeds: () =>
    seedsOf(
      "",
      "checks:\n  test:\n    run: [npm, test]\n    timeout: 60\nphases: [bound]\n",
      "envelope:\n  write: ['src/**', '*.md']\n  deny: ['**/.env*']\n  commands: [[git, status], [npm, test]]\n  network: ['*.example.org']\n  expires: 2027-01-31\n",
      `signers:\n  - principal: ci@example.org\n    key: ${KEY} comment\n    valid_after: 2026-01-01\n    valid_before: 2027-12-31T00:00:00Z\n  - principal: b\n    key: ${KEY}\n`,
      "goals:\n  - id: fast\n    title: It is fast\n    why: people wait\n    metric: command\n    run: [node, x.js]\n    unit: ms\n    direction: down\n    target: 10\n    deadline: 2027-01-01\n",
      "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n<<: *a\n",
      "verdicts:\n  level: L2\n---\nsecond: 1\n",
      '{"checks": {"a": {"run": ["x"]}, "a": 1}}',
      "chekcs: {}\n",
      "words:\n  lesson: finding\n",
    ),
  async run(bytes) {
    // One of the three, by the input itself.
    const chosen = (createHash("sha1").update(bytes).digest()[0] ?? 0) % PARSERS.length;
    try {
      for (const parse of chosen === 0 ? PARSERS : [PARSERS[chosen] ?? parseConfig]) await parse(bytes);
      return "read";
    } catch (error) {
      if (error instanceof AgentOpsError) return error.code;
      throw error;
    }
  },
};
export default settings;
