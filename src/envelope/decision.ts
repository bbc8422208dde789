// Defines the envelope's answer about one action.

export interface Decision {
  readonly decision: "allow" | "deny" | "ask";
  /** The key and the entry of it that decided. */
  readonly rule: string;
  /** One sentence, without the target's text. */
  readonly why: string;
  /** The key that a person would have to change; null where no key helps. */
  readonly key: string | null;
  /** `job` where the job's scope refuses. */
  readonly by: "envelope" | "job";
  /** True where the name of the file is refused, whatever the lists say. */
  readonly byName?: boolean;
}

export const allow = (rule: string, why: string): Decision => ({
  decision: "allow",
  rule,
  why,
  key: null,
  by: "envelope",
});
export const deny = (rule: string, why: string, key: string | null): Decision => ({
  decision: "deny",
  rule,
  why,
  key,
  by: "envelope",
});
