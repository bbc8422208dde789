// Defines a kind of judge: how its program starts, which secrets it needs, and where its answer stands.

import * as z from "zod";
import type { Judge } from "../policy/judges-and-panels.ts";
import type { Cost } from "./answer.ts";

/** Where things are, as the judge's own process sees them. */
export interface Surroundings {
  /** Of the program and what it was configured with. */
  readonly argv: readonly string[];
  /** The read-only files of the claimed commit. */
  readonly checkout: string;
  readonly packet: string;
  /** True inside a sandbox of ours. */
  readonly confined: boolean;
  /** Words of ours that go before the packet, outside of its bytes; empty where there are none. */
  readonly preface: string;
}

export interface Command {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** What a program printed: the answer's text, or why there is none. */
export interface Said {
  readonly text: string;
  readonly problem: string | null;
  readonly model: string | null;
  readonly cost: Pick<Cost, "tokensIn" | "tokensOut">;
}

/** A file of the user's that holds a credential, put at the same place below the judge's own home. */
export interface CredentialFile {
  readonly from: string;
  readonly to: string;
}

export interface Adapter {
  /** Found on PATH where the policy names no program; null where it must. */
  readonly program: string | null;
  /** Variables of the user's that it is given, if they are set. */
  variables(judge: Judge): readonly string[];
  /** Files that it is given where none of these variables holds a credential. */
  credentials(env: NodeJS.ProcessEnv, home: string): readonly CredentialFile[];
  network(judge: Judge): boolean;
  /** The packet comes in on standard input. `env` holds the variables that are set. */
  command(judge: Judge, at: Surroundings, env: Readonly<Record<string, string>>): Command;
  read(stdout: string): Said;
}

export const NO_COST = { tokensIn: null, tokensOut: null } as const;

/** Tokens as a runtime reports them; what can't be a number of tokens says nothing. */
export const Count = z.int().min(0).max(1e9).catch(0);

/** Proxies and certificates, without which a model can't be reached from behind a company's gate. */
export const FOR_NETWORK = [
  ...["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"],
  ...["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "SSL_CERT_DIR"],
];
