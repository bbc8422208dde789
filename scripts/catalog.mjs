// Finds tools, resources and prompts by their place in the folders, for the bundler and for the tests.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { parse } from "yaml";

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const read = (file) => readFileSync(path.join(ROOT, file), "utf8");

/** The package's name is said in package.json alone. */
const named = (file) => read(file).replaceAll("@PACKAGE@", JSON.parse(read("package.json")).name);

/** Modules that are written at build time from what lies in the folders. */
const MODULES = {
  "agentops:catalog": catalogSource,
  "agentops:commands": commandsSource,
  "agentops:calibration": calibrationSource,
  "agentops:records": () => listSource(recordFiles()),
  "agentops:skills": skillsSource,
  "agentops:stories": () => listSource(inContexts("stories")),
  "agentops:website": () => `export default ${JSON.stringify(process.env.AGENTOPS_WEBSITE ?? "")};`,
  "agentops:package-name": () => `export default ${JSON.stringify(JSON.parse(read("package.json")).name)};`,
  "agentops:hook-script": () => `export default ${JSON.stringify(named("src/runtimes/hook.sh"))};`,
  "agentops:page-script": () => `export default ${JSON.stringify(read("src/ui/page-script.js"))};`,
  "agentops:server-file": () => {
    const text = named("src/runtimes/server.cjs");
    const digest = createHash("sha256").update(text).digest("base64");
    return `export default ${JSON.stringify(text)};\nexport const digest = "${digest}";`;
  },
};

/**
 * The text of the module `agentops:catalog`: one import per file, name from the file, phase from the folder. With what
 * `scripts/offered-tools.ts` says of each tool, a tool's own file is not loaded before it is called.
 */
function catalogSource(offered) {
  const tools = ["prepare", "bound", "select", "govern"].flatMap((phase) =>
    list(`tools/${phase}`).map((file) => ({ phase, file, name: path.basename(file, ".ts") })),
  );
  const resources = list("resources");
  const prompts = list("resources/prompts");
  const files = [...(offered ? [] : tools.map(({ file }) => file)), ...resources, ...prompts];
  const variable = (file) => `item${files.indexOf(file)}`;
  const toolText = ({ name, phase, file }) =>
    offered
      ? `{ ...${JSON.stringify({ name, phase, ...offered[name] })}, get spec() { return require(${JSON.stringify(path.join(ROOT, file))}).default; } }`
      : `offered("${name}", "${phase}", ${variable(file)})`;
  return [
    ...files.map((file) => `import ${variable(file)} from ${JSON.stringify(path.join(ROOT, file))};`),
    "const offered = (name, phase, spec) => ({ name, phase, role: spec.role, part: spec.part, everyPhase: spec.everyPhase, spec });",
    "export default {",
    `  tools: [${tools.map(toolText)}],`,
    `  resources: [${resources.map(variable)}],`,
    `  prompts: [${prompts.map((file) => `{ name: "${path.basename(file, ".ts")}", spec: ${variable(file)} }`)}],`,
    "};",
  ].join("\n");
}

/** The text of the module `agentops:commands`: command name -> how to load it. */
function commandsSource() {
  const entries = list("src/cli/commands").map(
    (file) =>
      `${JSON.stringify(path.basename(file, ".ts"))}: () => import(${JSON.stringify(path.join(ROOT, file))})`,
  );
  return `export default { ${entries.join(", ")} };`;
}

/** The text of the module `agentops:calibration`: each case by its name, as its file says. */
function calibrationSource() {
  const cases = list("resources/calibration", ".yaml").map((file) => [
    path.basename(file, ".yaml"),
    parse(readFileSync(path.join(ROOT, file), "utf8")),
  ]);
  return `export default ${JSON.stringify(Object.fromEntries(cases))};`;
}

/** The text of the module `agentops:skills`: name, description and text of each, as the plugins have it. */
function skillsSource() {
  const folder = "resources/plugins/claude/skills";
  const skills = readdirSync(path.join(ROOT, folder))
    .sort()
    .map((name) => {
      const text = read(`${folder}/${name}/SKILL.md`);
      return { ...parse(text.split("---\n")[1]), text };
    });
  return `export default ${JSON.stringify(skills)};`;
}

/** One file for each kind of record, in the folder `records` of its context; below another root in a test. */
export const recordFiles = (root = ROOT) => inContexts("records", root);

function inContexts(folder, root = ROOT) {
  return readdirSync(path.join(root, "src"))
    .sort()
    .flatMap((context) => list(`src/${context}/${folder}`, ".ts", root));
}

/** The text of a module that lists what these files export. */
function listSource(files) {
  return [
    ...files.map((file, at) => `import item${at} from ${JSON.stringify(path.join(ROOT, file))};`),
    `export default [${files.map((_, at) => `item${at}`).join(", ")}];`,
  ].join("\n");
}

function list(folder, ending = ".ts", root = ROOT) {
  try {
    const files = readdirSync(path.join(root, folder))
      .filter((name) => name.endsWith(ending))
      .sort();
    return files.map((name) => `${folder}/${name}`);
  } catch (error) {
    if (error.code === "ENOENT") return [];
    throw error;
  }
}

export const MADE = Object.keys(MODULES);
export const isMade = (name) => Object.hasOwn(MODULES, name);

/** The text of a module by its name; undefined for one that lies in a file. */
export const madeModule = (name) => (Object.hasOwn(MODULES, name) ? MODULES[name]() : undefined);

/** The same modules for vite, and so for vitest. */
export const catalogForVite = {
  name: "agentops-catalog",
  resolveId: (id) => (id in MODULES ? `\0${id}` : undefined),
  load: (id) => MODULES[id.slice(1)]?.(),
};

/** The same modules for esbuild; with what is offered of tools, they are loaded late. */
export const catalogForEsbuild = (offered) => ({
  name: "agentops-catalog",
  setup(build) {
    build.onResolve({ filter: /^agentops:/ }, ({ path: name }) => ({ path: name, namespace: "catalog" }));
    build.onLoad({ filter: /.*/, namespace: "catalog" }, ({ path: name }) => ({
      contents: MODULES[name](offered),
      loader: "js",
      resolveDir: ROOT,
    }));
  },
});

/** Bundles a file of ours with these modules, and returns what it exports. */
export async function importBundled(entry) {
  const outfile = path.join(ROOT, ".cache", `${path.basename(entry, ".ts")}.mjs`);
  await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    packages: "external",
    plugins: [catalogForEsbuild()],
  });
  return import(pathToFileURL(outfile).href);
}
