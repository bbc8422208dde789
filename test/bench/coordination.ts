// How many leases a second the place bears where clones agree on jobs: pushes to a git remote against NATS.
import { DEFAULT_CONFIG } from "../../src/config/config.ts";
import { frame, writeLoose } from "../../src/git/objects.ts";
import { findRepository } from "../../src/git/repository.ts";
import { linkTo, natsLeases } from "../../src/jobs/io/nats-leases.ts";
import { remoteLeases } from "../../src/jobs/io/remote-leases.ts";
import type { RemoteLeases } from "../../src/jobs/io/remote-port.ts";
import { type Journal, openJournal } from "../../src/journal/journal.ts";
import { remember } from "../../src/journal/remote-memory.ts";
import { KINDS } from "../../src/session/kinds.ts";
import { hasNats, startNats } from "../support/nats.ts";
import { createRepository, git, type TestRepository } from "../support/repository.ts";
import { type Benchmark, type Row, timed } from "./measure.ts";

const WORKERS = [8, 64];
const CLONES = 4;

type Place = (journal: Journal) => Promise<RemoteLeases>;

export const coordination: Benchmark = {
  name: "coordination",
  title: "Leases of clones, at a git remote and at NATS",
  async run(full) {
    const rounds = full ? 10 : 2;
    const remote = createRepository({ bare: true });
    const clones = [...Array(CLONES).keys()].map(() => cloneOf(remote));
    const opened = await Promise.all(clones.map((clone) => journalOf(clone, remote)));
    const server = hasNats ? await startNats() : null;
    const link = server && linkTo(`${server.url}/bench`);
    try {
      const outage = { until: 0, problem: "" };
      const places: [string, Place][] = [["git remote on this machine", async (journal) => atGit(journal)]];
      if (server && link)
        places.push([
          "NATS on this machine",
          async (journal) => natsLeases(journal, server.url, link, { agreed: true, outage }),
        ]);
      const rows: Row[] = [];
      let lost = 0;
      for (const workers of WORKERS)
        for (const [name, place] of places) {
          const { perSecond, failed } = await leasesBy(workers, rounds, opened, place);
          rows.push({ what: `${name}, ${workers} workers`, samples: [perSecond], unit: "leases/s" });
          lost += failed;
        }
      return {
        data: `${CLONES} clones of one bare repository, whose workers each take and give back a lease ${rounds} times, all at once in one process${server ? "" : "; nats-server is not installed, so NATS was not measured"}`,
        rows,
        targets: [{ what: "leases that could not be taken or given back", value: lost, atMost: 0, unit: "" }],
      };
    } finally {
      link?.close();
      await server?.remove();
      for (const clone of [remote, ...clones]) clone.remove();
    }
  },
};

function cloneOf(remote: TestRepository): TestRepository {
  const clone = createRepository();
  git(clone.dir, "remote", "add", "origin", remote.dir);
  return clone;
}

async function journalOf(clone: TestRepository, remote: TestRepository): Promise<Journal> {
  const journal = openJournal(await findRepository(clone.dir), KINDS);
  await remember(journal.folder, "origin", { agreed: remote.dir, seen: {}, last: null });
  return journal;
}

async function atGit(journal: Journal): Promise<RemoteLeases> {
  const config = { ...DEFAULT_CONFIG, sync: "auto" } as const;
  const found = await remoteLeases(journal, config, { outage: { until: 0, problem: "" }, link: null });
  if (found === null) throw new Error("the remote shares no leases");
  return found;
}

/** Taken and given back, by so many workers at once. */
async function leasesBy(workers: number, rounds: number, journals: readonly Journal[], place: Place) {
  let failed = 0;
  const taken = async (number: number) => {
    const journal = journals[number % journals.length];
    if (!journal) return;
    const leases = await place(journal);
    for (let round = 0; round < rounds; round += 1) {
      const job = `0${String(number * 1000 + round).padStart(25, "0")}`;
      const { id, framed } = frame("sha1", "blob", Buffer.from(JSON.stringify({ job })));
      await writeLoose(journal.repository.commonDir, id, framed);
      for (const [from, to] of [
        [null, id],
        [id, null],
      ] as const) {
        const answer = await leases.move(job, from, to);
        if (!("outcome" in answer) || answer.outcome !== "moved") failed += 1;
      }
    }
  };
  const ms = await timed(() => Promise.all([...Array(workers).keys()].map(taken)));
  return { perSecond: (workers * rounds * 1000) / ms, failed };
}
