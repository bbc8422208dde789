// Counts how many small faults in the pure laws the tests of those laws find: mutation testing.
//
//   npm run mutants [-- <group>...] [--only <part of a file's name>] [--json]
//
// Method: every mutant of a law is compiled into it at once, and the number of one decides what runs. The tests run as
// they are, which tells who meets which mutant; then for each mutant those that meet it run, the quickest first, until
// one fails. All files are evaluated anew for a mutant that is met while they are, and where a law keeps what it has
// made. A mutant that loops is ended by the turns and the time that the same test takes as it is. Texts for people are
// not mutated: what has white space, and what errors say. Survivors that somebody has judged lie in
// test/mutants/survivors.json; the program ends with 1 where there is another one.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { ROOT } from "./catalog.mjs";
import { runGroup } from "./mutants/group.mjs";
import { LAWS } from "./mutants/laws.mjs";
import { countsOf, judgedIn, tableOf } from "./mutants/report.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean", default: false }, only: { type: "string" } },
});
const unknown = positionals.filter((name) => !Object.hasOwn(LAWS, name));
if (unknown.length > 0)
  throw new Error(`No group is called ${unknown.join(", ")}: ${Object.keys(LAWS).join(", ")}.`);
const folder = mkdtempSync(path.join(os.tmpdir(), "agentops-mutants-"));
const names = Object.keys(LAWS).filter((name) => positionals.length === 0 || positionals.includes(name));
const waiting = [...names];
const mutants = [];

/** Two at once: the tests of one group keep one core busy. */
async function work() {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift())
    mutants.push(...(await runGroup(name, LAWS[name], { folder, only: values.only })));
}

try {
  await Promise.all([work(), work()]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const known = JSON.parse(readFileSync(path.join(ROOT, "test/mutants/survivors.json"), "utf8"));
const { open, judged, stale } = judgedIn(mutants, known, (file) =>
  names.some(
    (name) => LAWS[name].laws.includes(file) && (values.only === undefined || file.includes(values.only)),
  ),
);
const counts = countsOf(mutants, judged);
process.stdout.write(
  values.json ? `${JSON.stringify({ laws: counts, open, stale }, null, 2)}\n` : tableOf(counts, open, stale),
);
process.exitCode = open.length > 0 ? 1 : 0;
