// Records travel between clones over a remote that is down, rewound, replaced or hostile, and none is ever lost.

import { afterEach, describe, expect, it } from "vitest";
import type { MeasurementDraft } from "../../src/goals/series.ts";
import { seriesOf } from "../../src/goals/series.ts";
import Learning from "../../src/learnings/records/learning.ts";
import type { JournalRecord } from "../../src/records/record.ts";
import { fsck, plant, WRITER } from "../support/journal.ts";
import { encodeRecord, recordPath } from "../support/kinds.ts";
import { citation, idOf, learning } from "../support/records.ts";
import { type Clones, createClones, pair } from "./clones.ts";

let all: Clones;
afterEach(() => all.remove());

const STRANGER = "ssssssssss";
const fileOf = <R extends JournalRecord>(record: R) => ({
  [recordPath(record)]: encodeRecord(record),
});

const measurement: MeasurementDraft = {
  record: "measurement",
  goal: "size",
  definition: "d".repeat(64),
  direction: "lower",
  target: 5,
  tolerance: 0,
  deadline: null,
  state: "ok",
  value: 7,
  unit: "",
  sample: null,
  because: null,
  base: null,
  ungoverned: false,
};

/** Each of the four kinds of turn twice, as the second meets what the first has left; the full form is 20. */
const TURNS = Number(process.env.AGENTOPS_TEST_TURNS ?? 8);
/** Of each clone, with a sync at every second: each is met by a remote that is up and by one that is down, twice. */
const RECORDS = 7;

describe("several clones", () => {
  it("converge within two rounds over a remote that is down half of the time", async () => {
    all = await createClones(4);
    const reports = [];
    for (let record = 0; record < RECORDS; record += 1) {
      for (const [number, clone] of all.clones.entries()) {
        await clone.save(`lesson ${record} of clone ${number}`);
        if (record % 2 === 0) {
          all.setDown((2 * record + number) % 8 < 4);
          reports.push(await clone.sync());
        }
      }
    }
    expect(reports.filter(({ status }) => status === "unreachable").length).toBeGreaterThan(
      reports.length / 3,
    );
    all.setDown(false);
    for (let round = 0; round < 2; round += 1) {
      for (const clone of all.clones) reports.push(await clone.sync());
    }
    expect(reports.flatMap(({ notices }) => notices)).toEqual([]);
    for (const clone of all.clones) {
      expect((await clone.state()).all(Learning).length).toBe(4 * RECORDS);
      expect(fsck(clone.repository.dir)).toBe("");
    }
  });

  it("send their own ref only, and leave branches, index and FETCH_HEAD alone", async () => {
    all = await createClones(2);
    const [first, second] = pair(all);
    await first.save("one");
    await first.sync();
    // What a `fetch --prune` of the user's own would remove or move.
    second.repository.git("update-ref", "refs/remotes/origin/gone", "HEAD");
    second.repository.git("tag", "local");
    second.repository.git("config", "fetch.pruneTags", "true");
    const before = second.repository.git("for-each-ref", "refs/heads", "refs/remotes", "refs/tags");
    await second.save("two");
    expect((await second.sync()).sent).toEqual([second.ref]);
    expect(second.repository.git("for-each-ref", "refs/heads", "refs/remotes", "refs/tags")).toBe(before);
    expect(second.repository.git("for-each-ref", "refs/agentops/incoming")).toBe("");
    expect(second.repository.git("status", "--porcelain")).toBe("");
    expect(all.remote.git("for-each-ref", "--format=%(refname)").trim().split("\n")).toEqual(
      [first.ref, second.ref].sort(),
    );
  });

  it("take over the records of clones that are no more", async () => {
    all = await createClones(3);
    for (const clone of all.clones) {
      await clone.save("mine");
      await clone.sync();
    }
    const [first, second] = pair(all);
    const { dropped } = await first.sync({ compact: true });
    expect(dropped).toHaveLength(2);
    expect(all.remote.git("for-each-ref", "--format=%(refname)").trim()).toBe(first.ref);
    const state = await first.state();
    expect(state.all(Learning).length).toBe(3);
    expect(new Set(state.all(Learning).map(({ clone }) => clone)).size).toBe(3);
    // One that lives after all comes back with what is its own.
    await second.save("another");
    await second.sync();
    expect((await second.state()).all(Learning).length).toBe(4);
    await first.sync();
    expect((await first.state()).all(Learning).length).toBe(4);
  });
});

describe("records that decide something count only in the journal of their clone", () => {
  it("so the ref of theirs stays when the others' are taken over, and says why", async () => {
    all = await createClones(3);
    const [first, second] = pair(all);
    const third = all.clones[2];
    if (!third) throw new Error("there is no third clone");
    await second.save("mine");
    await second.journal.append([measurement], { ...WRITER, role: "supervisor" }, null);
    await third.save("mine too");
    for (const clone of all.clones) await clone.sync();
    const { dropped, kept } = await first.sync({ compact: true });
    expect(dropped).toEqual([third.ref]);
    expect(kept).toEqual([{ ref: second.ref, kinds: ["measurement"] }]);
    const state = await first.state();
    expect(state.all(Learning).length).toBe(2);
    expect(seriesOf(state, "size").map(({ value }) => value)).toEqual([7]);
  });
});

