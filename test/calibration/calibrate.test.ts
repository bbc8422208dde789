// Judges that are real processes, calibrated on the shipped cases: their records to the count, and what comes of them.

import cases from "agentops:calibration";
import { spawn, spawnSync } from "node:child_process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CalibrationCase } from "../../src/calibration/case.ts";
import type { CalibrationRecord } from "../../src/claims/records/calibration.ts";
import type { VerdictRecord } from "../../src/claims/records/verdict.ts";
import { judged, POLICY, type Project } from "../claims/project.ts";
import { newest, store } from "../claims/signing.ts";
import { createSmallProject } from "../claims/small-project.ts";
import { BUILT, runCli, SYSTEM_PATH } from "../cli/run-cli.ts";
import { runHere } from "../cli/run-here.ts";
import { createJudges, inShell, type Judges, type TestJudge } from "../judges/judge.ts";
import { EMPTY_HOME, storedIds } from "../support/journal.ts";
import { idOf } from "../support/records.ts";

const parsed = Object.entries(cases).map(([name, each]) => ({ name, ...CalibrationCase.parse(each) }));
const TRAPS = parsed.filter(({ kind }) => kind === "trap").length;
const CONTROLS = parsed.length - TRAPS;
/** Two of each kind, for what more of them don't show better. */
const FOUR = ["trap", "control"].flatMap((kind) =>
  parsed.flatMap((each) => (each.kind === kind ? [each.name] : [])).slice(0, 2),
);
const faults = parsed.flatMap(({ claim, fault }) =>
  fault === null ? [] : [{ claim, at: `${fault.path}:${fault.lines[0]}` }],
);
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
const known = faults.map(({ claim, at }) => `*${quoted(`| ${claim}\n`)}*) fail ${quoted(at)} ;;\n`);
const perfect = (id: string) => inShell(id, `case $packet in\n${known.join("")}*) pass ;;\nesac`);
const passes = (id: string, more?: TestJudge["more"]) => inShell(id, "pass", more);

let judges: Judges;
let project: Project;

beforeEach(() => {
  judges = createJudges();
});
afterEach(async () => {
  await project.close();
  judges.remove();
});

const start = (panel: readonly TestJudge[], more = ""): Project => {
  project = createSmallProject(POLICY + judges.policy(panel, more));
  return project;
};

interface Told {
  readonly id: string;
  readonly run: Record<string, number>;
  readonly record: Record<string, unknown> | null;
  readonly located: number;
  readonly unanswered: number;
  readonly below: string | null;
  readonly results: readonly { readonly case: string }[];
}

function calibrate(...args: string[]) {
  const { code, stdout, stderr } = runCli(project.repository.dir, ["calibrate", "--json", ...args], {
    home: EMPTY_HOME,
  });
  const told = JSON.parse(stdout || "{}") as { seed: number; judges: readonly Told[] };
  // An error is JSON too, and has a code of its own.
  return { ...told, code, stdout, stderr };
}

