// Opens the stores that a person has put beside the repository's own, each as a session of its own over the same code.
import type { Layer, OtherLayers, WriteContext } from "../api/context.ts";
import { cantRead, layersBeside, type NamedLayer, TEAM } from "../git/layers.ts";
import { storeAt } from "../git/place.ts";
import { AgentOpsError } from "../shared/errors.ts";
import type { SessionOptions } from "./compose.ts";
import type { Reading } from "./house.ts";
import type { Caller } from "./retrieval-log.ts";

/** A session over the same code, with this store for its own. */
interface StoreSession {
  contexts(
    by: Caller,
    signal: AbortSignal,
    report: (what: string) => void,
  ): Promise<{ readonly write: WriteContext }>;
  store(): Promise<string>;
  flush(): Promise<void>;
  close(): void;
}

export interface Layers {
  /** Nearest first, the team's among them; empty where there is no other layer. Opens none of them. */
  names(): Promise<readonly string[]>;
  of(by: Caller, signal: AbortSignal, report: (what: string) => void): Promise<OtherLayers<WriteContext>>;
  flush(): Promise<void>;
  close(): void;
}

const NONE: OtherLayers<WriteContext> = { nearer: [], farther: [], problems: [] };

/** Opens a layer when somebody asks for it, and nothing at all where no layer is named. */
export function createLayers(
  open: () => Promise<Reading>,
  options: SessionOptions,
  create: (options: SessionOptions) => StoreSession,
): Layers {
  const sessions = new Map<string, StoreSession>();

  function sessionOf(folder: string): StoreSession {
    const known =
      sessions.get(folder) ?? create({ ...options, knowledge: folder, base: null, layerOf: folder });
    sessions.set(folder, known);
    return known;
  }

  async function layer(
    { name, folder, takes }: NamedLayer,
    ...call: Parameters<StoreSession["contexts"]>
  ): Promise<Layer<WriteContext> | string | null> {
    try {
      // Without this check git would use a repository further up, which is somebody else's.
      if (storeAt(folder) === null) return cantRead(name, NO_REPOSITORY);
      const { write } = await sessionOf(folder).contexts(...call);
      if (await isOwn(folder)) return null;
      return { name, context: write, state: await write.soon(), takesGeneral: takes === "general" };
    } catch (error) {
      if (call[1].aborted) throw error;
      return cantRead(name, reasonOf(error));
    }
  }

  /** True where the session works in the store itself. */
  async function isOwn(folder: string): Promise<boolean> {
    return (await sessionOf(folder).store()) === (await open()).journal.repository.commonDir;
  }

  async function beside() {
    // A judge judges a claim by the team's knowledge alone.
    if (options.layerOf !== undefined || options.role === "judge") return null;
    return layersBeside((await open()).repository.commonDir);
  }

  return {
    async names() {
      const found = await beside();
      if (found === null || found.nearer.length + found.farther.length === 0) return [];
      return [...found.nearer, { name: TEAM }, ...found.farther].map(({ name }) => name);
    },
    async of(...call) {
      const found = await beside();
      if (found === null) return NONE;
      const { nearer, farther, unreadable } = found;
      if (nearer.length + farther.length + unreadable.length === 0) return NONE;
      const [near, far] = await Promise.all(
        [nearer, farther].map((each) => Promise.all(each.map((one) => layer(one, ...call)))),
      );
      const opened = (found: typeof near = []) =>
        found.flatMap((each) => (each === null || typeof each === "string" ? [] : [each]));
      return {
        nearer: opened(near),
        farther: opened(far),
        problems: [
          ...[...(near ?? []), ...(far ?? [])].filter((each) => typeof each === "string"),
          ...unreadable.map((where) => `No layer can be read from ${where}.`),
        ],
      };
    },
    async flush() {
      await Promise.all([...sessions.values()].map((each) => each.flush()));
    },
    close() {
      for (const each of sessions.values()) each.close();
    },
  };
}

const NO_REPOSITORY = "there is no git repository at its place.";

/** The reason without the folder, whose path names somebody's home. */
function reasonOf(error: unknown): string {
  if (!(error instanceof AgentOpsError)) return "it has a fault.";
  return error.code === "NOT_A_REPOSITORY" ? NO_REPOSITORY : error.message;
}
