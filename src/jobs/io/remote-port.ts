// Defines the place where clones agree on leases, whatever keeps them there.

/** Of the remote, as one process remembers it: why it could not be reached, and until when that is held to be so. */
export interface Outage {
  /** Milliseconds of the process's own clock. */
  until: number;
  problem: string;
}

/** Why it can't be told what is there. */
export interface Unreachable {
  /** In words. */
  readonly problem: string;
  /** True where no job may begin meanwhile; else that is only told. */
  readonly stops: boolean;
}

/** `moved`: it is there now. `changed`: somebody came first. */
export type RemoteOutcome = { readonly outcome: "moved" | "changed" } | Unreachable;

export interface RemoteLeases {
  /** Looks at what is there now, also during an outage; null where that went well. */
  look(): Promise<Unreachable | null>;
  /** From what its caller has seen there (null: none) to this lease; null deletes it. */
  move(job: string, from: string | null, to: string | null): Promise<RemoteOutcome>;
}
