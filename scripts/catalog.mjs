// Finds tools, resources and prompts by their place in the folders, for the bundler and for the tests.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
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
  "agentops:stories": () => listSource(inContexts("stories")),
  "agentops:package-name": () => `export default ${JSON.stringify(JSON.parse(read("package.json")).name)};`,
  "agentops:hook-script": () => `export default ${JSON.stringify(named("src/runtimes/hook.sh"))};`,
  "agentops:page-script": () => `export default ${JSON.stringify(read("src/ui/page-script.js"))};`,
  "agentops:server-file": () => {
    const text = named("src/runtimes/server.cjs");
    const digest = createHash("sha256").update(text).digest("base64");
    return `export default ${JSON.stringify(text)};\nexport const digest = "${digest}";`;
  },
};

/** The text of the module `agentops:catalog`: one import per file, name from the file, phase from the folder. */
function catalogSource() {
  const tools = ["prepare", "bound", "select", "govern"].flatMap((phase) =>
    list(`tools/${phase}`).map((file) => ({ phase, file })),
  );
  const resources = list("resources");
  const prompts = list("resources/prompts");
  const files = [...tools.map(({ file }) => file), ...resources, ...prompts];
  const variable = (file) => `item${files.indexOf(file)}`;
  const name = (file) => JSON.stringify(path.basename(file, ".ts"));
  return [
    ...files.map((file) => `import ${variable(file)} from ${JSON.stringify(path.join(ROOT, file))};`),
    "export default {",
    `  tools: [${tools.map(({ phase, file }) => `{ name: ${name(file)}, phase: "${phase}", spec: ${variable(file)} }`)}],`,
    `  resources: [${resources.map(variable)}],`,
    `  prompts: [${prompts.map((file) => `{ name: ${name(file)}, spec: ${variable(file)} }`)}],`,
    "};",
  ].join("\n");
}

/** The text of the module `agentops:commands`: command name -> how to load it, for these commands or all. */
function commandsSource(only) {
  const entries = list("src/cli/commands").flatMap((file) => {
    const name = path.basename(file, ".ts");
    if (only && !only.includes(name)) return [];
    return `${JSON.stringify(name)}: () => import(${JSON.stringify(path.join(ROOT, file))})`;
  });
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

/** The text of a module by its name; undefined for one that lies in a file. */
export const madeModule = (name) => (Object.hasOwn(MODULES, name) ? MODULES[name]() : undefined);

/** The same modules for vite, and so for vitest. */
export const catalogForVite = {
  name: "agentops-catalog",
  resolveId: (id) => (id in MODULES ? `\0${id}` : undefined),
  load: (id) => MODULES[id.slice(1)]?.(),
};

/** The same modules for esbuild, with these commands or all. */
export const catalogForEsbuild = (commands) => ({
  name: "agentops-catalog",
  setup(build) {
    build.onResolve({ filter: /^agentops:/ }, ({ path: name }) => ({ path: name, namespace: "catalog" }));
    build.onLoad({ filter: /.*/, namespace: "catalog" }, ({ path: name }) => ({
      contents: MODULES[name](commands),
      loader: "js",
      resolveDir: ROOT,
    }));
  },
});
