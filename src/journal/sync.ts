// Exchanges records with a remote: fetches all clones' refs and pushes only this clone's, so no two clones write the same
// ref.
import path from "node:path";
import { readRefs } from "../git/refs.ts";
import { askRemote, type Remote, type RemoteAnswer } from "../git/remote.ts";
import { git } from "../git/run.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { CLONE_REFS } from "./append.ts";
import { type Bound, type Droppable, dropLocally, gatherForeign } from "./compact.ts";
import { droppedClones } from "./dropped.ts";
import { INCOMING_REFS, incomingRefs, type Notice, noticeMoves, takeOver } from "./incoming.ts";
import type { Journal } from "./journal.ts";
import { inTurn, isQueued } from "./queue.ts";
import { type LastSync, type RemoteMemory, recall, remember } from "./remote-memory.ts";
import { redactedIn, rewriteRefs } from "./rewrite.ts";
import { isSynced } from "./unmoved.ts";

export interface SyncOptions {
  readonly fetch: boolean;
  readonly push: boolean;
  readonly compact: boolean;
  /** Milliseconds for each exchange with the remote. */
  readonly limitMs: number;
  /** Asked before the first push to a URL; false leaves the remote as it is. */
  agree(remote: Remote): Promise<boolean>;
}

export interface SyncReport {
  readonly status: "done" | "not agreed" | "unreachable" | "refused";
  /** Why the remote could not be reached, or refused; null where it worked. */
  readonly problem: string | null;
  /** Clones with new records. */
  readonly received: readonly string[];
  /** Refs that were sent. */
  readonly sent: readonly string[];
  /** Refs of other clones that were dropped, because this clone's ref holds their records now. */
  readonly dropped: readonly string[];
  /** Refs of other clones that stay, because some of their records count only there. */
  readonly kept: readonly Bound[];
  /** Redacted records that were removed from refs of this clone. */
  readonly redacted: readonly string[];
  readonly notices: readonly Notice[];
}

const turnsOf = ({ folder }: Journal): string => path.join(folder, "syncing");

/** Runs once at a time in this clone. Throws as the journal does; a failing remote is reported in the result. */
export async function syncJournal(
  journal: Journal,
  remote: Remote,
  options: SyncOptions,
): Promise<SyncReport> {
  const work = async () => {
    try {
      const report = await exchange(journal, remote, options);
      await rememberLast(journal, remote, report);
      return report;
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      await rememberLast(journal, remote, { status: "failed", problem }).catch(() => {});
      throw error;
    } finally {
      await forgetIncoming(journal);
    }
  };
  return inTurn(turnsOf(journal), work, underWay);
}

/** True where a sync is under way and another one waits, which will send all that is recorded by now. */
export const syncAwaits = (journal: Journal): Promise<boolean> => isQueued(turnsOf(journal));

const underWay = (): AgentOpsError =>
  new AgentOpsError(
    "REPO_BUSY",
    "Another sync of this clone is still under way after 15 seconds.",
    "Wait for it to end, then run agentops-mcp sync again; it sends what is recorded by then.",
  );

async function rememberLast(
  { folder }: Journal,
  remote: Remote,
  { status, problem }: Omit<LastSync, "at">,
): Promise<void> {
  const last = { at: new Date().toISOString(), status, problem };
  await remember(folder, remote.name, { ...(await recall(folder, remote.name)), last });
}

async function exchange(journal: Journal, remote: Remote, options: SyncOptions): Promise<SyncReport> {
  const { repository, folder } = journal;
  const own = await journal.clone();
  const memory = await recall(folder, remote.name);
  const wanted = options.fetch ? "" : (own ?? "none");
  const nothing = { received: [], sent: [], dropped: [], kept: [], redacted: [], notices: [] };
  if (options.fetch && !options.compact && (await isSynced(journal, remote, memory.seen, options.limitMs)))
    return { ...nothing, status: "done", problem: null };
  const dropped = await droppedClones(folder);
  const asked = fetchArguments(remote.name, wanted, dropped);
  const fetched = await askRemote(repository.commonDir, asked, options.limitMs);
  if (!fetched.ok) return { ...nothing, status: "unreachable", problem: fetched.reason };

  const { refs: raw, notices: strange } = await incomingRefs(repository);
  const { redacted, incoming, seen } = await applyRedactions(journal, raw, memory.seen, wanted);
  const moves = await noticeMoves(journal, seen, incoming);
  const taken = await takeOver(journal, own, incoming);
  const moved = taken.notices.filter(({ clone }) => !moves.some((move) => move.clone === clone));
  const done = { ...nothing, received: taken.updated, redacted, notices: [...strange, ...moves, ...moved] };
  const kept = { ...memory, seen: { ...(options.fetch ? {} : memory.seen), ...Object.fromEntries(raw) } };
  await remember(folder, remote.name, kept);
  if (!options.push) return { ...done, status: "done", problem: null };
  return { ...done, ...(await send(journal, remote, options, { there: raw, memory: kept })) };
}

