// Bundles server and commands into one file in dist/; what is loaded late is evaluated late.
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
const { metafile } = await build({
  absWorkingDir: ROOT,
  entryPoints: { "agentops-mcp": "src/main.ts" },
  outdir: next,
  bundle: true,
  // One file: two dozen chunks take Node longer to find than to run, and an upgrade under a running server would take some away.
  splitting: false,
  format: "esm",
  platform: "node",
  target: "node20.12",
  minify: true,
  legalComments: "none",
  metafile: true,
  // Its main file loads its parts by a require that no bundler can follow.
  alias: { "jsonc-parser": "jsonc-parser/lib/esm/main.js" },
  plugins: [catalogForEsbuild, leaveOut],
  banner: {
    // CommonJS packages inside an ES module bundle still call require.
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
});
const start = path.join(next, "agentops-mcp.js");
writeFileSync(start, `#!/usr/bin/env node\n${readFileSync(start, "utf8")}`);
chmodSync(start, 0o755);
writeFileSync(path.join(next, "LICENSES.txt"), licences(Object.keys(metafile.inputs)));
rmSync(dist, { recursive: true, force: true });
renameSync(next, dist);

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
