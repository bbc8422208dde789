// Of any number that want the same place at the same moment exactly one gets it, also from a holder that died.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { leaseFirst } from "../../src/checks/lease.ts";
import { ownName } from "../../src/shared/process-start.ts";
import { removeFolder, temporaryFolder } from "../support/repository.ts";

let folder: string;

beforeEach(() => {
  folder = path.join(temporaryFolder(), "slots");
});
afterEach(() => removeFolder(path.dirname(folder)));

const files = (count: number) => Array.from({ length: count }, (_, at) => path.join(folder, `${at}.lease`));

/** A process of this place that can't exist. */
const dead = async () => ownName().replace(/-\d+-(\d+)$/, "-4194305-$1");

it("gives each contender another place, and none where all are held", async () => {
  const leases = await Promise.all(Array.from({ length: 12 }, () => leaseFirst(folder, files(8))));
  const got = leases.flatMap((lease) => lease?.file ?? []);
  expect(new Set(got).size).toBe(8);
  expect(got).toHaveLength(8);
  await Promise.all(leases.map((lease) => lease?.release()));
  expect(readdirSync(folder)).toEqual([]);
  expect((await leaseFirst(folder, files(8)))?.file).toBe(files(8)[0]);
});

it("takes over from a dead holder once", async () => {
  for (let round = 0; round < 40; round += 1) {
    await (await leaseFirst(folder, files(1)))?.release();
    writeFileSync(files(1)[0] ?? "", `${await dead()} ${round}\n`);
    const leases = await Promise.all(Array.from({ length: 8 }, () => leaseFirst(folder, files(1))));
    const won = leases.filter((lease) => lease !== null);
    expect(won).toHaveLength(1);
    expect(readFileSync(files(1)[0] ?? "", "utf8")).toContain(ownName());
    await won[0]?.release();
  }
});

it("leaves a living holder's place alone, and one whose name is being written", async () => {
  await leaseFirst(folder, files(1));
  expect(await leaseFirst(folder, files(1))).toBeNull();
  const [, second = ""] = files(2);
  writeFileSync(second, "");
  expect(await leaseFirst(folder, [second])).toBeNull();
});
