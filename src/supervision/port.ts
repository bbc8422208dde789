// Defines rulings as handlers see them.
import type { RulingNotice } from "./ruling-text.ts";

/** What supervisors have ruled for the session that calls, and whether it was told. */
export interface RulingsPort {
  /** The oldest that it was not told of yet, as the state that was read last tells; null while there is none. */
  pending(): Promise<RulingNotice | null>;
  /** It has been told; remembered beyond the end of this server. Never throws. */
  told(ruling: string): void;
}
