// Defines the place where clones agree on leases, independent of what keeps them.

/** Why the remote could not be reached, and until when that is taken to last. */
export interface Outage {
  /** Milliseconds of the process's own clock. */
  until: number;
  problem: string;
}

/** Why the remote's leases can't be told. */
export interface Unreachable {
  /** In words. */
  readonly problem: string;
  /** True where no job may begin in the meantime; otherwise it is only told. */
  readonly stops: boolean;
}

/** `moved`: it is there now. `changed`: somebody else came first. */
export type RemoteOutcome = { readonly outcome: "moved" | "changed" } | Unreachable;

export interface RemoteLeases {
  /** Looks at what is there now, even during an outage; null where that worked. */
  look(): Promise<Unreachable | null>;
  /** From what the caller has seen there (null: none) to this lease; null deletes it. */
  move(job: string, from: string | null, to: string | null): Promise<RemoteOutcome>;
}