describe("a ref that was changed on the remote", () => {
  it(`is noticed ${TURNS} times of ${TURNS}, rewound or replaced, and healed by the clone that owns it`, async () => {
    all = await createClones(2);
    const [owner, other] = pair(all);
    const name = owner.ref.slice(-10);
    let noticed = 0;
    for (let turn = 0; turn < TURNS; turn += 1) {
      await owner.save(`a ${turn}`);
      await owner.save(`b ${turn}`);
      await owner.sync();
      await other.sync();
      const rewound = turn % 2 === 0;
      if (rewound) all.remote.git("update-ref", owner.ref, `${owner.ref}~1`);
      else {
        all.remote.git("update-ref", "-d", owner.ref);
        plant(all.remote.dir, name, fileOf(learning(turn, { clone: STRANGER, title: `planted ${turn}` })));
      }
      const { notices } = turn % 4 < 2 ? await other.sync() : await owner.sync();
      if (notices.some(({ clone, what }) => clone === name && what === (rewound ? "rewound" : "moved")))
        noticed += 1;
    }
    expect(noticed).toBe(TURNS);
    await owner.sync();
    expect(all.remote.git("rev-parse", owner.ref)).toBe(owner.repository.git("rev-parse", owner.ref));
    await other.sync();
    for (const clone of all.clones) {
      const titles = (await clone.state()).all(Learning).map(({ title }) => title);
      expect(titles.filter((title) => /^[ab] /.test(title))).toHaveLength(2 * TURNS);
    }
  });

  it("gives back what this clone has lost, as another history", async () => {
    all = await createClones(2);
    const [owner, other] = pair(all);
    await owner.save("before the backup");
    const backup = owner.repository.git("rev-parse", owner.ref).trim();
    const lost = await owner.save("after the backup");
    await owner.sync();
    await other.sync();
    owner.repository.git("update-ref", owner.ref, backup);
    await owner.save("after the restoration");
    const { notices } = await owner.sync();
    expect(notices).toMatchObject([{ clone: owner.ref.slice(-10), what: "moved" }]);
    await other.sync();
    for (const clone of all.clones) {
      const state = await clone.state();
      expect(state.all(Learning).length).toBe(3);
      expect(state.get(Learning, lost) !== undefined).toBe(true);
    }
  });
});

/** The same record in other bytes: formats have more than one way to write a letter. */
const spelled = (files: Record<string, string>, letters: string, otherwise: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(files).map(([file, text]) => [
      file,
      text.replace(/^title: (?!")(.*)$/m, 'title: "$1"').replace(letters, otherwise),
    ]),
  );

describe("what is pulled", () => {
  it("is withheld where it holds a credential or a hidden character, and served otherwise", async () => {
    all = await createClones(2);
    const [first] = pair(all);
    const key = `AKIA${"Q3".repeat(8)}`;
    plant(all.remote.dir, STRANGER, {
      ...fileOf(learning(1, { clone: STRANGER, body: `the key is ${key}` })),
      ...fileOf(learning(2, { clone: STRANGER, body: "zero\u200bwidth" })),
      ...fileOf(learning(3, { clone: STRANGER })),
      ...spelled(fileOf(learning(4, { clone: STRANGER, title: `the key is ${key}` })), "AKIA", "\\x41KIA"),
      ...spelled(
        fileOf({
          ...citation(5, idOf(3), { session: "s", outcome: "wrong", note: `it is ${key}` }),
          clone: STRANGER,
        }),
        "AKIA",
        "\\u0041KIA",
      ),
    });
    await first.sync();
    const state = await first.state();
    for (const number of [4, 5])
      expect(state.quarantined.get(idOf(number))?.reason).toContain("credential (AWS access key id)");
    expect(state.all(Learning).map(({ id }) => id)).toEqual([idOf(3)]);
    expect(state.quarantined.get(idOf(1))?.reason).toContain("credential (AWS access key id)");
    expect(state.quarantined.get(idOf(2))?.reason).toContain("invisible");
    // Taking it over must not wash it clean.
    await first.sync({ compact: true });
    expect((await first.state()).all(Learning).map(({ id }) => id)).toEqual([idOf(3)]);
  });

  it("ignores refs that are no journals, and a forged own ref moves nothing", async () => {
    all = await createClones(2);
    const [first] = pair(all);
    const id = await first.save("mine");
    plant(all.remote.dir, "UPPER", fileOf(learning(1)));
    plant(all.remote.dir, first.ref.slice(-10), fileOf(learning(2, { clone: first.ref.slice(-10) })));
    const before = first.repository.git("rev-parse", first.ref);
    const { notices } = await first.sync();
    expect(notices.map(({ what }) => what).sort()).toEqual(["ignored", "moved"]);
    expect(first.repository.git("rev-parse", first.ref)).toBe(before);
    expect((await first.state()).get(Learning, id) !== undefined).toBe(true);
  });
});
