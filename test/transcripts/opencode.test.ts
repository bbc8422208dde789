// OpenCode's database is read as it lies there: with its log, without a lock, and without a fault where it is damaged.
import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openCodeLines, openCodeSessions } from "../../src/transcripts/io/opencode.ts";
import { openSqlite } from "../../src/transcripts/io/sqlite.ts";
import { openCodeDatabase } from "../support/opencode-database.ts";
import { temporaryFolder } from "../support/repository.ts";

let home: string;
let file: string;
beforeEach(() => {
  home = temporaryFolder();
  file = openCodeDatabase(home, "/shop");
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const OWN = "ses_dd2f9f54dffejlSZwPzpIpGKqk";
const texts = (session: string) =>
  (openCodeLines(file, [session]).get(session) ?? []).flatMap(({ text }) =>
    text === undefined ? [] : [String(text)],
  );

it("gives the sessions that a person has begun, and of one its parts in order, long ones whole", () => {
  expect(openCodeSessions(file).map(({ id }) => id)).toEqual([OWN, "ses_other"]);
  const [asked, , agent, refused, settled] = texts(OWN);
  expect(asked).toMatch(/^The quarterly invoices are off/);
  expect(agent).toMatch(/^I'll round half up .* branch 39 keeps its totals in cents\.$/);
  expect(refused).toMatch(/^No - roundInvoice/);
  expect(settled).toMatch(/^Settled: /);
  const roles = openCodeLines(file, [OWN])
    .get(OWN)
    ?.map(({ role }) => role);
  expect(roles?.slice(0, 4)).toEqual(["user", "user", "assistant", "user"]);
});

it("without its log gives what was written before, and of a log that was cut what is whole", () => {
  const log = readFileSync(`${file}-wal`);
  rmSync(`${file}-wal`);
  expect(texts(OWN)).toHaveLength(3);
  for (const cut of [0, 7, 31, 40, 600, 2_000]) {
    writeFileSync(`${file}-wal`, log.subarray(0, cut));
    expect(texts(OWN).length).toBeGreaterThanOrEqual(3);
  }
});

it("leaves both files as they were", () => {
  const before = [file, `${file}-wal`].map((each) => readFileSync(each));
  texts(OWN);
  expect([file, `${file}-wal`].map((each) => readFileSync(each))).toEqual(before);
});

it("is an error and never endless where it is damaged, of another kind or has no such table", () => {
  const [whole, log] = [readFileSync(file), readFileSync(`${file}-wal`)];
  const one = fc.record({ at: fc.nat(), to: fc.integer({ min: 0, max: 255 }), inLog: fc.boolean() });
  fc.assert(
    fc.property(fc.array(one, { minLength: 1, maxLength: 30 }), (changes) => {
      const copies = [Buffer.from(whole), Buffer.from(log)] as const;
      for (const { at, to, inLog } of changes) {
        const copy = copies[inLog ? 1 : 0];
        copy[at % copy.length] = to;
      }
      writeFileSync(file, copies[0]);
      writeFileSync(`${file}-wal`, copies[1]);
      try {
        texts(OWN);
        openCodeSessions(file);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }),
    { numRuns: 300 },
  );
  writeFileSync(file, whole);
  writeFileSync(`${file}-wal`, log);
  const database = openSqlite(file);
  expect(() => [...database.rows("nothing")]).toThrow("there is no table nothing");
  database.close();
  copyFileSync(new URL(import.meta.url).pathname, file);
  rmSync(`${file}-wal`);
  expect(() => openSqlite(file)).toThrow("no SQLite file");
});
