// Jobs of clones that agree at a NATS server: one winner, takeovers, and a server that is away, frozen, emptied or somebody else's.
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Kvm } from "@nats-io/kv";
import { createUser } from "@nats-io/nkeys";
import { connect } from "@nats-io/transport-node";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { natsPlace } from "../../src/jobs/coordination.ts";
import { command } from "../support/command.ts";
import { hasNats, type NatsServer, startNats } from "../support/nats.ts";
import { removeFolder, temporaryFolder } from "../support/repository.ts";
import {
  CLOSING,
  createTeams,
  eachJobGoesToOne,
  LEASE_SECONDS,
  type Team,
  takenWhileAsleep,
} from "./clone-team.ts";

const { team, onEnd, cleanUp } = createTeams();
let server: NatsServer;

const place = () => `${server.url}/shop`;
const config = (jobs = "") => `{ sync: manual, coordination: "${place()}"${jobs && `, jobs: ${jobs}`} }\n`;
const SHORT = `{ lease_seconds: ${LEASE_SECONDS} }`;

/** Clones in which a person has agreed to the place. */
async function agreed(jobs = "", count: 1 | 2 = 2): Promise<Team> {
  const made = await team(config(jobs), count);
  for (const clone of made.clones) clone.git("config", "agentops.coordination", place());
  return made;
}

/** The server's bucket, as somebody else would use it. */
async function bucket() {
  const connection = await connect({ servers: server.url });
  onEnd(() => connection.close());
  return new Kvm(connection).create("shop", { history: 1 });
}

async function keys(): Promise<string[]> {
  const found: string[] = [];
  for await (const key of await (await bucket()).keys()) found.push(key);
  return found;
}

it.each([
  ["nats://127.0.0.1:4222", { server: "nats://127.0.0.1:4222", bucket: "agentops" }],
  ["tls://nats.example.org:4222/shop", { server: "tls://nats.example.org:4222", bucket: "shop" }],
  ["nats://user:secret@host/shop", null],
  ["nats://host/a/b", null],
  ["nats:///shop", null],
  ["http://host/shop", null],
  ["nats://host/shop?x=1", null],
  ["nats", null],
])("%s is read as a place, or is none", (text, expected) => {
  expect(natsPlace(text)).toEqual(expected);
});

