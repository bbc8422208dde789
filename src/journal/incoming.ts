// Takes over a remote's refs of clones without ever moving back or losing what is known here.
import { type RefMove, readRefs, swapRefs } from "../git/refs.ts";
import type { Repository } from "../git/repository.ts";
import { git, tryGit } from "../git/run.ts";
import { CLONE_REFS } from "./append.ts";
import { REF_LIMITS } from "./bounds.ts";
import type { Journal } from "./journal.ts";

/** Where fetched refs stand until they are taken over, as a direct fetch would let a remote overwrite ours. */
export const INCOMING_REFS = "refs/agentops/incoming/";

/** A clone's id; a number behind it marks another history that was found under the same id. */
const NAME = /^[0-9a-z]{10}(-[2-9])?$/;
const HISTORIES = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

export interface Notice {
  /** The clone whose ref it is about. */
  readonly clone: string;
  readonly what: "rewound" | "moved" | "deleted" | "ignored";
  readonly text: string;
}

export interface Taken {
  /** Clones with new records. */
  readonly updated: string[];
  readonly notices: Notice[];
}

/** Incoming refs that can be journals, as name -> commit; all others are named and left alone. */
export async function incomingRefs(
  repository: Repository,
): Promise<{ refs: Map<string, string>; notices: Notice[] }> {
  const format = "--format=%(refname) %(objectname) %(objecttype)";
  const refs = new Map<string, string>();
  const notices: Notice[] = [];
  for (const line of (await git(repository.commonDir, ["for-each-ref", format, INCOMING_REFS])).split("\n")) {
    const [ref = "", tip = "", type] = line.split(" ");
    const name = ref.slice(INCOMING_REFS.length);
    if (NAME.test(name) && type === "commit") refs.set(name, tip);
    else if (line !== "") notices.push({ clone: name, what: "ignored", text: "is no journal; ignored" });
  }
  return { refs, notices };
}

type Ports = Pick<Journal, "repository" | "reader">;

/** `own` is this clone, whose ref moves only by its own records. */
export async function takeOver(
  ports: Ports,
  own: string | null,
  incoming: ReadonlyMap<string, string>,
): Promise<Taken> {
  const local = await readRefs(ports.repository, CLONE_REFS);
  const taken: Taken = { updated: [], notices: [] };
  const moves: (RefMove & { readonly clone: string; readonly notice: Notice | null })[] = [];
  for (const [name, tip] of [...incoming].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const clone = name.slice(0, 10);
    const refs = HISTORIES.map((number) => `${CLONE_REFS}${clone}${number === 1 ? "" : `-${number}`}`);
    const known = refs.flatMap((ref) => local.get(ref) ?? []);
    if (await someContains(ports, known, tip)) continue;
    const place = await placeFor(ports, own === clone ? refs.slice(1) : refs, local, tip);
    if (place === null) {
      taken.notices.push({ clone, what: "ignored", text: "has too many histories; the newest is left out" });
      continue;
    }
    const text = `holds another history than the one known here; both are read (${place})`;
    const notice = place !== refs[0] && known.length > 0 ? ({ clone, what: "moved", text } as const) : null;
    moves.push({ clone, ref: place, from: local.get(place) ?? null, to: tip, notice });
    local.set(place, tip);
  }
  const moved = new Set(await swapRefs(ports.repository, moves));
  for (const move of moves.filter((each) => moved.has(each))) {
    taken.updated.push(move.clone);
    if (move.notice) taken.notices.push(move.notice);
  }
  return taken;
}

/** Compares with what the same remote had before; `seen` maps names to commits. */
export async function noticeMoves(
  ports: Ports,
  seen: Readonly<Record<string, string>>,
  incoming: ReadonlyMap<string, string>,
): Promise<Notice[]> {
  const notices: Notice[] = [];
  for (const [clone, before] of Object.entries(seen)) {
    const now = incoming.get(clone);
    if (now === undefined) {
      notices.push({ clone, what: "deleted", text: "is gone from the remote; its records stay here" });
    } else if (now !== before && !(await contains(ports, now, before))) {
      const back = await contains(ports, before, now);
      notices.push({
        clone,
        what: back ? "rewound" : "moved",
        text: `was ${back ? "moved back" : "replaced"} on the remote; its records stay here`,
      });
    }
  }
  return notices;
}

async function placeFor(
  ports: Ports,
  refs: readonly string[],
  local: ReadonlyMap<string, string>,
  tip: string,
): Promise<string | null> {
  for (const ref of refs) {
    const current = local.get(ref);
    if (current === undefined || (await contains(ports, tip, current))) return ref;
  }
  return null;
}

/** True where one of these commits equals that one or comes after it. */
export async function someContains(ports: Ports, tips: readonly string[], commit: string): Promise<boolean> {
  for (const tip of tips) if (await contains(ports, tip, commit)) return true;
  return false;
}

/** A clone writes one commit after the other, so new ones are mostly a short chain. */
const SHORT_LINE = 64;

/** True when `commit` is `tip` or comes before it. */
async function contains({ repository, reader }: Ports, tip: string, commit: string): Promise<boolean> {
  let at = tip;
  for (let step = 0; step < SHORT_LINE; step++) {
    if (at === commit) return true;
    const object = await reader.readBounded(at, REF_LIMITS.commitBytes);
    const head = object?.type === "commit" ? (object.data?.toString("latin1").split("\n\n")[0] ?? "") : "";
    const parents = head.match(/^parent [0-9a-f]+$/gm) ?? [];
    if (object?.data && parents.length === 0) return false;
    if (parents.length !== 1) break;
    at = String(parents[0]).slice("parent ".length);
  }
  const asked = ["merge-base", "--is-ancestor", commit, tip];
  return (await tryGit(repository.commonDir, asked)).code === 0;
}
