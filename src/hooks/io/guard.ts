// Blocks a call when anything goes wrong in a hook before a tool, once base has an envelope, since a missing answer would
// mean yes.
import { findPlace, type Place } from "../../git/place.ts";
import type { HookDialect, HookEvent } from "../../runtimes/hooks/event.ts";
import type { HookHost } from "./host.ts";
import { isEnforced, readPolicy } from "./kept-policy.ts";

/** Why a hook gives no answer. */
export type HookFault =
  | { readonly kind: "failed" }
  | { readonly kind: "late"; readonly afterMs: number }
  | { readonly kind: "not_read" };

export interface Guard {
  /** True for the event before a tool. */
  readonly guards: boolean;
  /**
   * The repository whose envelope counts, which is the session's, wherever the agent has moved to; null where there is none
   * to ask.
   */
  placeFor(event: HookEvent | null): Place | null;
  /** Marks that the envelope allows the call, so that a later error is harmless. */
  decided(): void;
  /**
   * Ends the process: with 2, which every runtime takes as a block, where an envelope is in force; with UNKNOWN where this
   * process can't tell, which leaves it to the shell around the hook; else with 0.
   */
  giveUp(fault: HookFault): never;
}

/** The shell that `init` puts around the hook then looks at base itself. */
const UNKNOWN = 3;

/** Blocks only at the event before a tool. */
export function createGuard(
  dialect: HookDialect | null,
  native: string | null,
  { env, cwd, complain, exit }: Pick<HookHost, "env" | "cwd" | "complain" | "exit">,
): Guard {
  const events = dialect?.events ?? {};
  let guarded = native !== null && Object.hasOwn(events, native) && events[native] === "before-tool";
  // Not the folder of the call: an agent can move to a folder with other bounds, or with none.
  const { AGENTOPS_DIR, [dialect?.folderVariable ?? ""]: project } = env;
  const folders = [AGENTOPS_DIR, project, cwd];
  const first = (dirs: readonly (string | null | undefined)[]): Place | null => {
    for (const dir of dirs) {
      const place = dir ? findPlace(dir) : null;
      if (place) return place;
    }
    return null;
  };
  return {
    guards: guarded,
    placeFor: (event) => (guarded ? first([...folders, event?.cwd]) : null),
    decided() {
      guarded = false;
    },
    giveUp(fault) {
      const place = guarded ? first(folders) : null;
      const known = place && readPolicy(place, Date.now());
      if (!place || (known && !isEnforced(known))) return exit(0);
      if (!known) return exit(UNKNOWN);
      complain(
        `agentops-mcp: stopped before it ran. An envelope is in force, and the hook that asks it gave no answer: ${wordsOf(fault)}. Try once more; if it stays so, tell the person to run agentops-mcp doctor.\n`,
      );
      return exit(2);
    },
  };
}

function wordsOf(fault: HookFault): string {
  if (fault.kind === "late") return `it had none after ${fault.afterMs} ms`;
  return fault.kind === "failed" ? "it failed" : "its answer was not read";
}
