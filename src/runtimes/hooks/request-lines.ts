// Reads the command lines of a tool call, and whether something beside them changes what they do.
import type { ActionRequest } from "../../envelope/action.ts";
import { type Fields, textOf } from "./read.ts";

const LINE_FIELDS = ["command", "cmd", "chars"];
const FOLDERS = ["workdir", "working_directory", "directory", "dir_path", "cwd"];
/** What stands beside a line and changes neither what it does nor as whom; folders are looked at as places. */
const BESIDE = new Set([
  ...["description", "explanation", "justification", "session_id", "type", "prefix_rule"],
  ...["timeout", "timeout_ms", "yield_time_ms", "block_until_ms", "max_output_tokens"],
  ...["run_in_background", "is_background", "persistent", "tty", "login"],
  ...FOLDERS,
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
  const altered = Object.entries(input).some(([field, value]) => alters(field, value));
  const folders = FOLDERS.flatMap((field) => textOf(input[field]) ?? []);
  const told = { ...(altered ? { altered } : {}), ...(folders.length > 0 ? { folders } : {}) };
  const lines: ActionRequest[] = [];
  for (const field of LINE_FIELDS) {
    const value = input[field];
    if (!isSaid(value)) continue;
    const line = textOf(value);
    if (line !== null) lines.push({ kind: "line", line, ...told });
    else if (Array.isArray(value) && value.every((word) => typeof word === "string"))
      lines.push({ kind: "command", argv: value, ...told });
    else return null;
  }
  return lines;
}

/**
 * What is typed into a command that runs. A piece of a line is for a shell, as two of them that are harmless apart make
 * another line together. Null for an argument that nobody here knows, as that may be typed as well.
 */
export function typedIn(input: Fields): ActionRequest[] | null {
  const said = Object.entries(input).filter(([, value]) => isSaid(value));
  if (said.some(([field]) => !LINE_FIELDS.includes(field) && !BESIDE.has(field))) return null;
  const isWhole = said.every(([field, value]) => BESIDE.has(field) || /\n$/.test(textOf(value) ?? ""));
  return isWhole ? linesIn(input) : [{ kind: "line", line: "" }];
}

/**
 * True for an argument that changes how a line is run: out of the sandbox, with variables for its environment, in another
 * shell, or as an argument of a newer runtime says.
 */
function alters(field: string, value: unknown): boolean {
  if (LINE_FIELDS.includes(field) || BESIDE.has(field)) return false;
  if (Object.hasOwn(SANDBOX, field)) return isSaid(value) && value !== SANDBOX[field];
  // `sandbox: false` says as much as `disable_sandbox: true`.
  const protects = /sandbox|isolat|restrict|confin|approv|confirm|safe/i.test(field);
  const switchesOff =
    /dis(?:able|miss)|danger|no[-_]?(?=sandbox)|without|skip|bypass|escalat|un(?:sandbox|safe|restrict)/i;
  if (protects && !switchesOff.test(field)) return value !== undefined && value !== null && value !== true;
  return isSaid(value);
}

/** Runtimes send what a call does not use as nothing, in some form. */
function isSaid(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length > 0;
  return ![undefined, null, false, ""].includes(value as never);
}
