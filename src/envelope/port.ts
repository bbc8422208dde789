// Defines the envelope as handlers see it.

import type { ActionRequest, Bounds, JobBounds } from "./action.ts";
import type { Decision } from "./decision.ts";
import type { DenialRecord } from "./records/denial.ts";

export interface CheckedAction {
  readonly bounds: Bounds;
  readonly decision: Decision;
  readonly action: DenialRecord["action"];
  /** The form in which a record may keep it. */
  readonly target: string;
}

export interface DiffOutside {
  readonly bounds: Bounds;
  readonly refused: readonly { readonly path: string; readonly decision: Decision }[];
}

/** The scope of the session's job; null while it works on none. */
export type JobScope = () => Promise<JobBounds | null>;

/** Least privilege as base defines it at this moment. All methods throw CONFIG_INVALID where that can't be read. */
export interface EnvelopePort {
  bounds(): Promise<Bounds>;
  /** `now` in milliseconds since 1970. */
  check(request: ActionRequest, now: number): Promise<CheckedAction>;
  /** Several under the same bounds, in their order. */
  checkAll(requests: readonly ActionRequest[], now: number): Promise<CheckedAction[]>;
  /** Those of a change's paths, from the repository's top, that may not be written. */
  outside(paths: readonly string[], now: number): Promise<DiffOutside>;
}
