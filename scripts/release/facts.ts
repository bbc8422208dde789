// Collects once what each package says of this project, so that names and versions can't differ between them.
import packageJson from "../../package.json" with { type: "json" };
import { SERVER_NAME } from "../../src/runtimes/runtime.ts";

export interface Release {
  /** On npm. */
  readonly name: string;
  /** On PATH. */
  readonly command: string;
  /** In lists of servers and plugins. */
  readonly server: string;
  readonly title: string;
  readonly version: string;
  readonly license: string;
  readonly node: string;
  readonly keywords: readonly string[];
  /** At most 100 characters, as the MCP registry wants it. */
  readonly summary: string;
  readonly description: string;
  /** `owner/name` on GitHub. */
  readonly repository: string;
  /** True where nobody has said in which repository the project lies: what is made then can't be published. */
  readonly isStandIn: boolean;
}

/** No account of that name can exist on GitHub, as its names hold no underscore. */
const STAND_IN = "the_owner/agentops-mcp";
const REPOSITORY = /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\/[A-Za-z0-9._-]+$/;

export function releaseOf(repository: string | undefined): Release {
  if (repository !== undefined && !REPOSITORY.test(repository))
    throw new Error(`--repository is ${JSON.stringify(repository)}; give it as owner/name.`);
  const [command = ""] = Object.keys(packageJson.bin);
  return {
    name: packageJson.name,
    command,
    server: SERVER_NAME,
    title: "AgentOps",
    version: packageJson.version,
    license: packageJson.license,
    node: packageJson.engines.node,
    keywords: packageJson.keywords,
    summary:
      "A memory for coding agents in your git: lessons of one session reach the next when they matter.",
    description: packageJson.description,
    repository: repository ?? STAND_IN,
    isStandIn: repository === undefined,
  };
}

export const addressOf = ({ repository }: Release): string => `https://github.com/${repository}`;

/** In the MCP registry, whose names begin with who has shown to own them. */
export function registryNameOf({ repository }: Release): string {
  const [owner = "", name = ""] = repository.split("/");
  return `io.github.${owner.replaceAll("_", "-")}/${name}`;
}

export const tarballOf = ({ name, version }: Release): string => `${name}-${version}.tgz`;
export const bundleOf = ({ command, version }: Release): string => `${command}-${version}.mcpb`;
