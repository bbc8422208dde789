// Starts the process that renders a verdict, detached so that it goes on when client and server are gone.
import { startDetached } from "../../git/detached.ts";

/** What the new process needs to find the same program, repository and base. */
export interface Launch {
  /** The program's file. */
  readonly program: string;
  readonly dir: string;
  readonly knowledge: string | null;
  readonly base: string | null;
}

/** Without a claim: for all claims that wait. The journal shows whether it worked. */
export function launchVerdict({ program, dir, knowledge, base }: Launch, claim: string | null): void {
  startDetached([
    ...[program, "verdict", ...(claim === null ? [] : [claim]), "--dir", dir, "--wait"],
    ...(knowledge === null ? [] : ["--knowledge", knowledge]),
    ...(base === null ? [] : ["--base", base]),
  ]);
}
