// Keeps leases in a key-value bucket of NATS JetStream, by compare-and-swap on revisions. Only this file imports the NATS
// client.
import { readFileSync } from "node:fs";
import { type KV, type KvEntry, Kvm } from "@nats-io/kv";
import {
  connect,
  credsAuthenticator,
  type NatsConnection,
  type QueuedIterator,
} from "@nats-io/transport-node";
import { frame, writeLoose } from "../../git/objects.ts";
import { deleteRef, type RefMove, readRefs, swapRefs } from "../../git/refs.ts";
import type { Journal } from "../../journal/journal.ts";
import { oneLine } from "../../shared/text/one-line.ts";
import { natsPlace } from "../coordination.ts";
import { AT_REMOTE, MAX_LEASE_BYTES } from "./leases.ts";
import type { Outage, RemoteLeases, RemoteOutcome, Unreachable } from "./remote-port.ts";

/** Milliseconds, as a tool's call waits for it. */
const LIMIT_MS = 5_000;
/** Milliseconds in which a server that has just failed is not asked again. */
const QUIET_MS = 5_000;
/** A lease lasts a day at most, so one that nobody has renewed for two days binds nobody. */
const KEPT_MS = 2 * 24 * 3_600_000;
/** More than there are jobs in work anywhere at once; each of them becomes a ref. */
const MOST_LEASES = 20_000;
const JOB = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/** The connection of a process, opened when it is first needed. */
export interface NatsLink {
  bucket(): Promise<KV>;
  close(): void;
}

export function linkTo(url: string): NatsLink {
  let opened: Promise<{ connection: NatsConnection; bucket: KV }> | null = null;
  return {
    async bucket() {
      opened ??= open(url).catch((error) => {
        opened = null;
        throw error;
      });
      return (await opened).bucket;
    },
    close() {
      opened?.then(
        ({ connection }) => connection.close(),
        () => {},
      );
    },
  };
}

async function open(url: string): Promise<{ connection: NatsConnection; bucket: KV }> {
  const place = natsPlace(url);
  if (place === null) throw new Error("it is no place of a NATS server");
  const { AGENTOPS_NATS_CREDS: creds, AGENTOPS_NATS_CA: caFile } = process.env;
  const connection = await connect({
    servers: place.server,
    name: "agentops-mcp",
    timeout: LIMIT_MS,
    maxReconnectAttempts: -1,
    // While the server is away a request fails at once, instead of being sent when nobody waits for it any more.
    waitOnFirstConnect: false,
    ...(creds ? { authenticator: credsAuthenticator(readFileSync(creds)) } : {}),
    ...(place.server.startsWith("tls:") ? { tls: caFile ? { caFile } : {} } : {}),
  });
  try {
    return {
      connection,
      bucket: await new Kvm(connection).create(place.bucket, { history: 1, ttl: KEPT_MS }),
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** The leases at this link. Sends and asks only where `agreed`; each failure is told in words. */
export function natsLeases(
  { repository, reader }: Pick<Journal, "repository" | "reader">,
  url: string,
  link: NatsLink,
  { agreed, outage }: { readonly agreed: boolean; readonly outage: Outage },
): RemoteLeases {
  const { commonDir, objectFormat } = repository;
  const idOf = (value: Uint8Array) => frame(objectFormat, "blob", Buffer.from(value));

  const stopped = (problem: string): Unreachable => ({ problem, stops: true });

  function failed(error: unknown): Unreachable {
    outage.problem = `${url} ${reasonOf(error)}`;
    outage.until = performance.now() + QUIET_MS;
    return stopped(outage.problem);
  }

  /** Notes what is there now for each job (null: deleted). A job that was never there keeps what is known of it. */
  async function note(found: ReadonlyMap<string, Uint8Array | null>): Promise<void> {
    const known = await readRefs(repository, AT_REMOTE);
    const moves: RefMove[] = [];
    for (const [job, value] of found) {
      const ref = AT_REMOTE + job;
      const from = known.get(ref) ?? null;
      const made = value === null ? null : idOf(value);
      if (made === null && from !== null) await deleteRef(repository, ref, from);
      if (made === null || made.id === from) continue;
      await writeLoose(commonDir, made.id, made.framed);
      moves.push({ ref, from, to: made.id });
    }
    // The note is only a hint, so a failed one is left to the next look.
    await swapRefs(repository, moves);
  }

  async function look(): Promise<Unreachable | null> {
    if (!agreed) return stopped(notAgreed(url));
    try {
      const bucket = await link.bucket();
      const found = new Map<string, Uint8Array | null>();
      await each(await within(bucket.history()), (entry) => {
        if (JOB.test(entry.key)) found.set(entry.key, leaseIn(entry));
      });
      await note(found);
      outage.until = 0;
      return null;
    } catch (error) {
      return failed(error);
    }
  }

  async function swap(
    bucket: KV,
    job: string,
    from: string | null,
    to: string | null,
  ): Promise<RemoteOutcome> {
    const entry = await within(bucket.get(job));
    const value = entry && leaseIn(entry);
    if ((value ? idOf(value).id : null) !== from) {
      await note(new Map([[job, value]]));
      return { outcome: "changed" };
    }
    const data = to === null ? null : (await reader.readBounded(to, MAX_LEASE_BYTES))?.data;
    if (data === undefined) throw new Error(`got no lease from ${commonDir}`);
    if (data !== null && entry && value) await bucket.update(job, data, entry.revision, LIMIT_MS);
    else if (data !== null) await within(bucket.create(job, data));
    else if (entry) await within(bucket.delete(job, { previousSeq: entry.revision }));
    await note(new Map([[job, data]]));
    return { outcome: "moved" };
  }

  return {
    look,
    async move(job, from, to) {
      if (!agreed) return stopped(notAgreed(url));
      if (performance.now() < outage.until) return stopped(outage.problem);
      try {
        return await swap(await link.bucket(), job, from, to);
      } catch (error) {
        if (!isOvertaken(error)) return failed(error);
        return (await look()) ?? { outcome: "changed" };
      }
    },
  };
}

/** Each step has a time limit, as a server may stop in the middle of an answer. */
async function each(entries: QueuedIterator<KvEntry>, told: (entry: KvEntry) => void): Promise<void> {
  const next = entries[Symbol.asyncIterator]();
  try {
    for (let count = 0; ; count += 1) {
      const { done, value } = await within(next.next());
      if (done) return;
      if (count >= MOST_LEASES) throw new Error(`holds more than ${MOST_LEASES} leases`);
      told(value);
    }
  } finally {
    entries.stop();
  }
}

/** Null for a deletion. Of a value longer than any lease only the beginning is kept, which is no valid lease. */
const leaseIn = ({ operation, value }: KvEntry): Uint8Array | null =>
  operation === "PUT" ? value.subarray(0, MAX_LEASE_BYTES) : null;

/** Somebody wrote in between; 10071 is JetStream's code for "wrong last sequence". */
const isOvertaken = (error: unknown): boolean =>
  Object(error).code === 10071 || /wrong last sequence/.test(String(Object(error).message));

const reasonOf = (error: unknown): string =>
  `can't be asked: ${oneLine(error instanceof Error ? error.message : String(error)).slice(0, 200)}`;

const notAgreed = (url: string): string =>
  `nobody has agreed to send leases to ${url} (a person does by: git config agentops.coordination ${url})`;

/** Some requests of the client have no time limit of their own. */
async function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer for ${LIMIT_MS / 1000} s`)), LIMIT_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
