// Turns a draft made of notes into one that the journal accepts: what can't be stored as it is becomes a hash.
import Denial from "../envelope/records/denial.ts";
import Handoff from "../lessons/records/handoff.ts";
import type { RecordDraft } from "../records/record.ts";
import { hashOfText } from "../shared/text/credential-like.ts";
import { hiddenCharacter, sanitise } from "../shared/text/safe-text.ts";
import { findSecret } from "../shared/text/secrets.ts";

/** Names come from a runtime and rules from base, and neither has passed a gate. */
export function storableDraft(draft: RecordDraft): RecordDraft {
  if (Denial.isDraft(draft)) {
    const target = storable(draft.target, MOST.target);
    const kept: typeof draft = { ...draft, target, rule: storable(draft.rule, MOST.rule) };
    return kept;
  }
  if (!Handoff.isDraft(draft)) return draft;
  const kept: typeof draft = { ...draft, files: draft.files.map((file) => storable(file, MOST.target)) };
  return kept;
}

const MOST = { target: 300, rule: 1000 } as const;

function storable(text: string, most: number): string {
  if (findSecret(text) !== null) return hashOfText(text);
  const shown = hiddenCharacter(text) === null ? text : `${sanitise(text)} (${hashOfText(text)})`;
  if (shown.trim() === "") return hashOfText(text);
  // The end of a path says more than its beginning.
  return shown.length <= most ? shown : `…${shown.slice(1 - most)}`;
}
