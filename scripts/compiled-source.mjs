// Gives tests all sources in one file, as the program has them, so that no process of theirs loads hundreds of files one by one.
import { readdirSync, renameSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { build } from "esbuild";
import { catalogForEsbuild, importBundled, isMade, MADE, ROOT } from "./catalog.mjs";
import { lazyModules } from "./lazy-modules.mjs";
import { leaveOut } from "./leave-out.mjs";

const FOLDERS = ["src", "tools", "resources"];
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
      if (isMade(id)) return `\0compiled:${id}`;
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

/** Returns the file's place. It stays there for who looks up a line of a stack: above each part stands whose it is. */
async function compile() {
  const file = path.join(ROOT, ".cache/source.cjs");
  const outfile = `${file}.${process.pid}`;
  const names = [...FOLDERS.flatMap(filesIn), ...MADE];
  const entries = names.map(
    (name) =>
      `${JSON.stringify(name)}: () => require(${JSON.stringify(isMade(name) ? name : path.join(ROOT, name))})`,
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
    plugins: [catalogForEsbuild(offeredTools), leaveOut, asBuilt, lazyModules],
  });
  renameSync(outfile, file);
  return file;
}

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
