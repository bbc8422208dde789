// Gives tests all sources in one file, as the program has them, so that no process of theirs loads hundreds of files one by one.
import { mkdirSync, readdirSync, renameSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { build } from "esbuild";
import { catalogForEsbuild, importBundled, isMade, MADE, ROOT } from "./catalog.mjs";
import { lazyModules } from "./lazy-modules.mjs";
import { leaveOut } from "./leave-out.mjs";
import { makeLoadable } from "./loadable.mjs";

const FOLDERS = ["src", "tools", "resources"];
/** The client that most tests speak with: its hundred files take longer to load than all of ours. */
const CLIENT = /^@modelcontextprotocol\/sdk\//;
const OF_CLIENT = ["client/index.js", "client/stdio.js", "server/stdio.js", "types.js"].map(
  (file) => `@modelcontextprotocol/sdk/${file}`,
);
/** It imports packages by Node's own import, which a file for `require` has no word for. */
const AS_BUILT = /import-package\.ts$/;

/** For vite: what a test imports of our folders comes out of that one file, and all else from where it lies. */
export const compiledSource = () => {
  let compiled;
  const load = createRequire(import.meta.url);
  return {
    name: "compiled-source",
    enforce: "pre",
    resolveId(id, importer) {
      if (isMade(id) || OF_CLIENT.includes(id)) return `\0compiled:${id}`;
      const file = path.resolve(path.dirname(importer ?? ROOT), id);
      const name = path.relative(ROOT, file).replaceAll("\\", "/");
      return FOLDERS.some((folder) => name.startsWith(`${folder}/`)) && name.endsWith(".ts")
        ? `\0compiled:${name}`
        : undefined;
    },
    async load(id) {
      if (!id.startsWith("\0compiled:")) return undefined;
      compiled ??= compile();
      const file = await compiled;
      const name = id.slice("\0compiled:".length);
      const names = Object.keys(load(file)[name]()).filter((each) => each !== "default");
      return [
        'import { createRequire } from "node:module";',
        `const module = createRequire(import.meta.url)(${JSON.stringify(file)})[${JSON.stringify(name)}]();`,
        `export const { ${names.join(", ")} } = module;`,
        "export default module.default;",
      ].join("\n");
    },
  };
};

/**
 * Returns the place of what loads it, with what V8 made of it the last time. The code itself, `.cache/source/source.js`,
 * stays there for who looks up a line of a stack: above each part stands whose it is.
 */
async function compile() {
  const folder = path.join(ROOT, ".cache/source");
  mkdirSync(folder, { recursive: true });
  const outfile = path.join(folder, `${process.pid}.js`);
  const names = [...FOLDERS.flatMap(filesIn), ...MADE, ...OF_CLIENT];
  const isFile = (name) => !isMade(name) && !OF_CLIENT.includes(name);
  const entries = names.map(
    (name) =>
      `${JSON.stringify(name)}: () => require(${JSON.stringify(isFile(name) ? path.join(ROOT, name) : name)})`,
  );
  const { offeredTools } = await importBundled("scripts/offered-tools.ts");
  await build({
    stdin: { contents: `module.exports = { ${entries.join(",\n")} };`, resolveDir: ROOT },
    outfile,
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node20.12",
    alias: { "jsonc-parser": "jsonc-parser/lib/esm/main.js" },
    supported: { "dynamic-import": false },
    plugins: [catalogForEsbuild(offeredTools), leaveOut, asBuilt, asModules, lazyModules],
  });
  makeLoadable(outfile);
  renameSync(outfile, path.join(folder, "source.js"));
  const file = path.join(folder, "source.cjs");
  const loading = `import { loadProgram } from "./src/programs/load-program.ts";\nmodule.exports = loadProgram(__dirname, "source");`;
  await build({
    stdin: { contents: loading, resolveDir: ROOT },
    outfile,
    bundle: true,
    format: "cjs",
    platform: "node",
  });
  renameSync(outfile, file);
  return file;
}

/** As an import finds it, and not the copy that the package has for `require`, with a zod of its own. */
const asModules = {
  name: "as-modules",
  setup(build) {
    build.onResolve({ filter: CLIENT }, ({ path: name, kind }) =>
      kind === "require-call" ? { path: name, namespace: "module" } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: "module" }, ({ path: name }) => ({
      contents: `export * from "${name}";`,
      loader: "js",
      resolveDir: ROOT,
    }));
  },
};

const asBuilt = {
  name: "as-built",
  setup(build) {
    build.onResolve({ filter: AS_BUILT }, () => ({
      path: path.join(ROOT, "dist/import-package.js"),
      external: true,
    }));
  },
};

const filesIn = (folder) =>
  readdirSync(path.join(ROOT, folder), { recursive: true })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
    .map((file) => `${folder}/${file.replaceAll("\\", "/")}`);
