// Fuzzes what every foreign text goes through before it is kept or shown: scrubbing, scanning and fencing.
import { readFileSync } from "node:fs";
import path from "node:path";
import { plainViews } from "../../../src/shared/text/plain-views.ts";
import { clipQuoting, quoted } from "../../../src/shared/text/quoting.ts";
import { readsAsInstruction } from "../../../src/shared/text/reads-as-instruction.ts";
import { relativise } from "../../../src/shared/text/relative-paths.ts";
import { hiddenCharacter, sanitise } from "../../../src/shared/text/safe-text.ts";
import { findSecret } from "../../../src/shared/text/secrets.ts";
import { countTokens } from "../../../src/shared/text/tokens.ts";
import { withoutSecrets } from "../../../src/shared/text/without-secrets.ts";
import { ROOT } from "../../support/client.ts";
import { must, seedsOf, type Target } from "../target.ts";

const data = (file: string): string => readFileSync(path.join(ROOT, "test/data/hostile", file), "utf8");

const foreignTexts: Target = {
  name: "foreign-texts",
  outcomes: ["read"],
  most: 32 * 1024,
  seeds: () =>
    seedsOf(
      ...data("texts.jsonl")
        .trim()
        .split("\n")
        .map((line) => String(JSON.parse(line).text ?? line)),
      ...data("ordinary.txt").split(/\n\n+/).slice(0, 60),
      "password = 'hunter2hunter2' and token: ghp_0123456789abcdef0123456789abcdef0123",
      "C:\\Users\\me\\x /home/me/x file:///Users/me/x ~me/x \\\\host\\share",
    ),
  run(bytes) {
    const text = bytes.toString("utf8");
    const clean = sanitise(text);
    must(sanitise(clean) === clean, "cleaned twice it is another text");
    must(hiddenCharacter(clean) === null, "a hidden character is left");
    const scrubbed = withoutSecrets(relativise(clean, "/repo", "/home/me"));
    must(findSecret(scrubbed) === null, "a credential is left");
    readsAsInstruction(text);
    plainViews(text);
    must(countTokens(text) >= 0, "a negative number of tokens");
    must(!quoted(text).includes("\n"), "a quotation of two lines");
    clipQuoting(text, 50);
    return "read";
  },
};
export default foreignTexts;
