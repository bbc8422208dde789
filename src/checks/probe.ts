// Finds out which sandbox this machine offers, and refuses to go on with less than the policy asks for.
import { AgentOpsError } from "../shared/errors.ts";
import { findBubblewrap } from "./bubblewrap.ts";
import type { Sandbox } from "./sandbox.ts";
import { findSrt } from "./srt.ts";
import { openNone } from "./unconfined.ts";

let probed: Promise<Sandbox> | undefined;

/** Finds out by trying, once per process. */
export function probeSandbox(): Promise<Sandbox> {
  probed ??= probe();
  return probed;
}

async function probe(): Promise<Sandbox> {
  if (process.platform === "linux") {
    const found = await findBubblewrap();
    return typeof found === "string" ? openNone(found) : found;
  }
  const found = process.platform === "darwin" ? await findSrt() : `none is known for ${process.platform}`;
  return typeof found === "string" ? openNone(found) : found;
}

/** Throws NO_SANDBOX where the policy does not put up with what this machine has. */
export function demandSandbox({ level, about }: Sandbox, wanted: "auto" | "require"): void {
  if (level !== "none" || wanted === "auto") return;
  throw new AgentOpsError(
    "NO_SANDBOX",
    `The policy says sandbox: require, and there is none here: ${about}.`,
    sandboxAdvice(),
  );
}

/** What to do where there is none. */
export const sandboxAdvice = (): string =>
  process.platform === "linux"
    ? "Install bubblewrap (apt-get install bubblewrap) and allow unprivileged user namespaces; where AppArmor restricts them, allow them for bwrap."
    : "Run checks whose result counts on Linux with bubblewrap, such as in CI.";
