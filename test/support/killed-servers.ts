// Kills real servers at points spread over what they do to files and git, and looks at what the next server finds.
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findRepository } from "../../src/git/repository.ts";
import { createGenerator, type GeneratedLearning, randomFrom } from "../bench/generated.ts";
import { ROOT } from "./client.ts";
import { draft, EMPTY_HOME, fsck, storedIds, WRITER } from "./journal.ts";
import { openJournal } from "./kinds.ts";
import { type RawServer, startRawServer } from "./raw-server.ts";
import { createRepository, removeFolder, type TestRepository, temporaryFolder } from "./repository.ts";

/** What a server is at while it is killed. */
export const WORKS = ["first record", "record", "build", "merge"] as const;
export type Work = (typeof WORKS)[number];

export interface Killed {
  /** Where each of them died, by what it was about to do, did by half or had just done. */
  readonly points: readonly string[];
  /** Of the work, from its start to its end. */
  readonly effects: number;
  readonly acknowledged: number;
  /** Each with the point before it; empty where all is well. */
  readonly faults: readonly string[];
}

const STORED = 100;
/** More than are kept without a chunk of their own, and few enough to be joined with the one before. */
const NEW = 70;
const PATIENCE_MS = 15_000;

interface Place {
  readonly repository: TestRepository;
  readonly lessons: GeneratedLearning[];
  readonly acknowledged: string[];
  /** So that a lesson which was stored and not acknowledged is not sent again. */
  sent: number;
}

/** Where a server dies: at its n-th effect, 0 for none, or after so many milliseconds of its call. */
type Death = { readonly effect: number } | { readonly ms: number };

/** Kills `times` servers, each at another point of the work, which `seed` places. */
export async function killServers(work: Work, times: number, seed: number): Promise<Killed> {
  const random = randomFrom(seed);
  const folder = temporaryFolder();
  const log = path.join(folder, "log");
  const [points, faults]: [string[], string[]] = [[], []];
  let place = await prepared(work, seed);
  let count = 0;
  const begin = async (death: Death): Promise<string> => {
    rmSync(log, { force: true });
    if (work === "first record") {
      count += place.acknowledged.length;
      place.repository.remove();
      place = await prepared(work, seed);
    }
    await arrange(work, place);
    return doomed(work, place, death, log);
  };
  try {
    const [, whole, took] = /^\d+ (\d+) end after (\d+) ms$/.exec(await begin({ effect: 0 })) ?? [];
    const [effects, ms] = [Number(whole), Number(took)];
    faults.push(...(await lookAround(place)));
    for (let time = 0; time < times; time += 1) {
      const share = (time + random()) / times;
      // Most of a build is done between two effects.
      const isTimed = !work.endsWith("record") && time % 2 === 1;
      const died = await begin(isTimed ? { ms: share * ms } : { effect: 1 + Math.floor(share * effects) });
      const point = `${work}, ${died.replaceAll(place.repository.dir, "")}`;
      points.push(point);
      faults.push(...(await lookAround(place)).map((fault) => `${fault} after ${point}`));
    }
    const faulty = fsck(place.repository.dir);
    if (faulty !== "") faults.push(faulty);
    return { points, effects, acknowledged: count + place.acknowledged.length, faults };
  } finally {
    place.repository.remove();
    removeFolder(folder);
  }
}

async function prepared(work: Work, seed: number): Promise<Place> {
  const place = { repository: createRepository(), lessons: [], acknowledged: [], sent: 0 };
  if (work !== "first record") await store(place, STORED, seed);
  return place;
}

/** As another process of this clone would, in one commit. */
async function store({ repository, lessons }: Place, count: number, seed: number): Promise<void> {
  const generator = createGenerator(seed);
  const learnings = Array.from({ length: count }, () => generator.learning());
  const journal = openJournal(await findRepository(repository.dir));
  await journal.append(
    learnings.map(({ paths: _, ...lesson }) => draft(lesson)),
    WRITER,
    null,
  );
  journal.close();
  lessons.push(...learnings);
}

async function arrange(work: Work, place: Place): Promise<void> {
  const cache = path.join(place.repository.dir, ".git/agentops/cache");
  if (work === "build") rmSync(cache, { recursive: true, force: true });
  if (work === "merge") await store(place, NEW, place.lessons.length);
}

const start = (dir: string, env: Record<string, string> = {}): Promise<RawServer> =>
  startRawServer(dir, { env: { HOME: EMPTY_HOME, ...env } });

