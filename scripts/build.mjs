// Bundles the program and the parts that hooks run into dist/, so that a start runs little that it does not use.
import { chmodSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { catalogForEsbuild, importBundled, ROOT } from "./catalog.mjs";
import { lazyModules } from "./lazy-modules.mjs";
import { leaveOut } from "./leave-out.mjs";
import { makeLoadable } from "./loadable.mjs";

// Built beside and then swapped in, so that a failed build leaves the last good one in place.
const dist = path.join(ROOT, "dist");
const next = path.join(ROOT, ".cache/dist");
rmSync(next, { recursive: true, force: true });
const IMPORT_PACKAGE = "src/checks/import-package.ts";
const programs = [
  { name: "agentops-mcp", entry: "src/programs/start.ts" },
  // Server, search, all commands and what hooks do with the journal: each runs a part of it.
  { name: "program", entry: "src/programs/main.ts", loaded: true, lazy: true },
  // It runs for hours, beside which a process that has read the records comes and goes.
  { name: "ui", entry: "src/programs/ui.ts", loaded: true },
  // A hook runs at every tool call of an agent, and rarely needs the journal.
  { name: "hook", entry: "src/programs/hook.ts", loaded: true, wordsBeside: true },
  { name: "hook-past", entry: "src/hooks/io/past.ts", loaded: true, wordsBeside: true },
  { name: "hook-more", entry: "src/hooks/io/more.ts", loaded: true, wordsBeside: true },
  { name: "hook-words", entry: "src/retrieval/word-lists.ts" },
  { name: "hook-judge", entry: "src/hooks/io/judge-call.ts", loaded: true },
  { name: "import-package", entry: IMPORT_PACKAGE },
];
const besides = {
  name: "besides",
  setup(build) {
    build.onResolve({ filter: /^\.\/import-package\.ts$/ }, () => ({
      path: "./import-package.js",
      external: true,
    }));
  },
};
/** Most hooks search nothing, and need none of these words. */
const wordsInFile = {
  name: "words-in-file",
  setup(build) {
    build.onResolve({ filter: /^\.\/word-lists\.ts$/ }, () => ({ path: "word-lists", namespace: "in-file" }));
    build.onResolve({ filter: /^\.\/hook-words\.js$/ }, ({ path: file }) => ({ path: file, external: true }));
    build.onLoad({ filter: /.*/, namespace: "in-file" }, () => ({
      contents: 'export const wordLists = () => require("./hook-words.js").wordLists();',
    }));
  },
};
const { offeredTools } = await importBundled("scripts/offered-tools.ts");
const bundled = await Promise.all(programs.map(bundle));
for (const { name, loaded } of programs) if (loaded) makeLoadable(path.join(next, `${name}.js`));
chmodSync(path.join(next, "agentops-mcp.js"), 0o755);
// Node starts CommonJS sooner, and compiled code of it can be kept from Node 20 on.
writeFileSync(path.join(next, "package.json"), `${JSON.stringify({ type: "commonjs" })}\n`);
writeFileSync(
  path.join(next, "LICENSES.txt"),
  licences(bundled.flatMap(({ metafile }) => Object.keys(metafile.inputs))),
);
rmSync(dist, { recursive: true, force: true });
renameSync(next, dist);

/** Each in one file, because an upgrade under a running server would take away what it has not loaded yet. */
function bundle({ name, entry, wordsBeside, lazy }) {
  return build({
    absWorkingDir: ROOT,
    entryPoints: { [name]: entry },
    outdir: next,
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node20.12",
    minify: true,
    legalComments: "none",
    metafile: true,
    // Its main file loads its parts by a require that no bundler can follow.
    alias: { "jsonc-parser": "jsonc-parser/lib/esm/main.js" },
    plugins: [
      catalogForEsbuild(offeredTools),
      leaveOut,
      besides,
      ...(wordsBeside ? [wordsInFile] : []),
      ...(lazy ? [lazyModules] : []),
    ],
    // Code that V8 is given compiled can't import; what is in the file, or in Node, is loaded as late by require.
    supported: { "dynamic-import": entry === IMPORT_PACKAGE },
    ...(entry === "src/programs/start.ts" ? { banner: { js: "#!/usr/bin/env node" } } : {}),
  });
}

/** The bundle holds other people's code, so their licences go with it. */
function licences(inputs) {
  const folders = new Set(
    inputs.flatMap((file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []),
  );
  return [...folders]
    .sort()
    .map((folder) => {
      const { name, version, license } = JSON.parse(
        readFileSync(path.join(ROOT, folder, "package.json"), "utf8"),
      );
      const file = ["LICENSE", "LICENSE.md", "LICENSE.txt", "license", "LICENCE", "LICENSE-MIT.txt"].find(
        (each) => existsSync(path.join(ROOT, folder, each)),
      );
      const text = file ? readFileSync(path.join(ROOT, folder, file), "utf8") : `Licence: ${license}\n`;
      return `${name} ${version}\n\n${text}`;
    })
    .concat(
      `gitleaks, rules only\n\n${readFileSync(path.join(ROOT, "scripts/secret-rules/LICENSE"), "utf8")}`,
    )
    .join(`\n${"-".repeat(80)}\n`);
}
