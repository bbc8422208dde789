// Reads the command lines of a tool call, and whether something beside them changes what they do.
import type { ActionRequest } from "../../envelope/action.ts";
import { type Fields, textOf } from "./read.ts";

const LINE_FIELDS = ["command", "cmd", "chars"];
/** What stands beside a line and changes neither what it does nor as whom; folders are looked at as places. */
const BESIDE = new Set([
  ...["description", "explanation", "justification", "session_id", "type", "prefix_rule"],
  ...["timeout", "timeout_ms", "yield_time_ms", "block_until_ms", "max_output_tokens"],
  ...["run_in_background", "is_background", "persistent", "tty", "login"],
  ...["workdir", "working_directory", "directory", "dir_path", "cwd"],
]);
/** The runtimes' words for leaving their sandbox, each with what it says where the call stays in it. */
const SANDBOX: Readonly<Record<string, string>> = {
  dangerouslyDisableSandbox: "",
  with_escalated_permissions: "",
  sandbox_permissions: "use_default",
  required_permissions: "",
  additional_permissions: "",
};

/** Every line among the arguments, as which of them a runtime takes is not for us to guess; null for one that can't be read. */
export function linesIn(input: Fields): ActionRequest[] | null {
  const leavesSandbox = Object.entries(SANDBOX).some(
    ([field, stays]) => isSaid(input[field]) && input[field] !== stays,
  );
  // Such as variables for the environment, another shell, or an argument of a newer runtime.
  const altered = Object.keys(input).some(
    (field) =>
      isSaid(input[field]) && !LINE_FIELDS.includes(field) && !BESIDE.has(field) && !(field in SANDBOX),
  );
  const told = { ...(leavesSandbox ? { leavesSandbox } : {}), ...(altered ? { altered } : {}) };
  const lines: ActionRequest[] = [];
  for (const field of LINE_FIELDS) {
    const value = input[field];
    if (!isSaid(value)) continue;
    const line = textOf(value);
    if (line !== null) lines.push({ kind: "line", line, ...told });
    else if (Array.isArray(value) && value.every((word) => typeof word === "string"))
      lines.push(
        altered ? { kind: "line", line: value.join(" "), ...told } : { kind: "command", argv: value },
      );
    else return null;
  }
  return lines;
}

/** Runtimes send what a call does not use as nothing, in some form. */
function isSaid(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length > 0;
  return ![undefined, null, false, ""].includes(value as never);
}
