// Reads what a runtime writes to a hook, up to a limit.
import type { Readable } from "node:stream";

const MOST_INPUT_BYTES = 16 * 1024 * 1024;

/** Null for what is no JSON, or larger than anything that a runtime sends. */
export function readInput(from: Readable): Promise<unknown> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    from
      .on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size <= MOST_INPUT_BYTES) chunks.push(chunk);
        else chunks.length = 0;
      })
      .once("error", () => resolve(null))
      .once("end", () => {
        try {
          resolve(size > MOST_INPUT_BYTES ? null : JSON.parse(Buffer.concat(chunks).toString("utf8")));
        } catch {
          resolve(null);
        }
      });
  });
}
