// The list of signers, with keys that only have the shape of keys: which lines are one, whose they are, and when they hold.
import { describe, expect, it } from "vitest";
import { keyBytes, outsideValidity, SIGNER_KEYS } from "../../../src/claims/signatures/signers.ts";

/** A line that holds its type in its bytes, as a key does. */
function keyOf(type: string, tail = "one"): string {
  const bytes = Buffer.concat([Buffer.from([0, 0, 0, type.length]), Buffer.from(`${type}${tail}`)]);
  return `${type} ${bytes.toString("base64")}`;
}
const KEY = keyOf("ssh-ed25519");
const signer = (changes: object = {}) => ({ principal: "ci@example.org", key: KEY, ...changes });
const problems = (...signers: object[]) =>
  (SIGNER_KEYS.signers.safeParse(signers).error?.issues ?? []).map(({ path, message }) => [path, message]);

describe("a signer's key", () => {
  it.each([
    "ssh-ed25519",
    "ssh-rsa",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp521",
    "sk-ssh-ed25519@openssh.com",
  ])("may be of type %s", (type) => expect(problems(signer({ key: keyOf(type) }))).toEqual([]));

  it("is one line of one key, and no longer than a key is", () => {
    const long = keyOf("ssh-rsa", "x".repeat(2900));
    expect(problems(signer({ key: long }))).toEqual([]);
    const wrong = [`${KEY}\n${KEY}`, "ssh-ed25519", `x ${KEY}`, `${KEY} \0`, keyOf("ssh-dss")];
    for (const key of wrong)
      expect(problems(signer({ key }))).toEqual([
        [[0, "key"], expect.stringMatching(/^must be one public key/)],
      ]);
    expect(problems(signer({ key: keyOf("ssh-rsa", "x".repeat(3000)) }))).toHaveLength(1);
  });

  it("is whole, and of the type that stands before it", () => {
    const [, data = ""] = KEY.split(" ");
    const cut = `ssh-ed25519 ${Buffer.from("\0\0\0\x0bssh-ed25").toString("base64")}`;
    for (const key of [`ssh-rsa ${data}`, "ssh-ed25519 AAAA", cut])
      expect(problems(signer({ key }))).toEqual([[[0, "key"], expect.stringMatching(/^is no whole key/)]]);
  });

  it("is given once, however its padding and comment are written", () => {
    const again = `${KEY.replace(/=*$/, "")} of ann`;
    const other = keyOf("ssh-ed25519", "two");
    expect(problems(signer(), signer({ key: other }))).toEqual([]);
    expect(problems(signer(), signer({ key: other }), signer({ key: again }))).toEqual([
      [[2, "key"], "is given twice"],
    ]);
    expect(keyBytes(again)).toBe(keyBytes(KEY));
    expect(keyBytes(KEY)).toBe((KEY.split(" ")[1] ?? "").replace(/=+$/, ""));
    const padded = keyOf("ssh-rsa", "k1");
    expect(padded).toMatch(/=$/);
    expect(keyBytes(padded)).toBe(padded.slice("ssh-rsa ".length).replace(/=+$/, ""));
    expect(keyBytes("ssh-ed25519")).toBe("");
  });

  it("is one of at most a hundred", () => {
    const many = Array.from({ length: 101 }, (_, at) => signer({ key: keyOf("ssh-rsa", `k${at}`) }));
    expect(problems(...many.slice(1))).toEqual([]);
    expect(problems(...many)).toHaveLength(1);
    expect(SIGNER_KEYS.signers.parse(undefined)).toEqual([]);
  });
});

describe("a key's validity", () => {
  const [from, until] = ["2026-02-01", "2026-03-01T00:00:00+01:00"];

  it("begins before it ends, and may have one end alone", () => {
    expect(problems(signer({ valid_after: from, valid_before: until }))).toEqual([]);
    for (const one of [{ valid_after: from }, { valid_before: from }])
      expect(problems(signer(one))).toEqual([]);
    const turned = [[[0, "valid_before"], "must be later than valid_after"]];
    expect(problems(signer({ valid_after: until, valid_before: from }))).toEqual(turned);
    expect(problems(signer({ valid_after: from, valid_before: from }))).toEqual(turned);
    expect(problems(signer({ valid_after: "soon" }))).toEqual([
      [[0, "valid_after"], expect.stringMatching(/^must be a day/)],
    ]);
  });

  it("holds at both of its ends, and at no time beyond them", () => {
    const of = { principal: "a", key: KEY, valid_after: from, valid_before: until };
    expect(outsideValidity(of, "2026-02-01T00:00:00Z")).toBeNull();
    expect(outsideValidity(of, "2026-02-28T23:00:00Z")).toBeNull();
    expect(outsideValidity(of, "2026-01-31T23:59:59Z")).toBe(`not valid before ${from}`);
    expect(outsideValidity(of, "2026-02-28T23:00:01Z")).toBe(`not valid any more since ${until}`);
    expect(outsideValidity({ principal: "a", key: KEY }, "1970-01-01")).toBeNull();
  });
});
