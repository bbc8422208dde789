// Brings each ruling to the session that it is for, with the session's next answer, and remembers that and its warnings.

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import Escalation, { type EscalationRecord } from "../../jobs/records/escalation.ts";
import Ruling, { type RulingRecord, rulingsByEscalation } from "../../jobs/records/ruling.ts";
import { rulingOn } from "../../jobs/rulings/laws.ts";
import { jobsOf } from "../../jobs/standing.ts";
import type { State } from "../../records/state.ts";
import { hash64 } from "../../shared/hash.ts";
import { compareIds } from "../../shared/ids.ts";
import type { RulingsPort } from "../port.ts";
import { noticeOf } from "../ruling-text.ts";

export interface Rulings {
  of(session: string): RulingsPort;
}

export interface RulingsParts {
  /** The state as it was read last. */
  known(): State;
  clone(): Promise<string | null>;
  /** Ours in the common git directory. */
  readonly folder: string;
}

export function openRulings({ known, clone, folder }: RulingsParts): Rulings {
  /** By session, the rulings that are settled: told, or none of its business. */
  const settled = new Map<string, Set<string>>();
  /** By session and subject what it was warned of last, in memory alone: after a restart it is warned once more. */
  const warned = new Map<string, Map<string, string>>();
  const markOf = (session: string, ruling: string) =>
    path.join(folder, "told", `${ruling}-${hash64(session).toString(16)}`);

  return {
    of(session) {
      const done = settled.get(session) ?? new Set();
      settled.set(session, done);
      const heard = warned.get(session) ?? new Map<string, string>();
      warned.set(session, heard);
      return {
        async pending() {
          const state = known();
          const unsettled = state.count(Ruling) === 0 ? [] : unsettledIn(state, done);
          if (unsettled.length === 0) return null;
          const mine = concerning(state, session, await clone());
          const found = unsettled.find((each) => mine(each) && !existsSync(markOf(session, each.ruling.id)));
          if (found) return noticeOf(found.ruling, found.escalation);
          for (const { ruling } of unsettled) done.add(ruling.id);
          return null;
        },
        told(ruling) {
          done.add(ruling);
          // Once the answer is on its way: a server that is killed in between tells it again, rather than never.
          setImmediate(() => mark(markOf(session, ruling)));
        },
        isNews(subject, what) {
          const isOld = heard.get(subject) === what;
          heard.set(subject, what);
          return !isOld;
        },
      };
    },
  };
}

interface Ruled {
  readonly ruling: RulingRecord;
  readonly escalation: EscalationRecord;
}

/** What is in force, and is about what the session has asked or about the job that it holds. */
function concerning(state: State, session: string, clone: string | null): (ruled: Ruled) => boolean {
  const held = new Map(jobsOf(state, { session, clone }).map(({ job, holder }) => [job.id, holder.id]));
  return ({ ruling, escalation }) => {
    if (rulingOn(state, escalation)?.id !== ruling.id) return false;
    if (escalation.session === session && escalation.clone === clone) return true;
    const start = escalation.job === null ? undefined : held.get(escalation.job.id);
    // Whoever started after the ruling has read it in its brief.
    return start !== undefined && start < ruling.id;
  };
}

/** Oldest first. */
function unsettledIn(state: State, done: ReadonlySet<string>): Ruled[] {
  const found: Ruled[] = [];
  // At every answer: what is settled costs a look each, and nothing more.
  for (const [id, rulings] of state.entries(rulingsByEscalation))
    for (const ruling of rulings) {
      const escalation = done.has(ruling.id) ? undefined : state.get(Escalation, id);
      if (escalation) found.push({ ruling, escalation });
    }
  return found.toSorted((a, b) => compareIds(a.ruling, b.ruling));
}

function mark(file: string): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, "");
  } catch {
    // Where nothing can be written, the session hears of it once more after a restart.
  }
}
