// Names and versions can't differ between the packages, and nothing is published but by a person on GitHub.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import packageJson from "../package.json" with { type: "json" };
import { pluginFiles } from "../scripts/plugins.ts";
import { bundleOf, registryNameOf, releaseOf, tarballOf } from "../scripts/release/facts.ts";
import {
  bundleManifest,
  dockerfile,
  installLinks,
  packageManifest,
  serverJson,
} from "../scripts/release/manifests.ts";
import { serverJsonShape } from "../scripts/release/server-json.ts";
import { ROOT } from "./support/client.ts";

const PAGE = /\bdocs\/[\w/-]+\.(?:md|json|yaml|mjs|yml)\b/g;
/** Files of the projects in which we are used. */
const OF_OTHERS = ["docs/learnings.md", "docs/claude.md"];
const SHA256 = "0".repeat(64);
const release = releaseOf("someone/agentops-mcp");
const registry = serverJson(release, SHA256);
const plugins = Object.entries(pluginFiles()).filter(([file]) => file.endsWith(".json"));
const read = (file: string): string => readFileSync(path.join(ROOT, file), "utf8");

describe("one version and one name", () => {
  it("stand in each manifest", () => {
    const { version, name } = packageJson;
    expect(packageManifest(release)).toMatchObject({ name, version, mcpName: registry.name });
    expect(bundleManifest(release)).toMatchObject({ version });
    expect(registry).toMatchObject({ version, packages: [{ identifier: name, version }, { version }] });
    expect(dockerfile(release)).toContain(`image.version="${version}"`);
    expect(dockerfile(release)).toContain(registryNameOf(release));
    for (const file of [tarballOf(release), bundleOf(release)]) expect(file).toContain(version);
  });

  it("stand in each plugin, and each marketplace points to one that is there", () => {
    const manifests = plugins.filter(([file]) => /(?:plugin|gemini-extension)\.json$/.test(file));
    const versions = manifests.map(([, text]) => JSON.parse(text).version);
    expect(versions).toEqual(Array(5).fill(packageJson.version));
    const marketplaces = plugins.filter(([file]) => file.endsWith("marketplace.json"));
    expect(marketplaces).toHaveLength(4);
    for (const [file, text] of marketplaces) {
      const [plugin] = JSON.parse(text).plugins;
      const folder = plugin.source.path ?? plugin.source;
      const found = plugins.filter(([other]) => other.includes(`/plugins/${folder.slice(2)}/`));
      expect(found.map(([, manifest]) => JSON.parse(manifest).name)).toContain(plugin.name);
      expect(file).not.toContain(folder);
    }
  });

  it("stand in each page that names the package's file", () => {
    const pages = ["README.md", "docs/runtimes.md", "docs/release.md"];
    const named = pages.flatMap((page) => read(page).match(/[\w-]*agentops-mcp-\d[\w.-]*\.tgz/g) ?? []);
    expect([...new Set(named)]).toEqual([tarballOf(release)]);
  });

  it("go with the seconds of the last transcript in the README", () => {
    const measured = [
      ...read("docs/release.md").matchAll(/^\| ([\w ]+) \| `npm .*\| ([\d.]+) \| ([\d.]+) \|$/gm),
    ];
    const sums = measured.map(([, client, line, session]) => [
      client,
      Math.round(Number(line) + Number(session)),
    ]);
    expect(sums).toHaveLength(4);
    const shown = [
      ...read("README.md").matchAll(/^\| ([\w ]+) \| `agentops-mcp init --runtime [^|]*\| (\d+) s \|/gm),
    ];
    expect(shown.map(([, client, seconds]) => [client, Number(seconds)])).toEqual(sums);
  });

  it("start the program that the package puts on PATH", () => {
    const [command] = Object.keys(packageJson.bin);
    const servers = plugins.flatMap(([, text]) => JSON.parse(text).mcpServers?.agentops ?? []);
    expect(servers.map((server) => server.command)).toEqual(Array(5).fill(command));
    const { cursor, vscode } = installLinks(release);
    const config = new URL(cursor).searchParams.get("config") ?? "";
    expect(JSON.parse(Buffer.from(config, "base64").toString())).toMatchObject({ command });
    const asked = new URL(vscode).searchParams.get("url") ?? "";
    expect(JSON.parse(decodeURIComponent(new URL(asked).search.slice(1)))).toMatchObject({ command });
  });
});

describe("the registry's entry", () => {
  it.each([
    ["a range", { version: "^0.1.0" }],
    ["latest", { version: "latest" }],
    ["a name without an owner", { name: "agentops-mcp" }],
    ["a long description", { description: "x".repeat(101) }],
    ["no package", { packages: [] }],
  ])("is refused with %s", (_, change) => {
    expect(serverJsonShape.safeParse({ ...registry, ...change }).success).toBe(false);
  });
});

describe("what nobody has published", () => {
  it("can't be published while nobody says in which repository it lies", () => {
    expect(packageManifest(releaseOf(undefined))).toMatchObject({ private: true });
    expect(packageManifest(release)).not.toHaveProperty("private");
    expect(() => releaseOf("https://example.org/x")).toThrow(/owner\/name/);
  });

  it("is published by a workflow that only a person starts, behind an environment", () => {
    const workflow = parse(read(".github/workflows/release.yml"));
    expect(Object.keys(workflow.on)).toEqual(["workflow_dispatch"]);
    const publishing = Object.values<{ environment?: string; steps: { run?: string }[] }>(
      workflow.jobs,
    ).filter(({ steps }) =>
      steps.some(({ run = "" }) => /npm publish|mcp-publisher publish|gh release/.test(run)),
    );
    expect(publishing.map(({ environment }) => environment)).toEqual(["release"]);
  });
});

it("what is packed has each page that it names, and none of how it was decided", () => {
  const [packed] = JSON.parse(
    execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
      cwd: ROOT,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }),
  );
  const files: string[] = packed.files.map((file: { path: string }) => file.path);
  const sources = execFileSync("git", ["ls-files", "-z", "--", "src", "tools", "resources"], {
    cwd: ROOT,
    encoding: "utf8",
  }).split("\0");
  const texts = sources.filter((file) => /\.(?:ts|sh|cjs|md)$/.test(file)).map(read);
  const named = texts.flatMap((text) => text.match(PAGE) ?? []);
  const ours = [...new Set(named)].filter((page) => !OF_OTHERS.includes(page));
  expect(ours).toContain("docs/signing.md");
  expect(ours.filter((page) => !files.includes(page))).toEqual([]);
  expect(files.filter((file) => file.startsWith("docs/decisions/"))).toEqual([]);
});
