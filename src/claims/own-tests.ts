// Finds the files of a change that decide what its checks return: tests, scripts that a check starts, and settings of
// runners.
import type { JudgedReceipt } from "./records/verdict.ts";

const FOLDERS = /(^|\/)(tests?|specs?|__tests__|__snapshots__|e2e|testdata|fixtures)(\/|$)/i;
const NAMES = [
  /[._-](test|tests|spec|e2e|snap)\.[^/]+$/i,
  /(^|\/)(test|tests|spec|conftest)([._-][^/]*)?\.[a-z0-9]+$/i,
  /(Test|Tests|Spec|IT)\.(java|kt|kts|scala|groovy|cs|swift|php)$/,
];

export const isTest = (path: string): boolean => FOLDERS.test(path) || NAMES.some((name) => name.test(path));

/** Files that tell a runner of tests or other checks what to run. */
const SETTINGS = [
  /(^|\/)[\w.-]+\.config\.[cm]?[jt]s$/,
  /(^|\/)\.[\w-]+rc(\.\w+)?$/,
  /(^|\/)(tsconfig[\w.-]*\.json|biome\.jsonc?|pytest\.ini|tox\.ini|setup\.cfg|phpunit\.xml(\.dist)?|\.rspec)$/,
];
/** Where programs keep the tasks that they run, which may come after other words. */
const TASKS: readonly (readonly [RegExp, RegExp])[] = [
  [
    /^(npm|npx|pnpm|pnpx|yarn|bun|bunx)$/,
    /(^|\/)(package\.json|pnpm-workspace\.yaml|\.yarnrc\.yml|bunfig\.toml)$/,
  ],
  [/^g?make$/, /(^|\/)((GNU)?[Mm]akefile|[\w.-]+\.mk)$/],
  [
    /^(just|task|rake|nox|deno)$/,
    /(^|\/)(\.?[Jj]ustfile|Taskfile\.ya?ml|Rakefile|noxfile\.py|deno\.jsonc?)$/,
  ],
  [
    /^(pytest|tox|uv|poetry|hatch|pdm|ruff|mypy|python[\d.]*)$/,
    /(^|\/)(pyproject\.toml|(ruff|mypy)\.(toml|ini))$/,
  ],
  [/^cargo$/, /(^|\/)(Cargo\.toml|build\.rs|\.cargo\/config(\.toml)?)$/],
  [/^gradlew?$/, /(^|\/)([\w.-]+\.gradle(\.kts)?|gradle\.properties)$/],
  [/^mvnw?$/, /(^|\/)(pom\.xml|\.mvn\/.+)$/],
  [/^dotnet$/, /(\.[cfv]sproj|(^|\/)Directory\.Build\.(props|targets)|\.runsettings)$/],
  [/^composer$/, /(^|\/)composer\.json$/],
];

const INTERPRETER = /^(sh|bash|dash|zsh|node|deno|bun|tsx|python[\d.]*|ruby|perl|php|pwsh)$/;
/** Programs that start the program behind them. */
const STARTER = /^(env|timeout|nice|nohup|time|stdbuf|xvfb-run)$/;

/**
 * The program without its folder, and the file that it starts, as it is written; what a test runner gets is no such file.
 */
function startedBy([first = "", ...words]: readonly string[]): { program: string; script: string } {
  const program = first.replace(/^.*\//s, "");
  if (STARTER.test(program))
    return startedBy(words.slice(words.findIndex((word) => !/^(-|[\d.]+[smhd]?$|\w+=)/.test(word))));
  if (!INTERPRETER.test(program)) return { program, script: first };
  return { program, script: words.find((word) => !word.startsWith("-")) ?? "" };
}

/** Of these paths the tests, the files that one of the commands starts, and the settings of runners. */
export function ownTestsIn(
  paths: readonly string[],
  receipts: readonly Pick<JudgedReceipt, "argv" | "cwd">[],
): string[] {
  const started = receipts.map(({ argv, cwd }) => {
    const { program, script } = startedBy(argv);
    const file = script.replace(/^\.\//, "");
    return { program, file: cwd === "." ? file : `${cwd}/${file}` };
  });
  const tells = (path: string): boolean =>
    SETTINGS.some((settings) => settings.test(path)) ||
    TASKS.some(([name, files]) => files.test(path) && started.some(({ program }) => name.test(program)));
  return paths.filter((path) => isTest(path) || tells(path) || started.some(({ file }) => file === path));
}
