// Explains to a person why an operation on a runtime's file has failed.

import { diskFull } from "../../git/run.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { isCode } from "../../shared/files.ts";

/** The typed error for it; anything unexpected is passed on as it is. */
export function fileProblem(error: unknown, file: string): unknown {
  if (isCode(error, "EACCES", "EPERM", "EROFS")) {
    return new AgentOpsError(
      "READ_ONLY",
      `${file} cannot be read or written by this user.`,
      `Change the permissions of ${file} and of its folder, and run this again; nothing was written.`,
    );
  }
  if (isCode(error, "ENOSPC", "EDQUOT")) return diskFull();
  if (isCode(error, "EISDIR", "ENOTDIR", "EEXIST", "ELOOP", "ENAMETOOLONG")) {
    return new AgentOpsError(
      "CONFIG_INVALID",
      `${file} cannot be a file: a folder, a file or a link is in its way.`,
      "Move that out of the way and run this again; nothing was written.",
    );
  }
  return error;
}
