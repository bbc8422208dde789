// Defines the port behind which a command is confined, and the environment that the command gets.
import os from "node:os";
import path from "node:path";
import type { SandboxLevel } from "./receipt.ts";

/** A folder of set-up outputs, laid over the checkout. */
export interface Laid {
  /** Where it is kept. */
  readonly from: string;
  /** Below the checkout. */
  readonly at: string;
}

export interface Confined {
  readonly argv: readonly string[];
  /** Below `files`, or `.`. */
  readonly cwd: string;
  /** The checkout; the command may write there unless it works beside it. */
  readonly files: string;
  /** A folder of its own that it runs in, beside a checkout that it may only read. */
  readonly beside?: string;
  /** Variables that it gets besides the few that every command has. */
  readonly env?: Readonly<Record<string, string>>;
  /** Files and folders outside of PATH that it may read. */
  readonly visible?: readonly string[];
  /** An empty folder for its home and its temporary files. */
  readonly scratch: string;
  readonly laid: readonly Laid[];
  readonly network: boolean;
  /** Value of AGENTOPS_CHECK in its environment. */
  readonly mark: string;
  /** Folders of the worker, whose programs the command must not find. */
  readonly hidden: readonly string[];
}

/** What is to be started, with all of its environment. */
export interface Launch {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface Sandbox {
  readonly level: SandboxLevel;
  /** Which program and version confines; without one, why there is none. */
  readonly about: string;
  /** True when the end of the command is the end of everything that it started. */
  readonly leavesNothing: boolean;
  /** Lays the set-up's outputs and says how to start the command. */
  prepare(command: Confined): Promise<Launch>;
}

/** Proxies and certificates, without which a network behind a company's gate can't be used. */
const FOR_NETWORK = [
  ...["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"],
  ...[
    "NODE_EXTRA_CA_CERTS",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "npm_config_registry",
    "PIP_INDEX_URL",
    "GOPROXY",
  ],
];

/** Everything that a command gets to see of an environment. */
export function scrubbedEnvironment(
  { network, mark, hidden, files, env }: Confined,
  home: string,
  temporary: string,
): Record<string, string> {
  const passed = network ? FOR_NETWORK : [];
  return {
    ...Object.fromEntries(
      passed.flatMap((name) => (process.env[name] ? [[name, process.env[name] ?? ""]] : [])),
    ),
    PATH: programFolders(hidden).join(path.delimiter),
    HOME: home,
    TMPDIR: temporary,
    USER: "agentops",
    LANG: "C.UTF-8",
    TZ: "UTC",
    CI: "true",
    GIT_CEILING_DIRECTORIES: path.dirname(files),
    AGENTOPS_CHECK: mark,
    ...env,
  };
}

/** PATH without relative folders, the worker's own and those that package managers put there for one command. */
export function programFolders(hidden: readonly string[]): string[] {
  const named = (process.env.PATH ?? "").split(path.delimiter).filter(path.isAbsolute);
  const usual = process.platform === "win32" ? [] : ["/usr/local/bin", "/usr/bin", "/bin"];
  const inside = (folder: string) =>
    hidden.some((each) => folder === each || folder.startsWith(each + path.sep));
  const lasting = [...named, ...usual].map((folder) => path.normalize(folder).replace(/(?<=.)[\\/]$/, ""));
  return [...new Set(lasting)].filter(
    (folder) => !inside(folder) && folder !== os.homedir() && !/[\\/]node_modules([\\/]|$)/.test(folder),
  );
}
