// Runs `npm run release -- --dry-run`: makes every package, tries each as a person would get it, and writes docs/release.md.
import { copyFileSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { ROOT } from "../test/support/client.ts";
import { docsPages } from "./docs-pages.ts";
import {
  copyPlugins,
  packBundle,
  packTarball,
  writeBillOfMaterials,
  writeDockerfile,
  writeRegistryEntry,
  writeSums,
} from "./release/build.ts";
import { tryBundle, tryEntry, tryPlugin, tryTarball } from "./release/checks.ts";
import { CLIENTS, PLUGINS } from "./release/clients.ts";
import { tryImage } from "./release/docker.ts";
import { addressOf, releaseOf, tarballOf } from "./release/facts.ts";
import { lineFor, tryFirstLesson } from "./release/first-lesson.ts";
import { installLinks } from "./release/manifests.ts";
import { pageOf, type Step } from "./release/page.ts";
import { installTool, run } from "./release/speak.ts";

/** The issue of a package that is larger is a slow first start of everybody who has it fetched. */
const MOST_BYTES = 1_600_000;
const { values } = parseArgs({ options: { "dry-run": { type: "boolean" }, repository: { type: "string" } } });
if (!values["dry-run"]) {
  process.stderr.write(
    "Nothing is published from a machine of yours. Make and try all packages with npm run release -- --dry-run; docs/release.md says how they are published.\n",
  );
  process.exit(2);
}
const release = releaseOf(values.repository ?? process.env.GITHUB_REPOSITORY);
// The server names its website in the handshake, where there is one.
if (!release.isStandIn)
  run("npm", ["run", "build", "--silent"], { cwd: ROOT, env: { AGENTOPS_WEBSITE: addressOf(release) } });
const out = path.join(ROOT, "build/release");
const cache = path.join(ROOT, ".cache/release-tools");
const steps: Step[] = [];

async function step<T>(what: string, work: () => T | Promise<T>, seen: (made: T) => string): Promise<T> {
  const began = performance.now();
  const made = await work();
  const seconds = (performance.now() - began) / 1_000;
  steps.push({ what, seen: seen(made), seconds });
  process.stdout.write(`${what}: ${seen(made)} (${seconds.toFixed(1)} s)\n`);
  return made;
}
const itself = (text: string): string => text;

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const mcpb = path.join(installTool(cache, "@anthropic-ai/mcpb", "2.1.2"), "dist/cli/cli.js");
const publint = path.join(installTool(cache, "publint", "0.3.25"), "src/cli.js");

const { file: tarball, unpacked } = packTarball(ROOT, release, out);
const bytes = {
  packed: statSync(tarball).size,
  unpacked: sizeOf(unpacked),
  files: filesIn(unpacked).length,
};
if (bytes.packed > MOST_BYTES) throw new Error(`${tarball} has ${bytes.packed} bytes, at most ${MOST_BYTES}`);
await step(
  "npm: publint",
  () => run(process.execPath, [publint, "--strict", unpacked], { cwd: out }),
  () => "all good",
);
await step(
  `npm: \`${tarballOf(release)}\`, installed with \`npm install --global\``,
  () => tryTarball(tarball, release.command),
  itself,
);
const bundle = await step(
  "MCPB: validated and packed by `@anthropic-ai/mcpb` 2.1.2",
  () => packBundle(mcpb, release, unpacked),
  (file) => `${path.basename(file)}, ${(statSync(file).size / 1_000_000).toFixed(2)} MB`,
);
await step("MCPB: unpacked and started as its manifest says", () => tryBundle(mcpb, bundle), itself);
await step(
  "MCP registry: `server.json`",
  () => writeRegistryEntry(release, out),
  () => "fits the rules of `scripts/release/server-json.ts`",
);
const plugins = copyPlugins(unpacked, out);
for (const check of PLUGINS) {
  const servers = check.servers.replace("<version>", release.version);
  await step(
    `${check.runtime.title} ${check.runtime.version}: plugin`,
    () => tryPlugin({ ...check, servers }, plugins, tarball),
    itself,
  );
}
await step(
  "Cursor: plugin, from its documentation",
  () => tryEntry(path.join(plugins, "cursor/mcp.json"), tarball),
  (seen) => `not installed in Cursor; its entry: ${seen}`,
);
const docker = writeDockerfile(release, out);
await step("Docker: image", () => tryImage(release, docker), itself);
const holds = await step(
  "SBOM: CycloneDX, by `npm sbom`",
  () => writeBillOfMaterials(ROOT, release, out),
  (names) => `${names.length} packages of others`,
);
const first = [];
for (const runtime of CLIENTS) {
  const lesson = await tryFirstLesson(runtime, tarball, release.command);
  process.stdout.write(`${JSON.stringify(lesson)}\n`);
  first.push(lesson);
}
rmSync(unpacked, { recursive: true });
writeFileSync(path.join(out, "links.json"), JSON.stringify(installLinks(release), null, 2));
copyFileSync(path.join(ROOT, "CHANGELOG.md"), path.join(out, "CHANGELOG.md"));
writeSums(out);
const lines = CLIENTS.map((runtime) => lineFor(runtime, `<folder>/${tarballOf(release)}`, release.command));
const PAGE = "docs/release.md";
const page = pageOf({ release, bytes, steps, first, lines, holds, links: installLinks(release) });
writeFileSync(path.join(ROOT, PAGE), docsPages(ROOT, { [PAGE]: page })[PAGE] ?? page);

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file).isFile());
}

function sizeOf(folder: string): number {
  return filesIn(folder).reduce((sum, file) => sum + statSync(file).size, 0);
}
