// A gate believes what it has just seen run, whatever an earlier run of equal contents returned.

import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Receipt } from "../../src/checks/receipt.ts";
import { createKnownReceipts, type KnownReceipts } from "../../src/claims/io/known-receipts.ts";
import { runRatchet } from "../../src/claims/io/run-ratchet.ts";
import { bindingLocks, locksOf, type RatchetRow } from "../../src/claims/locks/ratchet.ts";
import type { RatchetOptions, SeenReceipts } from "../../src/claims/port.ts";
import { verificationOf } from "../../src/claims/verify.ts";
import { DEFAULT_CONFIG, parseConfig } from "../../src/config/config.ts";
import { findRepository } from "../../src/git/repository.ts";
import { claim, lockFacts, POLICY, ratchetRow, receipt, verdict } from "../support/claim-records.ts";
import { fold, idOf } from "../support/records.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

const POLICIES = {
  stopped: "checks:\n  - { id: unit, run: [sleep, '30'], timeout: 1 }\n",
  failing: "checks:\n  - { id: unit, run: ['false'] }\n",
  passing: "checks:\n  - { id: unit, run: ['true'] }\n",
};
const CLAIM = idOf(1);

let repository: TestRepository;
let known: KnownReceipts;
let commit: string;

beforeEach(() => {
  repository = createRepository();
  commit = repository.commit({ "a.txt": "1\n" });
  known = createKnownReceipts(path.join(repository.dir, ".git/agentops"), repository.dir);
});
afterEach(() => repository.remove());

async function ratchet(policy: string, options: Partial<RatchetOptions>): Promise<readonly RatchetRow[]> {
  const parsed = await parseConfig(Buffer.from(policy));
  const state = fold(
    [claim(1), verdict(2, 1)].map((record) => ({
      record,
      blob: record.record === "claim" ? "1".repeat(40) : record.id,
      own: true,
    })),
  );
  const base = { commit, name: "main", digest: POLICY, policy: { ...DEFAULT_CONFIG, ...parsed } };
  const ports = { repository: await findRepository(repository.dir), known };
  const locks = bindingLocks(locksOf(state, lockFacts({ [CLAIM]: "contained" })));
  const signal = new AbortController().signal;
  const asked = { signal, ...options };
  const held = { commit, policy: { ...base, isProtected: true, envelope: null }, locks };
  return (await runRatchet(ports, held, asked)).rows;
}

/** As an earlier run of equal contents has left it. */
async function passedBefore(policy: string): Promise<void> {
  const parsed = await parseConfig(Buffer.from(policy));
  const { ratchet: _, ...earlier } = receipt();
  await known.keep(commit, { ...DEFAULT_CONFIG, ...parsed }, [earlier satisfies Receipt]);
}

const kept = (): string[] => {
  const folder = path.join(repository.dir, ".git/agentops/receipts");
  return existsSync(folder) ? readdirSync(folder) : [];
};

describe.each(["stopped", "failing"] as const)("a check that is %s now and passed before", (how) => {
  it("is worse in each later step of the gate, and for the next one", async () => {
    const policy = POLICIES[how];
    await passedBefore(policy);
    expect(await ratchet(policy, {})).toMatchObject([{ result: "same", known: true }]);
    const seen: SeenReceipts = new Map();
    expect(await ratchet(policy, { fresh: true, seen })).toMatchObject([{ result: "worse", known: false }]);
    // What can't be written must not bring the older one back either.
    await passedBefore(policy);
    for (const fresh of [false, true])
      expect(await ratchet(policy, { fresh, seen })).toMatchObject([{ result: "worse", known: false }]);
  });

  it("leaves no older word behind", async () => {
    await passedBefore(POLICIES[how]);
    await ratchet(POLICIES[how], { fresh: true });
    expect(kept()).toHaveLength(how === "stopped" ? 0 : 1);
    expect(await ratchet(POLICIES[how], {})).toMatchObject([{ result: "worse" }]);
  });
});

it("a check that has failed once in a gate has failed, though a later step of it saw it pass", async () => {
  const seen: SeenReceipts = new Map();
  await ratchet(POLICIES.failing, { fresh: true, seen });
  const parsed = await parseConfig(Buffer.from(POLICIES.failing));
  const { ratchet: _, ...passed } = receipt();
  await known.keep(commit, { ...DEFAULT_CONFIG, ...parsed }, [passed], seen);
  expect(await ratchet(POLICIES.failing, { seen })).toMatchObject([{ result: "worse" }]);
});

it("a fresh gate runs a check once, and not again at each step", async () => {
  const seen: SeenReceipts = new Map();
  await ratchet(POLICIES.passing, { fresh: true, seen });
  const [first] = seen.values();
  expect(await ratchet(POLICIES.passing, { fresh: true, seen })).toMatchObject([
    { result: "same", known: false },
  ]);
  expect([...seen.values()]).toEqual([first]);
});

describe("of a stale claim, the words", () => {
  const said = (changes: Partial<RatchetRow>): string | undefined => {
    const state = fold(
      [claim(1), verdict(2, 1)].map((record) => ({
        record,
        blob: record.record === "claim" ? "1".repeat(40) : record.id,
        own: true,
      })),
    );
    const facts = lockFacts({ [CLAIM]: "contained" });
    const reRun = {
      commit,
      subject: "f".repeat(40),
      rows: [ratchetRow(changes)],
      required: null,
      unread: [],
    };
    return verificationOf(state, facts, reRun).claims[0]?.problem;
  };

  it.each([
    ["were re-run here", {}],
    ["unit known from equal contents", { known: true }],
    ["unit reversed", { result: "reversed" }],
  ] as const)("%s", (words, changes) => {
    expect(said(changes)).toContain(words);
  });
});
