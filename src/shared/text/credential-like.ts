// Suspects credentials quickly, for programs without room for the exact rules; it suspects rather too much.
import { sha256 } from "../sha256.ts";

/** A long run of letters and digits mixed, a named secret with its value, or a user with a password. */
const RUN = /[A-Za-z0-9+]{16,}/g;
const NAMED = /(?:pass|secret|token|key|pwd|auth)[^=:\s]{0,20}[=:]\s{0,4}[^\s/]{6}|:[^/@:\s]{6,200}@/i;

export const mayHoldCredential = (text: string): boolean =>
  NAMED.test(text) || (text.match(RUN) ?? []).some((run) => /\d/.test(run) && /[A-Za-z]/.test(run));

/** Stands in for a text that must not be kept: equal for equal texts, and reveals nothing. */
export const hashOfText = (text: string): string => `sha256:${sha256(text).slice(0, 16)}`;

/** The text, or its hash where it may hold a credential. */
export const plainOrHash = (text: string): string => (mayHoldCredential(text) ? hashOfText(text) : text);
