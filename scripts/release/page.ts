// Writes the page of a release: what was made, how each was tried, and what is not published.

import { type Release, tarballOf } from "./facts.ts";
import type { FirstLesson } from "./first-lesson.ts";

export interface Step {
  readonly what: string;
  readonly seen: string;
  readonly seconds: number;
}

export interface Transcript {
  readonly release: Release;
  readonly bytes: { readonly packed: number; readonly unpacked: number; readonly files: number };
  readonly steps: readonly Step[];
  readonly first: readonly FirstLesson[];
  readonly lines: readonly string[];
  readonly holds: readonly string[];
  readonly links: { readonly cursor: string; readonly vscode: string };
}

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(2)} MB`;
const cell = (text: string): string => text.replaceAll("|", "\\|").replace(/\s+/g, " ");

export function pageOf({ release, bytes, steps, first, lines, holds, links }: Transcript): string {
  return `# Packages, and how each was tried

<!-- Written by npm run release -- --dry-run; edit scripts/release/page.ts. -->

**Nothing is published yet**: not on npm, not in the MCP registry, in no marketplace and no image registry. \`${release.command}\` on
npm is not ours. What follows was made from version ${release.version} and tried on one machine, with \`npm run release -- --dry-run\`; it
lies in \`build/release\`, which git ignores. The package is ${megabytes(bytes.packed)}, unpacked ${megabytes(bytes.unpacked)} in ${bytes.files} files.

| package | what was seen, in an empty home and a new repository | s |
|---|---|---|
${steps.map(({ what, seen, seconds }) => `| ${what} | ${cell(seen)} | ${seconds.toFixed(1)} |`).join("\n")}

Node ${process.version} on ${process.platform}. Windows and macOS were not tried, and neither was publishing: provenance, attestations and
the registry's own check of ownership need the workflow on GitHub.

## From nothing to the first lesson

One line in your project, then the client as always. The seconds are of the line, which installs the package and configures the
client, and of the first session, in which a scripted model records a lesson; \`${release.command} search\` then finds it.

| client | the line with the packed package | line, s | session, s |
|---|---|---|---|
${first.map(({ title, seconds }, at) => `| ${title} | \`${lines[at]}\` | ${seconds ? seconds.line.toFixed(1) : "not tried"} | ${seconds ? seconds.session.toFixed(1) : "the client is not installed"} |`).join("\n")}

Once the package is published its name with the version, \`${release.name}@${release.version}\`, takes the place of \`<folder>/${tarballOf(release)}\`, and
nothing else in the line changes.

## A click, with \`${release.command}\` on PATH

- [Add to Cursor](${links.cursor})
- [Install in VS Code](${links.vscode})

Both name the program on PATH, and hold no address to download from. They follow the documentation of the two; no test clicks them.

## What the package holds of others

\`sbom.cdx.json\` lists it in CycloneDX, from the lock file: ${holds.map((each) => `\`${each}\``).join(", ")}. Their licences are in \`dist/LICENSES.txt\`.

## For whoever publishes

1. Say which repository it is: \`npm run release -- --dry-run --repository owner/name\`. Without that a package is made with
   \`"private": true\`, which npm refuses to publish.
2. On npm, name that repository's workflow \`release.yml\` as the package's trusted publisher. On GitHub, give the environment
   \`release\` a reviewer.
3. Start the workflow *release* by hand, with the version as it stands in package.json. It makes everything anew, tries it, attests
   where it came from, and waits for the reviewer before it publishes to npm, the MCP registry and the releases of GitHub.
4. \`server.json\` is checked against rules that this project has written from the registry's schema (\`scripts/release/server-json.ts\`);
   the registry checks it against its own when it is published.
5. Plugins are installed from a clone or from the package, as [runtimes.md](runtimes.md#as-a-plugin) says; a marketplace of a vendor has a form of its own.
`;
}