describe.skipIf(!hasNats)("at a NATS server", () => {
  beforeEach(async () => {
    server = await startNats();
    onEnd(() => server.remove());
  });
  afterEach(cleanUp);

  it("of eight workers in two clones exactly one gets each job", async () => {
    await eachJobGoesToOne(await agreed(), keys);
  });

  it("a stopped worker's job goes to another clone, and its late words are refused there", async () => {
    const { queue, start, startProcess } = await agreed(SHORT);
    const [job = ""] = await queue("one");
    const [first, second] = [await startProcess(0, "first"), await start(1, "second")];
    expect((await first.call("start_job", { job })).facts).toMatchObject({ token: 1, notes: [] });
    await takenWhileAsleep(first, second, job);
    expect((await first.call("report_progress", { note: "late" })).text).toMatch(
      /^LEASE_LOST: .*session second/,
    );
    expect((await second.call("finish_job", CLOSING)).facts).toMatchObject({ job, state: "done" });
    expect(await keys()).toEqual([]);
  });

  it.each([
    ["is away", () => server.stop(), () => server.start()],
    ["does not answer", async () => server.freeze(), async () => server.thaw()],
  ])("while it %s no job begins, and those in work go on", async (_, away, back) => {
    const { queue, start } = await agreed("", 1);
    const [one = "", two = ""] = await queue("one", "two");
    const [first, second] = [await start(0, "first"), await start(0, "second")];
    expect((await first.call("start_job", { job: one })).facts).toMatchObject({ notes: [] });
    await away();
    const refused = await second.call("start_job", { job: two });
    expect(refused.text).toMatch(/^COORDINATION_AWAY: .*nats:\/\/127\.0\.0\.1/);
    expect((await first.call("report_progress", { note: "a step" })).facts).toMatchObject({ token: 1 });
    expect((await first.call("finish_job", CLOSING)).facts).toMatchObject({ state: "done" });
    await back();
    let again = await second.call("start_job", { job: two });
    for (let tries = 0; again.isError && tries < 60; tries += 1) {
      await sleep(500);
      again = await second.call("start_job", { job: two });
    }
    expect(again.facts, again.text).toMatchObject({ notes: [] });
  });

  it("that has forgotten all, or is another one, gives nobody a job that is in work", async () => {
    const { queue, start } = await agreed();
    const [job = ""] = await queue("one");
    const [first, second] = [await start(0, "first"), await start(1, "second")];
    await first.call("start_job", { job });
    expect((await second.call("start_job", { job })).text).toMatch(/is held by session first/);
    await server.stop();
    await server.start({ empty: true });
    let answer = await second.call("start_job", { job });
    for (let tries = 0; answer.text.startsWith("COORDINATION_AWAY") && tries < 60; tries += 1) {
      await sleep(500);
      answer = await second.call("start_job", { job });
    }
    expect(answer.text).toMatch(/is held by session first/);
    expect((await first.call("finish_job", CLOSING)).facts).toMatchObject({ state: "done" });
  });

  it("nothing is sent where nobody has agreed to this very place, and no job begins", async () => {
    const { queue, start, clones } = await team(config(), 1);
    const [job = ""] = await queue("one");
    clones[0]?.git("config", "agentops.coordination", `${server.url}/other`);
    const worker = await start(0, "worker");
    const { text } = await worker.call("start_job", { job });
    expect(text).toMatch(/^COORDINATION_AWAY: .*git config agentops\.coordination nats:/);
    expect(await keys()).toEqual([]);
  });

  it.each([
    ["garbage", () => "garbage"],
    ["more than any lease", () => "x".repeat(100_000)],
    ["a lease with the highest token", (job: string) => forged(job, 1e9)],
    ["a lease of another job", () => forged("0".repeat(26), 1)],
  ])("%s in the place of a lease keeps nobody out for good", async (_, content) => {
    const { queue, start } = await agreed("{ lease_seconds: 1 }", 1);
    const [name = ""] = await queue("one");
    const worker = await start(0, "worker");
    const [, record = ""] = /record (\w{26})/.exec(await worker.read(`agentops://jobs/${name}`)) ?? [];
    const shop = await bucket();
    await shop.put(record, content(record));
    await shop.put("no-job.at.all", "x");
    let begun = await worker.call("start_job", { job: name });
    for (let tries = 0; begun.isError && tries < 20; tries += 1) {
      await sleep(500);
      begun = await worker.call("start_job", { job: name });
    }
    expect(begun.facts, begun.text).toMatchObject({ token: 1, notes: [] });
    const finished = await worker.call("finish_job", CLOSING);
    expect(finished.facts, finished.text).toMatchObject({ state: "done" });
  });

  it("one that begins to answer and then says no more holds nobody up for good", async () => {
    const silent = await quietAfter("consumer_create_response", server.url);
    onEnd(() => silent.close());
    const { queue, start, clones } = await team(`{ sync: manual, coordination: "${silent.url}/shop" }\n`, 1);
    clones[0]?.git("config", "agentops.coordination", `${silent.url}/shop`);
    const [job = ""] = await queue("one");
    await (await bucket()).put("0".repeat(26), "x");
    const { text } = await (await start(0, "worker")).call("start_job", { job });
    expect(text).toMatch(/^COORDINATION_AWAY: .*no answer/);
  });

  it("doctor says that it is in force, and what is wrong with it", async () => {
    const { clones } = await agreed("", 1);
    const [clone] = clones;
    const said = async () => {
      const { stdout } = await command(clone?.dir ?? "", ["doctor", "--json"]);
      const checks: { name: string }[] = JSON.parse(stdout).checks;
      return JSON.stringify(checks.filter(({ name }) => name === "coordination"));
    };
    expect(await said()).toContain(`${place()} answers`);
    await server.stop();
    expect(await said()).toMatch(/can't be asked/);
    clone?.git("config", "--unset", "agentops.coordination");
    expect(await said()).toMatch(/nobody has agreed/);
  });
});

describe.skipIf(!hasNats)("at one that does not let everybody in", () => {
  let folder: string;
  const set = (name: string, value: string) => {
    process.env[name] = value;
    onEnd(() => delete process.env[name]);
  };
  beforeEach(() => {
    folder = temporaryFolder();
    onEnd(() => removeFolder(folder));
  });
  afterEach(cleanUp);

  it("a job begins with the credentials of the file that is named, and a refusal names none of them", async () => {
    const user = createUser();
    const seed = new TextDecoder().decode(user.getSeed());
    const settings = path.join(folder, "server.conf");
    writeFileSync(settings, `authorization { users: [{ nkey: ${user.getPublicKey()} }] }\n`);
    server = await startNats(["-c", settings]);
    onEnd(() => server.remove());
    const { queue, start } = await agreed("", 1);
    const [job = ""] = await queue("one");
    const without = await (await start(0, "without")).call("start_job", { job });
    expect(without.text).toMatch(/^COORDINATION_AWAY: .*[Aa]uthorization/);
    const file = path.join(folder, "agent.creds");
    set("AGENTOPS_NATS_CREDS", file);
    const missing = await (await start(0, "missing")).call("start_job", { job });
    expect(missing.text).toMatch(/^COORDINATION_AWAY: .*agent\.creds/);
    writeFileSync(file, credentials(new TextDecoder().decode(createUser().getSeed())));
    const wrong = await (await start(0, "wrong")).call("start_job", { job });
    expect(wrong.text).toMatch(/^COORDINATION_AWAY: /);
    writeFileSync(file, credentials(seed));
    const right = await (await start(0, "right")).call("start_job", { job });
    expect(right.facts, right.text).toMatchObject({ token: expect.any(Number), notes: [] });
    expect([without, missing, wrong].map(({ text }) => text).join()).not.toMatch(/SU[A-Z2-7]{20}/);
  });

  it("TLS is asked for by tls://, with certificates of a file where the system knows none", async () => {
    const [key, certificate] = [path.join(folder, "key.pem"), path.join(folder, "cert.pem")];
    const named = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
    const made = ["-newkey", "rsa:2048", "-nodes", "-days", "1", "-keyout", key, "-out", certificate];
    expect(spawnSync("openssl", ["req", "-x509", ...made, ...named]).status).toBe(0);
    server = await startNats(["--tls", "--tlscert", certificate, "--tlskey", key]);
    onEnd(() => server.remove());
    const tls = `${server.url.replace("nats://127.0.0.1", "tls://localhost")}/shop`;
    const { queue, start, clones } = await team(`{ sync: manual, coordination: "${tls}" }\n`, 1);
    clones[0]?.git("config", "agentops.coordination", tls);
    const [job = ""] = await queue("one");
    const unknown = await (await start(0, "unknown")).call("start_job", { job });
    expect(unknown.text).toMatch(/^COORDINATION_AWAY: .*certificate/);
    set("AGENTOPS_NATS_CA", certificate);
    const known = await (await start(0, "known")).call("start_job", { job });
    expect(known.facts, known.text).toMatchObject({ token: expect.any(Number), notes: [] });
  });
});

/** Passes everything on, until the server has said these words: from then on nothing that it says. */
async function quietAfter(words: string, url: string): Promise<{ url: string; close(): void }> {
  const sockets = new Set<net.Socket>();
  const proxy = net.createServer((client) => {
    const there = net.connect(Number(new URL(url).port), "127.0.0.1");
    let isQuiet = false;
    for (const each of [client, there]) sockets.add(each.on("error", () => {}));
    client.pipe(there);
    there.on("data", (data: Buffer) => {
      const at = data.indexOf(words);
      const end = at < 0 ? data.length : data.indexOf("\r\n", at) + 2;
      if (!isQuiet) client.write(data.subarray(0, end));
      isQuiet ||= at >= 0;
    });
  });
  await once(proxy.listen(0, "127.0.0.1"), "listening");
  const address = proxy.address();
  return {
    url: `nats://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    close() {
      for (const each of sockets) each.destroy();
      proxy.close();
    },
  };
}

/** As `nsc` writes it; a server that knows its users by their keys looks at the seed's signature alone. */
const credentials = (seed: string): string =>
  `-----BEGIN NATS USER JWT-----\ne30.e30.e30\n------END NATS USER JWT------\n\n-----BEGIN USER NKEY SEED-----\n${seed}\n------END USER NKEY SEED------\n`;

const forged = (job: string, token: number): string =>
  JSON.stringify({ job, session: "thief", clone: "zzzzzzzzzz", token, boot: null, since: 0, beat: 0 });
