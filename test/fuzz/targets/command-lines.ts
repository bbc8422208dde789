// Fuzzes what takes command lines, addresses and paths apart for the envelope, on a real folder.
import { mkdtempSync, realpathSync, symlinkSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseConfig } from "../../../src/config/config.ts";
import type { ActionRequest } from "../../../src/envelope/action.ts";
import { plainWords } from "../../../src/envelope/decide.ts";
import { createEnvelopePort } from "../../../src/envelope/io/open.ts";
import type { EnvelopePort } from "../../../src/envelope/port.ts";
import { removeFolder, writeFiles } from "../../support/repository.ts";
import { must, seedsOf, type Target } from "../target.ts";

const POLICY = `envelope:
  write: ["src/**", "*.md"]
  deny: ["**/.env*"]
  network: ["*.example.org"]
  commands: [[git], [npm], [make], [go, test], [cargo], [ls], [cat], [npx], [find], [grep], [sed], [tar], [constructor], [env], [node]]
`;
let port: EnvelopePort | null = null;

/** Made once for the process and taken away with it. */
async function portHere(): Promise<EnvelopePort> {
  if (port !== null) return port;
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "agentops-fuzz-")));
  process.once("exit", () => removeFolder(folder));
  writeFiles(folder, { "src/a.ts": "x", ".env": "x", "docs/a": "x", ".git/HEAD": "ref: refs/heads/main\n" });
  symlinkSync("/etc", path.join(folder, "docs/out"));
  const { envelope } = await parseConfig(Buffer.from(POLICY));
  const git = path.join(folder, ".git");
  port = createEnvelopePort({
    place: { commonDir: git, gitDir: git, worktree: folder },
    cwd: folder,
    scope: null,
    base: async () => ({ envelope, name: "main" }),
  });
  return port;
}

const commandLines: Target = {
  name: "command-lines",
  outcomes: ["plain", "for a shell"],
  // Each word is looked for on the disk.
  most: 4 * 1024,
  seeds: () =>
    seedsOf(
      ...[
        "git diff --output=x HEAD~1 -- src/a.ts",
        "git log -p --outp=x",
        "git -C docs/out status",
        "git add -A",
      ],
      ...[
        "npm run lint -- --fix",
        "make test SHELL=x",
        "go test ./... -run X",
        "cargo test +nightly",
        "ls -la docs",
      ],
      ...[
        "find . -name x -exec rm {} ;",
        "find src -newer a",
        "grep -d recurse x src",
        "cat ../.env",
        "sed -i s/a/b/ x",
      ],
      ...[
        "npx vitest run --config x",
        "env A=b git status",
        "constructor x",
        "tar -xf a.tar -C /tmp",
        "node -e 1",
      ],
      ...[
        "git commit -m 'a b'",
        "a && b; c | d",
        "git config core.hooksPath x",
        "git grep -O x",
        "git checkout -- .",
      ],
      ...[
        "https://user@example.org:80/x",
        "file:///etc/passwd",
        "FILE://h/x%00",
        "[::1]:80",
        "src/../../x",
        "~/x",
      ],
    ),
  async run(bytes) {
    const text = bytes.toString("utf8");
    const words = plainWords(text);
    if (words !== null) must(words.join(" ") === text.trim(), "its words are not the line");
    const argv = text.split(/\s+/).filter(Boolean).slice(0, 200);
    const requests: ActionRequest[] = [
      { kind: "line", line: text, folders: ["src"] },
      { kind: "command", argv },
      { kind: "network", url: text },
      { kind: "write", path: text },
      { kind: "tool", name: text },
    ];
    const checked = await (await portHere()).checkAll(requests, 0);
    for (const { decision, target } of checked) {
      must(["allow", "deny", "ask"].includes(decision.decision), "no decision");
      must(target.length <= 300, "a target of any length");
    }
    // What is no plain words is no command, whatever its words would be.
    must(words !== null || checked[0]?.action === "shell", "a line for a shell taken for a command");
    return words === null ? "for a shell" : "plain";
  },
};
export default commandLines;