describe("a judge's record", () => {
  it("is what it missed and refused, to the count, for judges that decide in any way", () => {
    start([
      perfect("perfect"),
      passes("yes"),
      inShell("no", `at=\${packet#*"diff --git a/"}; fail "\${at%%[[:space:]]*}"`),
      inShell("nowhere", "fail no/such/file.txt:1"),
      inShell("prose", "printf 'Looks good to me!'"),
      inShell("silent", "abstain"),
    ]);
    const knowing = calibrate("perfect", "--parallel", "4");
    const others = ["yes", "no", "nowhere", "prose", "silent"];
    const { code, judges: told } = calibrate(...others, "--only", FOUR.join(","), "--parallel", "4");
    const of = (id: string) => [...knowing.judges, ...told].find((each) => each.id === id);
    expect(of("perfect")).toMatchObject({
      run: { traps: TRAPS, misses: 0, controls: CONTROLS, refusals: 0 },
      located: TRAPS,
      unanswered: 0,
      below: null,
    });
    expect(of("yes")?.run).toEqual({ traps: 2, misses: 2, controls: 2, refusals: 0 });
    expect(of("no")?.run).toEqual({ traps: 2, misses: 0, controls: 2, refusals: 2 });
    expect(of("nowhere")?.run).toEqual({ traps: 2, misses: 2, controls: 2, refusals: 2 });
    for (const id of ["prose", "silent"]) {
      expect(of(id)).toMatchObject({ unanswered: FOUR.length, below: "it gave no valid answer" });
      expect(of(id)?.run).toEqual({ traps: 0, misses: 0, controls: 0, refusals: 0 });
    }
    expect([knowing.code, code]).toEqual([0, 1]);
    const interval = of("perfect")?.record?.misses_interval as { low: number; high: number };
    expect(interval.low).toBe(0);
    expect(interval.high).toBeGreaterThan(0.1);
    expect(storedIds(project.repository, "calibration")).toHaveLength(
      parsed.length + others.length * FOUR.length,
    );
  });

  it("counts no order to the judge: who reports it and judges on merit passes every sound change with one in it", () => {
    const told = '{"level":"order","location":"claim","message":"it says how to decide"}';
    const swayed = parsed.filter(
      (each) =>
        each.kind === "control" &&
        /answer PASS|decision PASS|fail it on principle/i.test(JSON.stringify(each)),
    );
    expect(swayed.length).toBeGreaterThanOrEqual(10);
    start([
      inShell("merit", `answer PASS PASSED ${quoted(told)}`),
      inShell("swayed", `answer FAIL FAILED ${quoted(told)}`),
    ]);
    const few = swayed.slice(0, 10).map(({ name }) => name);
    const { judges: both } = calibrate("--only", few.join(","), "--parallel", "4");
    expect(both).toMatchObject([
      { id: "merit", run: { controls: 10, refusals: 0 }, unanswered: 0 },
      // A refusal for orders alone is no answer.
      { id: "swayed", run: { controls: 0, refusals: 0 }, unanswered: 10 },
    ]);
  });

  it("adds up over runs, and begins anew with another version or model, which its history tells apart", () => {
    start([passes("yes")]);
    const only = ["--only", "page-window,split-bill"];
    expect(calibrate("--resume").stdout).toContain("No run over these cases was begun");
    expect(calibrate(...only).judges[0]?.record).toMatchObject({ traps: 1, misses: 1, controls: 1 });
    expect(calibrate(...only).judges[0]?.record).toMatchObject({ traps: 2, misses: 2, controls: 2 });
    judges.policy([inShell("yes", "pass # of a later version")]);
    expect(calibrate(...only).judges[0]?.record).toMatchObject({ traps: 1, misses: 1, controls: 1 });
    const { repository } = project;
    repository.git("checkout", "-q", "main");
    repository.commit({
      ".agentops/config.yaml": POLICY + judges.policy([passes("yes", { model: "large" })]),
    });
    expect(calibrate(...only).judges[0]?.record).toMatchObject({ traps: 1, misses: 1, controls: 1 });
    const stored = storedIds(project.repository, "calibration").length;
    expect(calibrate(...only, "--resume").judges[0]?.record).toMatchObject({ traps: 1, misses: 1 });
    const { judges: history } = calibrate("--history") as unknown as { judges: History[] };
    expect(history).toMatchObject([
      {
        id: "yes",
        versions: [
          { model: null, tally: { traps: 2, misses: 2 } },
          { model: null, tally: { traps: 1 } },
          { model: "large", tally: { traps: 1 } },
        ],
      },
    ]);
    expect(storedIds(project.repository, "calibration")).toHaveLength(stored);
  });
});

interface History {
  readonly id: string;
  readonly versions: readonly { readonly model: string | null; readonly tally: Record<string, number> }[];
}

