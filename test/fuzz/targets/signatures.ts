// Fuzzes what reads ssh signatures that anybody may have stored, before ssh-keygen is asked about one.
import { isPlausible } from "../../../src/claims/signatures/io/plausible.ts";
import {
  armour,
  readSshSignature,
  stringOf,
  stringsIn,
  withoutArmour,
} from "../../../src/claims/signatures/io/ssh-signature.ts";
import { keyBytes } from "../../../src/claims/signatures/signers.ts";
import { must, seedsOf, type Target } from "../target.ts";

const strings = (...parts: readonly (string | Buffer)[]): Buffer =>
  Buffer.concat(parts.map((part) => stringOf(Buffer.from(part))));
const signature = (key: Buffer, algorithm: string, bytes: Buffer): string =>
  Buffer.concat([
    Buffer.from("SSHSIG\0\0\0\x01"),
    strings(key, "agentops-verdict", "", "sha512", strings(algorithm, bytes)),
  ]).toString("base64");
const BYTES = Buffer.alloc(64, 7);

const signatures: Target = {
  name: "signatures",
  outcomes: ["none", "plausible", "implausible"],
  seeds() {
    const all = [
      signature(strings("ssh-ed25519", Buffer.alloc(32, 1)), "ssh-ed25519", BYTES),
      signature(strings("ssh-rsa", Buffer.from([1, 0, 1]), Buffer.alloc(257, 3)), "rsa-sha2-512", BYTES),
      signature(
        strings("ecdsa-sha2-nistp256", "nistp256", Buffer.alloc(65, 4)),
        "ecdsa-sha2-nistp256",
        strings(BYTES, BYTES),
      ),
      signature(strings("sk-ssh-ed25519@openssh.com", BYTES, "ssh:"), "sk-ssh-ed25519@openssh.com", BYTES),
      signature(strings("constructor", BYTES), "__proto__", BYTES),
    ];
    return seedsOf("none", ...all, ...all.map(armour), ...all.map((each) => Buffer.from(each, "base64")));
  },
  run(bytes) {
    const text = bytes.toString("utf8");
    keyBytes(text);
    const base64 = withoutArmour(text);
    if (base64 !== null) must(typeof base64 === "string", "armour without bytes");
    // As text, in its armour, or the bytes themselves.
    const found = [text, base64, bytes.toString("base64")].flatMap(
      (each) => readSshSignature(each ?? "") ?? [],
    );
    const [read] = found;
    if (read === undefined) return "none";
    must(
      Buffer.concat(stringsIn(bytes).map(stringOf)).equals(bytes.subarray(0, lengthOf(bytes))),
      "strings that are others",
    );
    const answers = found.map((each) => isPlausible(each, "message"));
    must(
      answers.every((each) => typeof each === "boolean"),
      "an answer that is neither yes nor no",
    );
    return answers[0] === true ? "plausible" : "implausible";
  },
};
export default signatures;

const lengthOf = (bytes: Buffer): number => stringsIn(bytes).reduce((sum, each) => sum + 4 + each.length, 0);