/** Lets a server work until it is killed, or is through; tells where it died. */
async function doomed(work: Work, place: Place, death: Death, log: string): Promise<string> {
  const { repository } = place;
  // Of a build only what the cache is made of, as how records are written has a turn of its own.
  const within = work.endsWith("record") ? "" : "/.git/agentops/cache/";
  const server = await Promise.race([
    start(repository.dir, {
      NODE_OPTIONS: `--require ${path.join(ROOT, "test/support/deadly-effects.cjs")}`,
      KILL_IN: repository.dir + within,
      KILL_AT: "effect" in death ? String(death.effect) : "0",
      KILL_LOG: log,
    }),
    died(log),
  ]);
  const started = performance.now();
  let timer: NodeJS.Timeout | undefined;
  if (server) {
    if ("ms" in death) timer = setTimeout(() => server.kill("SIGKILL"), death.ms);
    await Promise.race([atWork(work, place, server), server.exited]);
  }
  const took = Math.round(performance.now() - started);
  server?.end();
  await server?.exited;
  clearTimeout(timer);
  const lines = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
  const said = lines.find((line) => server && line.startsWith(`${server.pid} `)) ?? lines.at(-1);
  return said?.endsWith(" end") ? `${said} after ${took} ms` : (said ?? `killed after ${took} ms`);
}

async function died(log: string): Promise<null> {
  while (!existsSync(log)) await sleep(50);
  return null;
}

async function atWork(work: Work, place: Place, server: RawServer): Promise<void> {
  const asked = server.call("retrieve_context", { task: place.lessons.at(-1)?.title ?? "nothing yet" });
  await Promise.race([asked, server.exited]);
  if (!work.endsWith("record")) return;
  for (let each = 0; each < 2; each += 1) {
    place.sent += 1;
    const generator = createGenerator(1_000_000 + place.sent);
    const lesson = generator.learning();
    const { result } = await server.request("tools/call", {
      name: "record_learning",
      arguments: { title: lesson.title, body: lesson.body, kind: lesson.kind, distinct_because: "made up" },
    });
    const { id } = Object(result?.structuredContent);
    if (typeof id !== "string") throw new Error(`${work}: ${JSON.stringify(result)}`);
    place.acknowledged.push(id);
    place.lessons.push(lesson);
  }
}

/** What the next server gets wrong or leaves lying about. */
async function lookAround(place: Place): Promise<string[]> {
  const { repository, acknowledged, lessons } = place;
  const server = await start(repository.dir);
  const faults: string[] = [];
  const wanted = lessons.at(-1);
  if (wanted) {
    const answer = await server.call("retrieve_context", { task: wanted.title });
    if (!answer.includes(wanted.title)) faults.push(`not found: ${wanted.title}: ${answer.slice(0, 300)}`);
  }
  const stored = new Set(storedIds(repository, "learning"));
  faults.push(...acknowledged.filter((id) => !stored.has(id)).map((id) => `lost: ${id}`));
  const until = performance.now() + PATIENCE_MS;
  let left = leftIn(repository.dir);
  while (left.length > 0 && performance.now() < until) {
    await sleep(100);
    left = leftIn(repository.dir);
  }
  server.end();
  await server.exited;
  return [...faults, ...left.map((file) => `left: ${file}`)];
}

const UNFINISHED = /(?:\.lock|\.[0-9a-f]{8})$|\/tmp_/;
/** Folders whose files are turns that somebody waits for. */
const TURNS = /^\.git\/agentops\/(?:queue|packing|recording-.)\//;

/** Files that no living process needs. */
function leftIn(dir: string): string[] {
  const files = [".git/agentops", ".git/objects", ".git/refs/agentops", ".agentops"].flatMap((folder) =>
    existsSync(path.join(dir, folder))
      ? readdirSync(path.join(dir, folder), { recursive: true, encoding: "utf8" }).map(
          (name) => `${folder}/${name}`,
        )
      : [],
  );
  const manifest = files.find((file) => file.endsWith("/manifest.json"));
  const named = manifest ? readFileSync(path.join(dir, manifest), "utf8") : "";
  return files.filter((file) => {
    const chunk = /cache\/\d+\.\d+-[0-9a-f]{16}\/([^/]+)$/.exec(file)?.[1];
    if (chunk !== undefined) return chunk !== "manifest.json" && !named.includes(`"${chunk}"`);
    return UNFINISHED.test(file) || TURNS.test(file);
  });
}
