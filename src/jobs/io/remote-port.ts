// Defines the place where clones agree on leases, whatever keeps them there.

/** Of the remote, as one process remembers it: why it could not be reached, and until when that is held to be so. */
export interface Outage {
  /** Milliseconds of the process's own clock. */
  until: number;
  problem: string;
}

/** `moved`: it is there now. `changed`: somebody came first. Anything else is why it can't be told, in words. */
export type RemoteOutcome = { readonly outcome: "moved" | "changed" } | { readonly problem: string };

export interface RemoteLeases {
  /** True where no job may begin while it can't be asked; else that is only told. */
  readonly isNeeded: boolean;
  /** Looks at what is there now, also during an outage; why it can't be told, else null. */
  look(): Promise<string | null>;
  /** From what its caller has seen there (null: none) to this lease; null deletes it. */
  move(job: string, from: string | null, to: string | null): Promise<RemoteOutcome>;
}
