// Tells what a change brings besides code: lessons, claims and locks, and what its sessions were told and said.
import type { ReadContext } from "../api/context.ts";
import { bindingLocks, locksOf } from "../claims/locks/ratchet.ts";
import Claim, { type ClaimRecord } from "../claims/records/claim.ts";
import { standingOfClaim } from "../claims/standing.ts";
import type { ChangedLessons } from "../learnings/io/changed-lessons.ts";
import { citationsBySession } from "../learnings/records/citation.ts";
import Injection, { type InjectionReason } from "../learnings/records/injection.ts";
import Learning from "../learnings/records/learning.ts";
import Retrieval from "../learnings/records/retrieval.ts";
import { standingOf } from "../learnings/standing.ts";
import type { State } from "../records/state.ts";

export interface ReportedClaim {
  readonly id: string;
  readonly statement: string;
  readonly state: string;
  readonly level: string | null;
  readonly needs: string;
  readonly missing: string | null;
  readonly verdict: string | null;
  readonly paths: readonly string[];
}

interface NamedLesson {
  readonly id: string;
  readonly title: string;
}

export interface ReportedSession {
  readonly session: string;
  readonly runtime: string;
  /** What its hooks put before it, each once. */
  readonly warned: readonly (NamedLesson & { readonly reason: InjectionReason })[];
  /** What it asked for and was given besides. */
  readonly asked: readonly NamedLesson[];
  readonly cited: readonly (NamedLesson & { readonly outcome: string })[];
}

export interface ChangeReport {
  readonly from: string | null;
  readonly commit: string;
  readonly base: string;
  readonly lessons: ChangedLessons["lessons"];
  readonly broken: ChangedLessons["broken"];
  /** Of the added or changed lessons those that some session calls wrong or stale. */
  readonly disputed: readonly string[];
  readonly claims: readonly ReportedClaim[];
  /** Checks that are locked from this change on. */
  readonly locks: readonly { readonly check: string; readonly claim: string; readonly proven: boolean }[];
  readonly sessions: readonly ReportedSession[];
}

export interface ReportedChange extends ChangedLessons {
  readonly from: string | null;
  readonly commit: string;
  readonly base: string;
}

/** Reads only records of the team's own store, and runs nothing. */
export async function reportChange(context: ReadContext, change: ReportedChange): Promise<ChangeReport> {
  const state = await context.state();
  const facts = await context.claims.lockFacts(state, change.commit);
  const own = await context.code.commits([change.commit], change.from);
  const commits = new Set(own.map(({ commit }) => commit));
  // A claim without a verdict is only found by its own commit.
  const claims = state.all(Claim).filter(({ id, statement }) => {
    const containment = facts.contained.get(id);
    return (
      containment === "contained" || (!containment && commits.has(statement.subject[0].digest.gitCommit))
    );
  });
  const ids = new Set(claims.map(({ id }) => id));
  const locks = bindingLocks(locksOf(state, facts)).filter(
    ({ claim, reversal }) => ids.has(claim.id) && reversal === null,
  );
  const disputed = change.lessons.flatMap(({ id, after }) => {
    const learning = after === null ? undefined : state.get(Learning, id);
    return learning && standingOf(state, learning, context.now).disputed ? [id] : [];
  });
  return {
    from: change.from,
    commit: change.commit,
    base: change.base,
    lessons: change.lessons,
    broken: change.broken,
    disputed,
    claims: claims.map((claim) => {
      const { state: stands, level, missing, verdict } = standingOfClaim(state, claim, facts);
      const { predicate } = claim.statement;
      return {
        id: claim.id,
        statement: predicate.statement,
        state: stands,
        level,
        needs: predicate.level,
        missing,
        verdict: verdict?.id ?? null,
        paths: predicate.change.paths,
      };
    }),
    locks: locks.map(({ check, claim, proven }) => ({ check, claim: claim.id, proven })),
    sessions: sessionsBehind(state, change, claims).map((session) => sessionOf(state, session)),
  };
}

/** Sessions that made its claims or recorded its lessons, oldest first. */
function sessionsBehind(state: State, { lessons }: ReportedChange, claims: readonly ClaimRecord[]): string[] {
  const recorded = lessons.flatMap(({ id, after }) =>
    after === null ? [] : (state.get(Learning, id)?.session ?? []),
  );
  // Who wrote a file by hand was no session.
  const all = [...claims.map(({ session }) => session), ...recorded].filter(
    (each) => !each.startsWith("git:"),
  );
  return [...new Set(all)];
}

function sessionOf(state: State, session: string): ReportedSession {
  const named = (id: string): NamedLesson[] => {
    const title = state.get(Learning, id)?.title;
    return title === undefined ? [] : [{ id, title }];
  };
  const injected = state.all(Injection).filter((each) => each.session === session);
  const warned = new Map(
    injected.flatMap(({ injections }) =>
      injections.flatMap(({ served, reason }) => served.map((id) => [id, reason] as const)),
    ),
  );
  const retrieved = state.all(Retrieval).filter((each) => each.session === session);
  const asked = new Set(retrieved.flatMap(({ retrievals }) => retrievals.flatMap(({ served }) => served)));
  const cited = state.by(citationsBySession, session);
  return {
    session,
    runtime: [...injected, ...retrieved, ...cited.map(({ record }) => record)][0]?.runtime ?? "unknown",
    warned: [...warned].flatMap(([id, reason]) => named(id).map((each) => ({ ...each, reason }))),
    asked: [...asked].filter((id) => !warned.has(id)).flatMap(named),
    cited: cited.flatMap(({ id, outcome }) => named(id).map((each) => ({ ...each, outcome }))),
  };
}
