// Refuses text that must not be stored: credentials, and characters that a reader can't see.
import { AgentOpsError } from "../errors.ts";
import { hiddenCharacter } from "./safe-text.ts";
import { findSecret } from "./secrets.ts";

/** `what` names the text in the error, such as `note`. Throws SECRET_FOUND or UNSAFE_TEXT. */
export function checkText(text: string, what: string): void {
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
