// Prints decisions about learnings, one line each, with stored words last and named as such.

import { safeLine } from "../../shared/text/safe-text.ts";
import type { CurationRecord } from "../records/curation.ts";

/** In characters; `trace` has the whole reason. */
const SHOWN_REASON = 160;

/** Why a learning is not served, who decided it, and what they wrote. */
export function outInWords(out: CurationRecord): string {
  const what = {
    retire: "retired",
    merge: `merged into ${out.other}`,
    contradict: `contradicted by ${out.other}`,
  }[String(out.action)];
  return `${what ?? out.action} by ${authorityOf(out)}; stored reason: ${short(out.reason)}`;
}

/** One event of a learning's story; `because` says why it does not count. */
export function curationInWords(record: CurationRecord, because: string | null): string {
  const { action, stage, other } = record;
  const about = { promote: ` to ${stage}`, demote: ` to ${stage}`, merge: ` into ${other}` }[String(action)];
  const against = action === "contradict" ? ` by ${other}` : "";
  const counted = because === null ? "" : ` (not counted: ${because})`;
  return `curated: ${action}${about ?? against}, on the authority of ${nameOf(record)}${counted}`;
}

export const reasonInWords = ({ reason, evidence }: CurationRecord): string =>
  safeLine([reason, ...evidence.map(({ type, ref }) => `${type} ${ref}`)].join("; "));

/** The name of a person at a terminal; for a supervisor's session the name that it gave. */
const authorityOf = (record: CurationRecord): string =>
  record.attested === "terminal" ? `${nameOf(record)} at a terminal` : `a supervisor for ${nameOf(record)}`;

const nameOf = ({ authority }: CurationRecord): string => JSON.stringify(safeLine(authority).slice(0, 60));

const short = (text: string): string => {
  const line = safeLine(text);
  return line.length <= SHOWN_REASON ? line : `${line.slice(0, SHOWN_REASON)} …`;
};
