// Makes the mutants of one group and has its tests run against them, in processes that are replaced when one of them hangs.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { catalogForEsbuild, ROOT } from "../catalog.mjs";
import { instrument } from "./instrument.mjs";

const CONFIG = fileURLToPath(new URL("vitest.config.mjs", import.meta.url));
/** What no limit inside the process can end, such as a regular expression that never comes back. */
const STILL_MS = 60_000;

/** Each mutant with its `outcome`: found, survived, uncovered or timedOut. */
export async function runGroup(name, { laws, tests, fresh = false }, { folder, only }) {
  const mutants = [];
  const bundle = path.join(folder, `${name}.cjs`);
  await bundleOf(bundle, { laws, tests, mutants });
  const wanted = mutants.filter(({ file }) => only === undefined || file.includes(only));
  const outcomes = new Map();
  while (outcomes.size < wanted.length) await runSession({ name, folder, bundle, fresh, wanted, outcomes });
  return wanted.map((each) => ({ ...each, outcome: outcomes.get(each.number) }));
}

async function bundleOf(bundle, { laws, tests, mutants }) {
  const changed = new Map();
  for (const file of laws) {
    const made = instrument(readFileSync(path.join(ROOT, file), "utf8"), file, mutants.length + 1);
    changed.set(path.join(ROOT, file), made.text);
    mutants.push(...made.mutants);
  }
  await build({
    stdin: {
      contents: tests.map((test) => `import ${JSON.stringify(`./${test}`)};`).join("\n"),
      resolveDir: ROOT,
    },
    outfile: bundle,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    packages: "external",
    logLevel: "error",
    plugins: [catalogForEsbuild(), sourcesWith(changed)],
  });
}

const sourcesWith = (changed) => ({
  name: "agentops-mutants",
  setup(build) {
    build.onLoad({ filter: /\.(?:ts|mjs)$/ }, ({ path: file }) => {
      const text = changed.get(file) ?? readFileSync(file, "utf8");
      const here = JSON.stringify(pathToFileURL(file).href);
      return { contents: withKinds(file, text.replaceAll("import.meta.url", here)), loader: "ts" };
    });
  },
});

/** A bundle holds the kinds of records already, and can't wait for files while it is loaded. */
const withKinds = (file, text) =>
  file === path.join(ROOT, "test/support/kinds.ts")
    ? `import bundled from "agentops:records";${text.replace("await kindsIn(ROOT)", "kindsOf(bundled)")}`
    : text;

/** One process; all that it did not get to is for the next one. */
async function runSession({ name, folder, bundle, fresh, wanted, outcomes }) {
  const [job, report] = [path.join(folder, `${name}.json`), path.join(folder, `${name}.report`)];
  writeFileSync(report, "");
  const numbers = wanted.map((each) => each.number);
  writeFileSync(job, JSON.stringify({ bundle, report, fresh, numbers, done: [...outcomes.keys()] }));
  const vitest = path.join(ROOT, "node_modules/vitest/vitest.mjs");
  const child = spawn(process.execPath, [vitest, "run", "--config", CONFIG], {
    cwd: ROOT,
    env: { ...process.env, AGENTOPS_MUTANTS: job },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (printed += text));
  const hanging = watch(report, () => child.kill("SIGKILL"));
  await once(child, "close");
  clearInterval(hanging);
  const lines = readFileSync(report, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  const before = outcomes.size;
  for (const { n, outcome } of lines) if (outcome) outcomes.set(n, outcome);
  const last = lines.at(-1);
  if (last?.begins) outcomes.set(last.n, "timedOut");
  if (outcomes.size === before) throw new Error(`The tests of ${name} don't run as they are:\n${printed}`);
}

function watch(report, kill) {
  let [size, since] = [0, Date.now()];
  return setInterval(() => {
    const now = readFileSync(report).length;
    if (now !== size) [size, since] = [now, Date.now()];
    if (Date.now() - since > STILL_MS) kill();
  }, 1_000);
}
