// Goes from nothing to the first lesson: one line with the packed package, then a session in a real client whose model is a script.
import path from "node:path";
import { runHeadless } from "../../test/e2e/headless.ts";
import { isInstalled } from "../../test/e2e/runtimes/installed.ts";
import type { Runtime } from "../../test/e2e/runtimes/runtime.ts";
import { startScriptedModel } from "../../test/e2e/scripted-model.ts";
import { emptyHome, LESSON, repositoryToTry, run, TASK } from "./speak.ts";

export interface FirstLesson {
  readonly title: string;
  /** Null where the client is not installed here. */
  readonly seconds: { readonly line: number; readonly session: number } | null;
}

/** Project files of Codex count only after a person has trusted the folder, so its line writes the person's own. */
const optionsFor = ({ name, scope }: Runtime): string[] => [
  "--runtime",
  name,
  ...(scope === "user" ? ["--scope", "user"] : []),
  "--yes",
];

export const lineFor = (runtime: Runtime, tarball: string, command: string): string =>
  `npm install --global ${tarball} && ${command} init ${optionsFor(runtime).join(" ")}`;

export async function tryFirstLesson(
  runtime: Runtime,
  tarball: string,
  command: string,
): Promise<FirstLesson> {
  const { title } = runtime;
  if (!isInstalled(runtime)) return { title, seconds: null };
  const home = emptyHome();
  const cwd = repositoryToTry();
  const model = await startScriptedModel([
    { tool: "record_learning", arguments: LESSON },
    { say: "Recorded." },
  ]);
  try {
    const session = { prompt: "Record what you learned.", cwd, home, modelUrl: model.url, shell: false };
    const prepared = await runtime.prepare(session);
    const prefix = path.join(home, "npm");
    const PATH = [path.join(prefix, "bin"), process.env.PATH].join(path.delimiter);
    const env = { PATH, NPM_CONFIG_PREFIX: prefix, NPM_CONFIG_OFFLINE: "true" };
    const began = performance.now();
    run("sh", ["-c", lineFor(runtime, tarball, command)], { cwd, home, env });
    const set = performance.now();
    const ready = { ...prepared, env: { ...prepared.env, PATH } };
    // What init has written is what counts: the tests' own set-up is left out.
    const asSetUp: Runtime = { ...runtime, scope: "project", trust: null, prepare: async () => ready };
    const { exitCode, output } = await runHeadless(asSetUp, session);
    const ended = performance.now();
    if (exitCode !== 0 || model.faults.length > 0)
      throw new Error(`${title}: ${model.faults.join("; ")}\n${output}`);
    const { said } = run(command, ["search", TASK], { cwd, home, env });
    if (!said.includes("copyFileSync")) throw new Error(`${title} recorded nothing: ${said}\n${output}`);
    return { title, seconds: { line: (set - began) / 1_000, session: (ended - set) / 1_000 } };
  } finally {
    await model.close();
  }
}
