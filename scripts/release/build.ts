// Makes the packages, each from the same sources, in a folder outside of git.
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { bundleOf, type Release, tarballOf } from "./facts.ts";
import { bundleManifest, dockerfile, packageManifest, serverJson } from "./manifests.ts";
import { run } from "./speak.ts";

/** What goes into a bundle beside its manifest: a desktop program shows no pages of documentation. */
const IN_BUNDLE = ["dist", "package.json", "LICENSE", "README.md"];

export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Packs what `files` of package.json names, and writes into it the addresses that only a release knows. */
export function packTarball(root: string, release: Release, out: string): { file: string; unpacked: string } {
  const file = path.join(out, tarballOf(release));
  const unpacked = path.join(out, "unpacked");
  run("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", out], { cwd: root });
  run("tar", ["-xzf", file, "-C", out], { cwd: out });
  renameSync(path.join(out, "package"), unpacked);
  writeFileSync(path.join(unpacked, "package.json"), json(packageManifest(release)));
  run("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", out], { cwd: unpacked });
  return { file, unpacked };
}

/** Packed by the program of those who define the format. */
export function packBundle(mcpb: string, release: Release, unpacked: string): string {
  const out = path.dirname(unpacked);
  const folder = path.join(out, "bundle");
  for (const name of IN_BUNDLE)
    cpSync(path.join(unpacked, name), path.join(folder, name), { recursive: true });
  writeFileSync(path.join(folder, "manifest.json"), json(bundleManifest(release)));
  const file = path.join(out, bundleOf(release));
  run(process.execPath, [mcpb, "validate", path.join(folder, "manifest.json")], { cwd: out });
  run(process.execPath, [mcpb, "pack", folder, file], { cwd: out });
  rmSync(folder, { recursive: true });
  return file;
}

export const sha256Of = (file: string): string =>
  createHash("sha256").update(readFileSync(file)).digest("hex");

export function writeRegistryEntry(release: Release, out: string): string {
  const file = path.join(out, "server.json");
  writeFileSync(file, json(serverJson(release, sha256Of(path.join(out, bundleOf(release))))));
  return file;
}

/** The marketplaces, each with its plugin, and the extension: as they lie in the package. */
export function copyPlugins(unpacked: string, out: string): string {
  const folder = path.join(out, "plugins");
  cpSync(path.join(unpacked, "resources/plugins"), folder, { recursive: true });
  return folder;
}

/** A folder of its own, from which nothing but the package goes to the engine. */
export function writeDockerfile(release: Release, out: string): string {
  const folder = path.join(out, "docker");
  mkdirSync(folder);
  writeFileSync(path.join(folder, "Dockerfile"), dockerfile(release));
  cpSync(path.join(out, tarballOf(release)), path.join(folder, tarballOf(release)));
  return folder;
}

interface Component {
  readonly name: string;
  readonly group?: string;
  readonly version: string;
}

/** What the package holds of others: npm's list of all that the lock names, without what only builds and tests. */
export function writeBillOfMaterials(root: string, release: Release, out: string): string[] {
  const licences = readFileSync(path.join(root, "dist/LICENSES.txt"), "utf8");
  const { said } = run("npm", ["sbom", "--sbom-format", "cyclonedx", "--package-lock-only"], { cwd: root });
  const all = JSON.parse(said);
  const nameOf = ({ group, name, version }: Component) =>
    `${group === undefined ? "" : `${group}/`}${name} ${version}`;
  const components = all.components.filter((each: Component) => licences.split("\n").includes(nameOf(each)));
  const { scope: _scope, ...component } = all.metadata.component;
  const metadata = { ...all.metadata, component: { ...component, name: release.name } };
  const kept = { ...all, metadata, components, dependencies: [] };
  writeFileSync(path.join(out, "sbom.cdx.json"), json(kept));
  return components.map(nameOf);
}

/** For whoever compares what was built with what was published. */
export function writeSums(out: string): void {
  const files = readdirSync(out, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "SHA256SUMS")
    .map(({ name }) => name)
    .sort();
  const lines = files.map((name) => `${sha256Of(path.join(out, name))}  ${name}\n`);
  writeFileSync(path.join(out, "SHA256SUMS"), lines.join(""));
}