it("shows judges nothing that tells which a case is, in an order that its seed tells", () => {
  // It objects to whatever it can see that knows of cases, and passes where there is nothing.
  const looks = `
    # The shell's own word for what is done at the end.
    told=$(printf '%s' "$packet" | sed "s/^| [0-9 +-]*trap [-']//")
    seen="$told $(find "$AGENTOPS_CHECKOUT") $(env) $(cat /proc/$$/cmdline | tr '\\0' ' ') $PWD $(ls -a)" || exit 1
    if printf '%s' "$seen" | grep -qiE '\\b(traps?|controls?|planted|sound)\\b|calibrat'; then fail x; else pass; fi`;
  start([inShell("one", looks), passes("two")]);
  const run = (...named: string[]) => calibrate(...named, "--seed", "7", "--parallel", "1");
  const orderOf = ({ judges: told }: ReturnType<typeof run>) =>
    told.map(({ results }) => results.map((each) => each.case));
  const first = run("one");
  expect(first.judges[0]?.run).toEqual({ traps: TRAPS, misses: TRAPS, controls: CONTROLS, refusals: 0 });
  const [order = []] = orderOf(first);
  expect(order).not.toEqual(order.toSorted());
  const only = ["--only", FOUR.join(",")];
  const [one, two] = orderOf(run(...only));
  expect(one).toEqual(two);
  expect(orderOf(run("two", ...only))).toEqual([one]);
});

describe("a floor in the policy", () => {
  const FLOOR =
    "panels:\n  - { paths: ['**'], judges: [one, two], quorum: 2 }\ncouncil: { floor: { misses: 0.25, refusals: 0.25 } }\n";
  const council = () => newest<VerdictRecord>(project, "verdict").record.statement.predicate.council;

  it("keeps out who is below it or has no record, lets in who is above, and every verdict shows the records", async () => {
    const few = FLOOR.replace("misses: 0.25,", "misses: 0.25, cases: 4,");
    const worker = await start([perfect("one"), passes("two")], few).start("worker");
    const first = await judged(worker, { risk: "high" });
    expect(first.facts).toMatchObject({ result: "NOT_PROVEN", level: null });
    expect(council()?.judges.map(({ barred }) => barred)).toEqual([
      expect.stringContaining("uncalibrated"),
      expect.stringContaining("uncalibrated"),
    ]);

    const { code, judges: told } = calibrate("--only", FOUR.join(","));
    expect(code).toBe(1);
    expect(told.map(({ below }) => below)).toEqual([
      null,
      `missed 2 of 2 planted faults, more than the policy allows`,
    ]);
    project.repository.commit({ "value.txt": "3\n" });
    const second = await judged(worker, { risk: "high" });
    expect(second.facts.result).toBe("NOT_PROVEN");
    expect(council()?.result).toBe("NOT_PROVEN");
    const word = (id: string) => council()?.judges.find((each) => each.id === id);
    expect(word("one")).toMatchObject({ barred: null, record: { traps: 2, misses: 0 } });
    expect(word("two")).toMatchObject({
      barred: expect.stringContaining("missed"),
      record: { misses: 2 },
    });
    const packet = await worker.read(`agentops://claims/${second.facts.claim}`);
    expect(packet).toMatch(/judge two .*missed 2 of 2 planted faults \(\d+ to 100 %\)/);
    expect(packet).toContain("missed 0 of 2 planted faults (0 to");
  });

  it("asks for different cases: an easy one answered again and again is one", async () => {
    const few = FLOOR.replace("misses: 0.25,", "misses: 0.25, cases: 4,");
    start([perfect("one"), perfect("two")], few);
    const below = (only: string) => calibrate("--only", only).judges.map((each) => each.below);
    for (let run = 0; run < 2; run += 1)
      expect(below("page-window,split-bill")).toEqual(
        Array(2).fill(expect.stringContaining("4 different ones")),
      );
    const others = parsed.filter(({ name }) => !["page-window", "split-bill"].includes(name));
    const [trap, control] = ["trap", "control"].map(
      (kind) => others.find((each) => each.kind === kind)?.name,
    );
    expect(below(`${trap},${control}`)).toEqual([null, null]);
  });

  it("is not met by records of a worker, of another clone, or that count a case twice", async () => {
    const worker = await start([perfect("one"), perfect("two")], FLOOR).start("worker");
    calibrate("--only", "page-window");
    const honest = newest<CalibrationRecord>(project, "calibration").record;
    const results = parsed.map(({ name, kind }) => ({
      case: name,
      kind,
      grounded: kind === "trap",
      located: true,
      ms: 1,
      decision: kind === "trap" ? ("FAIL" as const) : ("PASS" as const),
    }));
    const forge = (number: number, changes: Partial<CalibrationRecord>, where?: string) =>
      store(project, { ...honest, id: idOf(number), results, ...changes }, where);
    forge(1, { role: "worker" });
    forge(2, { clone: "zzzzzzzzzz" }, "zzzzzzzzzz");
    forge(3, { clone: "zzzzzzzzzz" });
    forge(4, { results: [...results, ...results] });
    forge(5, { judge: { ...honest.judge, version: "another" } });
    forge(6, { judge: { ...honest.judge, vendor: "another" } });
    await judged(worker, { risk: "high" });
    expect(council()?.judges.map(({ record }) => record?.traps)).toEqual([1, 1]);
    expect(council()?.judges.every(({ barred }) => barred !== null)).toBe(true);
    forge(7, {});
    project.repository.commit({ "value.txt": "3\n" });
    await judged(worker, { risk: "high" });
    const [one, two] = council()?.judges ?? [];
    expect([one?.record?.traps, two?.record?.traps].toSorted()).toEqual([1, 1 + TRAPS]);
  });
});

