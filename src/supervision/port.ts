// Defines what a session is told unasked, as handlers see it: rulings for it, and warnings that it has not heard yet.
import type { RulingNotice } from "./ruling-text.ts";

/** What supervisors have ruled for the session that calls, whether it was told, and what it was warned of. */
export interface RulingsPort {
  /** The oldest that it was not told of yet, as the state that was read last tells; null while there is none. */
  pending(): Promise<RulingNotice | null>;
  /** It has been told; remembered beyond the end of this server. Never throws. */
  told(ruling: string): void;
  /** Whether `what` is not what this server told the session last about `subject`, as it is from now on. */
  isNews(subject: string, what: string): boolean;
}
