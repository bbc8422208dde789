// Refuses text that must not be stored: credentials, and characters that a reader can't see.
import { AgentOpsError } from "../errors.ts";
import { hiddenCharacter } from "./safe-text.ts";
import { findSecret } from "./secrets.ts";

/**
 * Checks each text in a value by itself, as JSON escapes would hide a quoted credential or a control character. `what`
 * names the text in the error, such as `note`. Throws SECRET_FOUND or UNSAFE_TEXT.
 */
export function checkText(text: unknown, what: string): void {
  if (typeof text === "object" && text !== null)
    for (const each of Object.values(text)) checkText(each, what);
  if (typeof text !== "string") return;
  if (findSecret(text)) {
    throw new AgentOpsError(
      "SECRET_FOUND",
      `The ${what} holds a credential.`,
      "Leave it out; name where it is kept instead. Then revoke it if it was real.",
    );
  }
  if (hiddenCharacter(text)) {
    throw new AgentOpsError(
      "UNSAFE_TEXT",
      `The ${what} holds an invisible character.`,
      "Send it again as plain text.",
    );
  }
}
