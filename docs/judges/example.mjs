// A judge that keeps to the contract of docs/judges.md: it refuses a change that leaves a debugger statement behind.
import { readFileSync } from "node:fs";

const packet = readFileSync(0, "utf8");
const ids = /^criteria: (.+)$/m.exec(packet)?.[1].split(", ") ?? [];

// The diff stands in the packet as data: each of its lines begins with "| ".
let file = null;
let line = 0;
const findings = [];
for (const text of packet.split("\n")) {
  file = /^\| \+\+\+ b\/(.+)$/.exec(text)?.[1] ?? file;
  const hunk = /^\| @@ -\S+ \+(\d+)/.exec(text);
  if (hunk) line = Number(hunk[1]) - 1;
  else if (/^\| [ +]/.test(text) && !text.startsWith("| +++")) line += 1;
  if (file !== null && /^\| \+(?!\+\+).*\bdebugger;/.test(text))
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
