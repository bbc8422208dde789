// Bundles the server, the search, the hooks and the other commands into a program each in dist/, as parsing what is not run takes longer than running.
import { chmodSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { catalogForEsbuild, ROOT } from "./catalog.mjs";

/**
 * Parts of dependencies that no path of this server reaches and that cost a third of its start-up (2.9 to 2.1 x
 * `node -e 0`): zod's messages in 50 languages, and the validator for answers to elicitations, which we never ask.
 */
const leaveOut = {
  name: "leave-out",
  setup(build) {
    const replace = (filter, contents) => build.onLoad({ filter }, () => ({ contents }));
    replace(/zod[/\\]v4[/\\]locales[/\\]index\.js$/, 'export { default as en } from "./en.js";');
    replace(/[/\\]validation[/\\]ajv-provider\.js$/, "export class AjvJsonSchemaValidator {}");
  },
};

// Built beside and then swapped in, so that a failed build leaves the last good one in place.
const dist = path.join(ROOT, "dist");
const next = path.join(ROOT, ".cache/dist");
rmSync(next, { recursive: true, force: true });
const programs = [
  // In one file, because an upgrade under a running server would take away what it has not loaded yet.
  { name: "serve", commands: ["serve"], splitting: false },
  // What a search rarely needs stays in files beside it.
  { name: "search", commands: ["search"], splitting: true },
  { name: "commands", commands: undefined, splitting: false },
  // A hook runs at every tool call of an agent, and rarely needs the journal.
  { name: "hook", entry: "src/hook-main.ts", commands: [], splitting: false },
  { name: "hook-journal", entry: "src/hook-journal.ts", commands: [], splitting: false },
];
const betweenPrograms = {
  name: "between-programs",
  setup(build) {
    build.onResolve({ filter: /^\.\/hook-journal\.ts$/ }, ({ importer }) =>
      importer.endsWith("hook-main.ts") ? { path: "./hook-journal.js", external: true } : undefined,
    );
  },
};
const bundled = await Promise.all(programs.map(bundle));
const start = path.join(next, "agentops-mcp.js");
writeFileSync(start, starter());
chmodSync(start, 0o755);
writeFileSync(
  path.join(next, "LICENSES.txt"),
  licences(bundled.flatMap(({ metafile }) => Object.keys(metafile.inputs))),
);
rmSync(dist, { recursive: true, force: true });
renameSync(next, dist);

function bundle({ name, entry = "src/main.ts", commands, splitting }) {
  return build({
    absWorkingDir: ROOT,
    entryPoints: { [name]: entry },
    outdir: next,
    chunkNames: `${name}-[hash]`,
    bundle: true,
    splitting,
    format: "esm",
    platform: "node",
    target: "node20.12",
    minify: true,
    legalComments: "none",
    metafile: true,
    // Its main file loads its parts by a require that no bundler can follow.
    alias: { "jsonc-parser": "jsonc-parser/lib/esm/main.js" },
    plugins: [catalogForEsbuild(commands), leaveOut, betweenPrograms],
    banner: {
      // CommonJS packages inside an ES module bundle still call require.
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
  });
}

/** Chooses the program by the first word; options without a command are the server's, apart from those that ask for help. */
function starter() {
  return `#!/usr/bin/env node
const [, , first = "", second] = process.argv;
const serves = first === "serve" || (first === "" && !process.stdin.isTTY) || /^-(?!-?h|-version$)/.test(first);
await import(serves ? "./serve.js" : first === "search" ? "./search.js" : first === "hook" && second === "--runtime" ? "./hook.js" : "./commands.js");
`;
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
    .join(`\n${"-".repeat(80)}\n`);
}
