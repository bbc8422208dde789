// Says why a configuration is left as it is.
import { AgentOpsError } from "../shared/errors.ts";

export const doesNotParse = (file: string, line: number, problem: string): AgentOpsError =>
  new AgentOpsError(
    "CONFIG_INVALID",
    `${file} does not parse at line ${line}: ${problem}.`,
    "Correct the file by hand and run this again; nothing was written.",
  );

export const wrongType = (file: string, key: string, expected: string): AgentOpsError =>
  new AgentOpsError(
    "CONFIG_INVALID",
    `${key} in ${file} is not ${expected}.`,
    "Correct the file by hand and run this again; nothing was written.",
  );

export const notEditable = (file: string, entry: string): AgentOpsError =>
  new AgentOpsError(
    "CONFIG_INVALID",
    `${file} is written in a way in which ${entry} cannot be changed without touching the rest.`,
    `Change ${entry} in the file by hand; nothing was written.`,
  );

/** The line of an offset, from 1. */
export const lineAt = (text: string, offset: number): number => text.slice(0, offset).split("\n").length;
