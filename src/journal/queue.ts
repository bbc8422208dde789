// Lets the processes that write to one journal take turns in order of arrival, even if any of them is killed.

import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { lockTimeout } from "../git/refs.ts";
import { fileFailure } from "../git/run.ts";
import { isCode, makeFolders } from "../shared/files.ts";
import { hasEnded, ownName } from "../shared/process-start.ts";

/**
 * A waiting process is a file named `<time>-<random>-<place>-<pid>-<start>`, and the one that sorts first has its turn.
 * Names are never reused, so removing a dead process's ticket can't hit a living one's. Turns only bring fairness and
 * speed: where two processes both believe it is their turn, the ref's compare-and-swap decides.
 */
const POLL_MS = 3;
const HEARTBEAT_MS = 2_000;
/**
 * A ticket that a waiting process sees untouched for this long, by its own monotonic clock, belongs to a process that is
 * stopped or can't be seen (another host or container). Wall clocks are not compared, as they may be set and differ between
 * hosts.
 */
const SILENT_MS = 10_000;
export const QUEUE_TIMEOUT_MS = 15_000;

/** Runs `work` when it is this process's turn. Throws `busy` after 15 s, READ_ONLY or DISK_FULL. */
export const inTurn = <T>(
  folder: string,
  work: () => Promise<T>,
  busy: () => Error = lockTimeout,
): Promise<T> => withTicket(folder, () => takeTicket(folder, Date.now), work, busy);

/**
 * The same for work that no compare-and-swap protects: never two at once, unless one is stopped for so long that it counts
 * as dead. This is Lamport's bakery algorithm: a process announces that it draws a ticket, and nobody enters before those
 * announced have theirs; else a late ticket could sort before one whose turn has begun.
 */
export const alone = <T>(folder: string, work: () => Promise<T>, busy: () => Error): Promise<T> =>
  withTicket(folder, () => drawTicket(folder, busy), work, busy);

async function withTicket<T>(
  folder: string,
  take: () => Promise<string>,
  work: () => Promise<T>,
  busy: () => Error,
): Promise<T> {
  const ticket = await take();
  const file = path.join(folder, ticket);
  const heartbeat = setInterval(() => touch(file), HEARTBEAT_MS);
  heartbeat.unref();
  try {
    await waitForTurn(folder, ticket, busy);
    return await work();
  } finally {
    clearInterval(heartbeat);
    await rm(file, { force: true }).catch(() => {});
  }
}

/** True where somebody already waits behind another one's turn. */
export async function isQueued(folder: string): Promise<boolean> {
  const tickets = await readdir(folder).catch(() => []);
  return tickets.filter((ticket) => !hasEnded(ownerOf(ticket))).length > 1;
}

/** Takes out the tickets of processes that have ended, in which nobody who waits may come across them. */
export async function clearTickets(folder: string): Promise<void> {
  const tickets = await readdir(folder).catch(() => []);
  const dead = tickets.filter((ticket) => hasEnded(ownerOf(ticket)));
  await Promise.all(dead.map((ticket) => rm(path.join(folder, ticket), { force: true }).catch(() => {})));
}

/** Sorts behind every ticket. */
const DRAWING = "~";

async function drawTicket(folder: string, busy: () => Error): Promise<string> {
  const drawing = await place(folder, () => DRAWING);
  let ticket: string;
  try {
    const numbers = (await readdir(folder)).map((name) => Number.parseInt(name.split("-")[0] ?? "", 36));
    const last = Math.max(0, ...numbers.filter(Number.isFinite));
    ticket = await takeTicket(folder, () => Math.max(Date.now(), last + 1));
  } finally {
    await rm(path.join(folder, drawing), { force: true }).catch(() => {});
  }
  const others = (await readdir(folder)).filter((name) => name.startsWith(DRAWING));
  await waitForAll(folder, others, busy).catch(async (error: unknown) => {
    await rm(path.join(folder, ticket), { force: true }).catch(() => {});
    throw error;
  });
  return ticket;
}

async function waitForAll(folder: string, names: readonly string[], busy: () => Error): Promise<void> {
  const deadline = performance.now() + QUEUE_TIMEOUT_MS;
  const watch = watchOver(folder);
  for (const name of names)
    while (existsSync(path.join(folder, name))) {
      if (await watch([name])) await rm(path.join(folder, name), { force: true });
      else if (performance.now() > deadline) throw busy();
      else await sleep(POLL_MS);
    }
}

const takeTicket = (folder: string, time: () => number): Promise<string> =>
  place(folder, () => time().toString(36).padStart(9, "0"));

async function place(folder: string, first: () => string): Promise<string> {
  // The time is taken last, as a ticket that appears late with an early time would interrupt another one's turn.
  const ticket = [first(), randomBytes(4).toString("hex"), ownName()].join("-");
  try {
    await writeFile(path.join(folder, ticket), "", { flag: "wx" }).catch(async (error: unknown) => {
      if (!isCode(error, "ENOENT")) throw error;
      await makeFolders(path.dirname(folder), folder);
      await writeFile(path.join(folder, ticket), "", { flag: "wx" });
    });
  } catch (error) {
    throw fileFailure(error);
  }
  return ticket;
}

async function waitForTurn(folder: string, ticket: string, busy: () => Error): Promise<void> {
  const deadline = performance.now() + QUEUE_TIMEOUT_MS;
  const watch = watchOver(folder);
  for (;;) {
    // Without the folder there is no queue: whoever deleted it has let everybody in.
    const ahead = (await readdir(folder).catch(() => [])).filter((name) => name < ticket).sort();
    const first = ahead[0];
    if (first === undefined) return;
    if (await watch(ahead)) await rm(path.join(folder, first), { force: true });
    else if (performance.now() > deadline) throw busy();
    else await sleep(POLL_MS);
  }
}

/** Tells whether the owner of the first ticket is dead, or was silent for as long as it was watched. */
function watchOver(folder: string): (tickets: readonly string[]) => Promise<boolean> {
  const seen = new Map<string, { touched: number; since: number }>();
  const look = async (ticket: string) => {
    const touched = (await stat(path.join(folder, ticket)).catch(() => null))?.mtimeMs ?? 0;
    if (seen.get(ticket)?.touched !== touched) seen.set(ticket, { touched, since: performance.now() });
  };
  return async (tickets) => {
    const [first = ""] = tickets;
    if (hasEnded(ownerOf(first))) return true;
    // All are watched from the start, so that several silent ones are not waited for one after the other.
    await Promise.all(tickets.filter((each) => each === first || !seen.has(each)).map(look));
    return performance.now() - (seen.get(first)?.since ?? 0) > SILENT_MS;
  };
}

const ownerOf = (ticket: string): string => ticket.split("-").slice(2).join("-");

function touch(file: string): void {
  const now = new Date();
  utimes(file, now, now).catch(() => {});
}