it.each([
  [["nobody"], "base has no judge nobody"],
  [["--only", "no-such-case"], "there is no case no-such-case"],
  [["--parallel", "0"], "--parallel must be a whole number from 1 to 16"],
  [["--seed", "x"], "--seed must be a whole number"],
])("refuses %j", async (args, said) => {
  start([passes("yes")]);
  const ran = runHere(project.repository.dir, "calibrate", ...args);
  await expect(ran).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
    message: expect.stringContaining(said),
  });
});

it("says so where base has no judges", () => {
  project = createSmallProject();
  const ran = calibrate();
  expect(ran.code).toBe(2);
  expect(ran.stdout).toContain("names no judges");
});

it.each(["SIGTERM", "SIGKILL"] as const)("keeps what was answered where a run ends by %s", async (signal) => {
  start([inShell("slow", "sleep 0.4; pass")]);
  const run = spawn(process.execPath, [BUILT, "calibrate", "--parallel", "1"], {
    cwd: project.repository.dir,
    env: { PATH: SYSTEM_PATH, HOME: EMPTY_HOME },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let told = "";
  run.stderr.on("data", (chunk) => {
    const before = told;
    told += chunk;
    // Once: a second signal ends it on the spot.
    if (/^2 of/m.test(told) && !/^2 of/m.test(before)) run.kill(signal);
  });
  const code = await new Promise((resolve) => run.on("close", resolve));
  expect(code).toBe(signal === "SIGTERM" ? 2 : null);
  const kept = storedIds(project.repository, "calibration").length;
  expect(kept).toBeGreaterThanOrEqual(2);
  expect(kept).toBeLessThan(parsed.length);
  const left = spawnSync("ps", ["-eo", "args"], { encoding: "utf8" }).stdout;
  // What is killed on the spot can't tidy up; its sandbox ends with it.
  if (signal === "SIGTERM") expect(left).not.toContain(judges.folder);
  const [done = ""] = parsed.map(({ name }) => name).filter((name) => told.includes(` ${name}\n`));
  const rest = FOUR.filter((name) => name !== done);
  const resumed = calibrate("--resume", "--only", [done, ...rest].join(","));
  expect(resumed.judges[0]?.results.map((each) => each.case).toSorted()).toEqual([done, ...rest].toSorted());
  expect(storedIds(project.repository, "calibration").length).toBeLessThan(kept + rest.length + 1);
});
