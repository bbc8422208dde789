// Answers a client's handshake before the rest of the server is loaded, as some clients give up on a server that is slow on
// a busy machine.
import type { Readable, Writable } from "node:stream";
import { ICONS } from "./icon.ts";

/** What a server tells of itself in any version of the protocol. */
export interface Introduction {
  readonly serverInfo: {
    name: string;
    title: string;
    version: string;
    icons: typeof ICONS;
    /** Only in a package that was made for a known repository: an address that is made up is worse than none. */
    websiteUrl?: string;
  };
  readonly capabilities: {
    tools: Record<string, never>;
    resources: Record<string, never>;
    prompts: Record<string, never>;
    completions: Record<string, never>;
  };
  readonly instructions: string;
}

/** `website` is empty where nobody has said in which repository the project lies. */
export const introduce = (version: string, instructions: string, website = ""): Introduction => ({
  serverInfo: {
    name: "agentops",
    title: "AgentOps",
    version,
    icons: ICONS,
    ...(website === "" ? {} : { websiteUrl: website }),
  },
  capabilities: { tools: {}, resources: {}, prompts: {}, completions: {} },
  instructions,
});

/** The versions whose clients begin with `initialize`, as the SDK has them. */
export const OLDER_VERSIONS: readonly string[] = [
  "2025-11-25",
  "2025-06-18",
  "2025-03-26",
  "2024-11-05",
  "2024-10-07",
];

export interface Greeting {
  /** Resolves when the first bytes have come, and a handshake among them is answered. */
  readonly heard: Promise<void>;
  /** Stops answering. Returns the id of the request that was answered, which is still to be read but not answered again. */
  end(): string | number | null;
}

/** Leaves every byte in `input` for the server that is being loaded. Anything but a plain handshake is left to it. */
export function greet(input: Readable, output: Writable, introduction: Introduction): Greeting {
  let answered: string | number | null = null;
  let tell = (): void => {};
  const heard = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const look = (): void => {
    input.off("readable", look);
    const chunk: unknown = input.read();
    if (Buffer.isBuffer(chunk)) {
      input.unshift(chunk);
      const asked = handshakeIn(chunk);
      if (asked !== null) {
        const result = { protocolVersion: asked.version, ...introduction };
        output.write(`${JSON.stringify({ jsonrpc: "2.0", id: asked.id, result })}\n`);
        answered = asked.id;
      }
    }
    tell();
  };
  input.on("readable", look);
  return {
    heard,
    end() {
      input.off("readable", look);
      return answered;
    },
  };
}

/** The SDK answers whatever is unusual in a handshake. */
function handshakeIn(chunk: Buffer): { id: string | number; version: string } | null {
  const end = chunk.indexOf(10);
  if (end < 0) return null;
  try {
    const { jsonrpc, id, method, params } = Object(JSON.parse(chunk.toString("utf8", 0, end)));
    const { protocolVersion: version, capabilities, clientInfo, ...others } = Object(params);
    const isPlain =
      jsonrpc === "2.0" &&
      (typeof id === "string" || Number.isSafeInteger(id)) &&
      method === "initialize" &&
      OLDER_VERSIONS.includes(version) &&
      isObject(capabilities) &&
      Object.values(capabilities).every(isObject) &&
      typeof Object(clientInfo).name === "string" &&
      typeof Object(clientInfo).version === "string" &&
      Object.keys(others).length === 0;
    return isPlain ? { id, version } : null;
  } catch {
    return null;
  }
}

const isObject = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value);
