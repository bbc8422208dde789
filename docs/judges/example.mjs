// A judge that keeps to the contract of docs/judges.md: it refuses a change that leaves a debugger statement behind.
import { readFileSync } from "node:fs";

const packet = readFileSync(0, "utf8");
const ids = /^criteria: (.+)$/m.exec(packet)?.[1].split(", ") ?? [];

// The diff stands in the packet as data: each line that is there afterwards has the mark of data, its number, and itself.
let file = null;
const findings = [];
for (const text of packet.split("\n")) {
  file = /^\| \+\+\+ b\/(.+)$/.exec(text)?.[1] ?? file;
  const [, line] = /^\| +(\d+) \+.*\bdebugger;/.exec(text) ?? [];
  if (file !== null && line !== undefined)
    findings.push({
      criterion: null,
      level: "error",
      location: `${file}:${line}`,
      message: "A debugger statement is left behind.",
    });
}

const decision = findings.length === 0 ? "PASS" : "FAIL";
const result = decision === "PASS" ? "PASSED" : "NOT_PROVEN";
const criteria = ids.map((id) => ({ id, result, because: "" }));
process.stdout.write(JSON.stringify({ decision, criteria, findings }));