/** Leaves all of the user's alone: no tags, no FETCH_HEAD, no tracking branches, no submodules. */
function fetchArguments(remote: string, prefix: string, dropped: ReadonlySet<string>): string[] {
  const quiet = [
    "--quiet",
    "--no-tags",
    "--no-write-fetch-head",
    "--no-recurse-submodules",
    "--prune",
    "--no-prune-tags",
    // A partial clone would get records without their text.
    "--no-filter",
    "--refmap=",
  ];
  const wanted = `+${CLONE_REFS}${prefix}*:${INCOMING_REFS}${prefix}*`;
  // Negative refspecs, so that not even their objects are fetched.
  const unwanted = Array.from(dropped, (clone) => `^${CLONE_REFS}${clone}*`);
  return ["fetch", ...quiet, "--", remote, wanted, ...unwanted];
}

/** A record that was redacted anywhere is removed from every ref here, before histories are compared. */
async function applyRedactions(
  journal: Journal,
  raw: ReadonlyMap<string, string>,
  seen: Readonly<Record<string, string>>,
  prefix: string,
) {
  const { repository, folder } = journal;
  const named = new Map([...raw].map(([name, tip]) => [INCOMING_REFS + name, tip]));
  const local = await readRefs(repository, CLONE_REFS);
  const ids = await redactedIn(journal, [...named.values(), ...local.values()]);
  const rewritten = await inTurn(path.join(folder, "queue"), () =>
    rewriteRefs(journal, new Map([...named, ...local]), ids),
  );
  const now = new Map(rewritten.map(({ from, to }) => [from, to]));
  const ours = rewritten.some(({ ref }) => ref.startsWith(CLONE_REFS));
  return {
    redacted: ours ? [...ids] : [],
    incoming: new Map([...raw].map(([name, tip]) => [name, now.get(tip) ?? tip])),
    seen: Object.fromEntries(
      Object.entries(seen)
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, tip]) => [name, now.get(tip) ?? tip]),
    ),
  };
}

interface RemoteState {
  /** What the remote has at this moment: name -> commit. */
  readonly there: ReadonlyMap<string, string>;
  readonly memory: RemoteMemory;
}

async function send(
  journal: Journal,
  remote: Remote,
  options: SyncOptions,
  { there, memory }: RemoteState,
): Promise<Pick<SyncReport, "status" | "problem" | "sent" | "dropped" | "kept">> {
  const { repository, folder } = journal;
  const { droppable: gathered, bound: kept } = options.compact
    ? await gatherForeign(journal)
    : { droppable: [], bound: [] };
  const nothing = { status: "done", problem: null, sent: [], dropped: [], kept } as const;
  const own = await journal.clone();
  if (own === null) return nothing;
  const ours = [...(await readRefs(repository, CLONE_REFS))].filter(([ref]) =>
    ref.startsWith(CLONE_REFS + own),
  );
  const open = ours.filter(([ref, tip]) => there.get(nameOf(ref)) !== tip);
  if (open.length === 0 && gathered.length === 0) return nothing;
  if (memory.agreed !== remote.url && !(await options.agree(remote)))
    return { ...nothing, status: "not agreed" };
  const agreed = { ...memory, agreed: remote.url };
  await remember(folder, remote.name, agreed);

  const changes = [
    ...open.map(([ref, tip]) => ({ ref, to: tip, expected: there.get(nameOf(ref)) ?? "" })),
    ...gathered.flatMap(({ ref }) => {
      const expected = there.get(nameOf(ref));
      return expected === undefined ? [] : [{ ref, to: "", expected }];
    }),
  ];
  const pushed = await push(journal, remote, changes, options.limitMs);
  if (!pushed.ok) return { ...nothing, status: "refused", problem: pushed.reason };
  const seen = { ...memory.seen, ...Object.fromEntries(open.map(([ref, tip]) => [nameOf(ref), tip])) };
  for (const { ref } of gathered) delete seen[nameOf(ref)];
  await remember(folder, remote.name, { ...agreed, seen });
  await dropLocally(repository, gathered);
  return { ...nothing, sent: open.map(([ref]) => ref), dropped: gathered.map(({ ref }: Droppable) => ref) };
}

/** Each ref moves only from the position just seen there; all of them or none, where the remote supports that. */
async function push(
  { repository }: Journal,
  remote: Remote,
  changes: readonly { ref: string; to: string; expected: string }[],
  limitMs: number,
): Promise<RemoteAnswer> {
  if (changes.length === 0) return { ok: true, stdout: "" };
  const args = [
    ...["push", "--quiet", "--no-verify", "--no-follow-tags", "--recurse-submodules=no"],
    ...changes.map(({ ref, expected }) => `--force-with-lease=${ref}:${expected}`),
    ...["--", remote.name],
    // Removals go last, so that they can't arrive alone.
    ...changes.map(({ ref, to }) => `${to}:${ref}`),
  ];
  return askRemote(repository.commonDir, args, limitMs);
}

async function forgetIncoming({ repository }: Journal): Promise<void> {
  const listed = await git(repository.commonDir, [
    "for-each-ref",
    "--format=delete %(refname)",
    INCOMING_REFS,
  ]);
  if (listed !== "") await git(repository.commonDir, ["update-ref", "--no-deref", "--stdin"], listed);
}

const nameOf = (ref: string): string => ref.slice(CLONE_REFS.length);
