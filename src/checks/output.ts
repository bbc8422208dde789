// Keeps of a command's output its digest, its beginning and its end, however much it prints.

import { createHash } from "node:crypto";
import { sha256 } from "../shared/sha256.ts";
import { sanitise } from "../shared/text/safe-text.ts";
import { withoutSecrets } from "../shared/text/without-secrets.ts";
import { EXCERPT } from "./receipt.ts";

/** More bytes than an excerpt's characters, so that a credential or a character that is cut in two is seen whole. */
const KEPT = 4 * EXCERPT;

export interface Output {
  add(stream: "stdout" | "stderr", chunk: Buffer): void;
  readonly bytes: number;
  /** The end of standard output. */
  stdout(): string;
  digest(): string;
  excerpts(): { head: string; tail: string };
}

/** `keep` is how many bytes of the end of standard output are kept whole. */
export function createOutput(keep = KEPT): Output {
  const hashes = { stdout: createHash("sha256"), stderr: createHash("sha256") };
  let begin: Buffer = Buffer.alloc(0);
  let end: Buffer = Buffer.alloc(0);
  let printed: Buffer = Buffer.alloc(0);
  let bytes = 0;
  const last = (kept: Buffer, chunk: Buffer, most = KEPT) =>
    chunk.length >= most ? chunk.subarray(-most) : Buffer.concat([kept, chunk]).subarray(-most);

  return {
    add(stream, chunk) {
      hashes[stream].update(chunk);
      bytes += chunk.length;
      const room = KEPT - begin.length;
      if (room > 0) begin = Buffer.concat([begin, chunk.subarray(0, room)]);
      if (chunk.length > room) end = last(end, room > 0 ? chunk.subarray(room) : chunk);
      if (stream === "stdout") printed = last(printed, chunk, keep);
    },
    get bytes() {
      return bytes;
    },
    stdout: () => printed.toString("utf8"),
    digest: () => sha256(hashes.stdout.copy().digest("hex") + hashes.stderr.copy().digest("hex")),
    excerpts() {
      if (end.length === 0) {
        const all = presentable(begin);
        return { head: whole(all.slice(0, EXCERPT)), tail: whole(all.slice(EXCERPT).slice(-EXCERPT)) };
      }
      return {
        head: whole(presentable(begin).slice(0, EXCERPT)),
        tail: whole(presentable(end).slice(-EXCERPT)),
      };
    },
  };
}

/** Without the half of a character that a cut has left at either end. */
const whole = (text: string): string => text.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, "");

const presentable = (bytes: Buffer): string =>
  withoutSecrets(sanitise(bytes.toString("utf8").replaceAll("\ufffd", "?")));
