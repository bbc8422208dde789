// Checks that verdicts can be signed: who may sign now, and that ssh-keygen works.

import { findKeygen } from "../../claims/signatures/io/ssh-keygen.ts";
import { outsideValidity } from "../../claims/signatures/signers.ts";
import type { Session } from "../../session/session.ts";
import { attempt, type Check, ok, warn } from "./check.ts";

/** Reports nothing where base neither names signers nor asks for signatures. Errors in the file are reported elsewhere. */
export async function checkSigners(session: Session): Promise<Check[]> {
  const config = await session.config().catch(() => null);
  if (config === null) return [];
  const { signers, levels } = config;
  const needed = levels.some(({ level }) => level === "L3");
  if (signers.length === 0 && !needed) return [];
  return attempt("signers", async () => {
    const now = new Date().toISOString();
    const valid = signers.filter((each) => outsideValidity(each, now) === null);
    const others = signers.flatMap((each) => {
      const outside = outsideValidity(each, now);
      return outside === null ? [] : [`${each.principal}: ${outside}`];
    });
    const found = [...valid.map(({ principal }) => principal), ...others].join("; ");
    if (findKeygen() === null)
      return [
        warn(
          "signers",
          "ssh-keygen is not installed here, so no signature counts",
          "Install OpenSSH's client.",
        ),
      ];
    if (needed && valid.length === 0)
      return [
        warn(
          "signers",
          found === "" ? "a level asks for L3, and base names no signer" : `nobody can sign now: ${found}`,
          "Name a key under signers in .agentops/config.yaml on the base branch, as docs/signing.md of this package shows.",
        ),
      ];
    return [ok("signers", found)];
  });
}
