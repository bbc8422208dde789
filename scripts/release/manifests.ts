// Writes the files by which npm, the MCP registry, MCPB, Docker, Cursor and VS Code know the server.
import packageJson from "../../package.json" with { type: "json" };
import { addressOf, bundleOf, type Release, registryNameOf, tarballOf } from "./facts.ts";
import { REGISTRY_SCHEMA, type ServerJson, serverJsonShape } from "./server-json.ts";

/** The repository's own, with its addresses, and without what only a developer needs. */
export function packageManifest(release: Release): Record<string, unknown> {
  const { scripts: _scripts, devDependencies: _tools, knip: _knip, ...published } = packageJson;
  return {
    ...published,
    ...(release.isStandIn ? { private: true } : {}),
    mcpName: registryNameOf(release),
    homepage: `${addressOf(release)}#readme`,
    repository: { type: "git", url: `git+${addressOf(release)}.git` },
    bugs: { url: `${addressOf(release)}/issues` },
  };
}

/** `sha256` is the bundle's, in hexadecimal. */
export function serverJson(release: Release, sha256: string): ServerJson {
  const address = addressOf(release);
  return serverJsonShape.parse({
    $schema: REGISTRY_SCHEMA,
    name: registryNameOf(release),
    title: release.title,
    description: release.summary,
    version: release.version,
    websiteUrl: address,
    repository: { url: address, source: "github" },
    packages: [
      {
        registryType: "npm",
        registryBaseUrl: "https://registry.npmjs.org",
        identifier: release.name,
        version: release.version,
        runtimeHint: "npx",
        transport: { type: "stdio" },
      },
      {
        registryType: "mcpb",
        identifier: `${address}/releases/download/v${release.version}/${bundleOf(release)}`,
        version: release.version,
        fileSha256: sha256,
        transport: { type: "stdio" },
      },
    ],
  });
}

/** A desktop program starts servers in no repository, so a person names one. */
export function bundleManifest(release: Release): Record<string, unknown> {
  const entry = `dist/${release.command}.js`;
  return {
    manifest_version: "0.3",
    name: release.command,
    display_name: release.title,
    version: release.version,
    description: release.summary,
    author: { name: release.command },
    license: release.license,
    keywords: release.keywords,
    repository: { type: "git", url: addressOf(release) },
    homepage: addressOf(release),
    server: {
      type: "node",
      entry_point: entry,
      mcp_config: {
        command: "node",
        args: [`\${__dirname}/${entry}`, "serve", "--dir", "\x24{user_config.repository}"],
      },
    },
    user_config: {
      repository: {
        type: "directory",
        title: "Git repository",
        description: "The repository whose lessons are served and kept.",
        required: true,
      },
    },
    tools_generated: true,
    compatibility: { platforms: ["darwin", "linux"], runtimes: { node: release.node } },
  };
}

/** Run with the repository mounted: `docker run -i --rm -v "$PWD:/work" <image>`. */
export const dockerfile = (release: Release): string => `# Serves the git repository that is mounted at /work.
FROM node:22-slim
RUN apt-get update && apt-get install --yes --no-install-recommends git ca-certificates \\
    && rm -rf /var/lib/apt/lists/* \\
    && git config --system --add safe.directory /work
COPY ${tarballOf(release)} /tmp/
# The first start keeps compiled code beside the program, so it happens here.
RUN npm install --global --ignore-scripts --no-audit --no-fund /tmp/${tarballOf(release)} \\
    && rm /tmp/${tarballOf(release)} \\
    && (${release.command} serve < /dev/null || true)
LABEL io.modelcontextprotocol.server.name="${registryNameOf(release)}" \\
      org.opencontainers.image.version="${release.version}" \\
      org.opencontainers.image.licenses="${release.license}" \\
      org.opencontainers.image.source="${addressOf(release)}"
USER node
WORKDIR /work
ENTRYPOINT ["${release.command}"]
CMD ["serve"]
`;

/** Addresses that a click opens; both name the program on PATH, so that they are right before anything is published. */
export function installLinks({ server, command }: Release): { cursor: string; vscode: string } {
  const launch = { command, args: ["--dir", "\x24{workspaceFolder}"] };
  const config = Buffer.from(JSON.stringify(launch)).toString("base64");
  const asked = encodeURIComponent(JSON.stringify({ name: server, type: "stdio", ...launch }));
  return {
    cursor: `cursor://anysphere.cursor-deeplink/mcp/install?name=${server}&config=${encodeURIComponent(config)}`,
    vscode: `https://insiders.vscode.dev/redirect?url=${encodeURIComponent(`vscode:mcp/install?${asked}`)}`,
  };
}
