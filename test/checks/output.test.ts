// A command's output keeps its digest, its beginning and its end, however much it prints.
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createOutput } from "../../src/checks/output.ts";

const sha = (text: string) => createHash("sha256").update(text).digest("hex");

/** The output of these chunks, all on standard output. */
function printed(...chunks: (string | Buffer)[]) {
  const output = createOutput();
  for (const chunk of chunks) output.add("stdout", Buffer.from(chunk));
  return output;
}

describe("what is kept of an output", () => {
  it("is all of it where it is short, its beginning and end where it is long, never a part twice", () => {
    expect(printed("a\n", "b\n").excerpts()).toEqual({ head: "a\nb\n", tail: "" });
    expect(printed("h".repeat(2000), "t".repeat(500)).excerpts()).toEqual({
      head: "h".repeat(2000),
      tail: "t".repeat(500),
    });
    const long = printed(
      "begin\n",
      ...Array.from({ length: 3000 }, (_, at) => `line ${at}\n`),
      "end\n",
    ).excerpts();
    expect(long.head).toMatch(/^begin\nline 0\n/);
    expect(long.tail).toMatch(/line 2999\nend\n$/);
    expect(long.head.length).toBe(2000);
    expect(long.tail.length).toBe(2000);
  });

  it("has a digest over every byte and which stream it came on, however it was cut into chunks", () => {
    const whole = printed("x".repeat(100_000));
    const parts = printed("x".repeat(1), "x".repeat(99_998), "x");
    expect(whole.digest()).toBe(parts.digest());
    expect(whole.digest()).toBe(sha(sha("x".repeat(100_000)) + sha("")));
    const other = createOutput();
    other.add("stderr", Buffer.from("x".repeat(100_000)));
    expect(other.digest()).not.toBe(whole.digest());
    expect(whole.bytes).toBe(100_000);
  });

  it("holds no half character, no control and no credential", () => {
    const faces = printed("\u{1F600}".repeat(5000)).excerpts();
    const cut = printed(`a${"\u{1F600}".repeat(5000)}`).excerpts();
    for (const { head, tail } of [faces, cut]) expect((head + tail).isWellFormed()).toBe(true);
    expect(printed(Buffer.from([0xff, 0x61, 0x1b, 0x5b, 0x33, 0x31, 0x6d, 0x62])).excerpts().head).toBe(
      "?ab",
    );
    const body = Array.from(
      { length: 6 },
      () => "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj",
    );
    const kind = "PRIVATE KEY-----";
    const key = [`-----BEGIN ${kind}`, ...body, `-----END ${kind}`].join("\n");
    const left = "[a line with a credential was left out]";
    expect(printed(`one\n${key}\ntwo\n`).excerpts().head).toBe(`one\n${left}\ntwo\n`);
    expect(printed(`one\n${key.slice(0, 200)}`).excerpts().head).toBe(`one\n${left}`);
  });
});
