// Fuzzes what reads a file of another clone's journal, of every kind of record: the place is the input's first line.
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { decodeForeignRecord, idInPath } from "../../../src/journal/codec.ts";
import { ANY_OF } from "../../support/any-records.ts";
import { decodeRecord, encodeRecord, KINDS, recordPath } from "../../support/kinds.ts";
import { must, seedsOf, type Target } from "../target.ts";

const PER_KIND = 3;

const records: Target = {
  name: "records",
  outcomes: ["read", "refused"],
  most: 256 * 1024,
  seeds() {
    const drawn = Object.values(ANY_OF).flatMap((any) => fc.sample(any, { seed: 7, numRuns: PER_KIND }));
    const byHand =
      "learning/2026/01/01/01KDVKDM000000000000000001.md\n---\nid: >-\n  01KDVKDM000000000000000001\nv: 1\ntitle: a\n---\nbody\n";
    return seedsOf(...drawn.map((record) => `${recordPath(record)}\n${encodeRecord(record)}`), byHand);
  },
  async run(bytes) {
    const end = bytes.indexOf(10);
    const path = bytes.toString("utf8", 0, end < 0 ? bytes.length : end);
    must(!idInPath(path).includes("/"), "an id with a folder");
    const decoded = await decodeForeignRecord(KINDS, path, end < 0 ? bytes : bytes.subarray(end + 1));
    if (!decoded.ok) {
      must(decoded.reason.length < 500, "a reason of any length");
      return "refused";
    }
    must(recordPath(decoded.record) === path, "it lies elsewhere");
    const again = await decodeRecord(path, Buffer.from(encodeRecord(decoded.record)));
    must(
      again.ok && isDeepStrictEqual(again.record, decoded.record),
      "written and read again it says something else",
    );
    return "read";
  },
};
export default records;
