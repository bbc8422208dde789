// Nothing tells anybody to install by a name that is not ours: the package is named in package.json, and comes by path, tarball or commit.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import packageJson from "../package.json" with { type: "json" };
import { HOOK_SCRIPT } from "../src/runtimes/hook-script.ts";
import { SERVER_TEXT } from "../src/runtimes/server-file.ts";
import { ROOT } from "./support/client.ts";

const files = execFileSync(
  "git",
  ["ls-files", "-z", "--", ":!test", ":!.agentops/learnings", ":!package-lock.json"],
  {
    cwd: ROOT,
    encoding: "utf8",
  },
).split("\0");
const texts = [
  ...files
    .filter((file) => /\.(?:md|ts|mjs|ya?ml|json|sh|cjs)$/.test(file))
    .map((file) => [file, readFileSync(path.join(ROOT, file), "utf8")] as const),
  ["the hooks' script", HOOK_SCRIPT] as const,
  ["the file that starts the server", SERVER_TEXT] as const,
];
/** By the bare name, which npm would look for in its registry. */
const BY_NAME =
  /\b(?:npm (?:i|install|add|exec|x)|pnpm (?:add|dlx|i|install)|yarn (?:add|dlx)|bun (?:add|x|install)|bunx|npx)(?: +(?!--no-install)-{1,2}[\w-]+(?:=\S+)?)* +(?:12-factor-)?agentops-mcp(?![\w./-]*\.tgz)(?:@[\w.^~-]+)?(?![\w/-])/;

it("has its own name and command, each said once", () => {
  expect(packageJson.name).toBe("12-factor-agentops-mcp");
  expect(Object.keys(packageJson.bin)).toEqual(["agentops-mcp"]);
  expect(HOOK_SCRIPT).toContain(`node_modules/${packageJson.name}/dist/agentops-mcp.js`);
  const sources = texts.filter(([file]) => /^(?:src|tools|resources|scripts)\//.test(file));
  expect(sources.filter(([, text]) => text.includes(packageJson.name)).map(([file]) => file)).toEqual([]);
});

it("knows such a line when it sees one", () => {
  for (const line of [
    "npm install --global agentops-mcp",
    "npx agentops-mcp init",
    "npm i -D agentops-mcp@0.1.0",
    "npx -y 12-factor-agentops-mcp",
  ])
    expect(line).toMatch(BY_NAME);
  for (const line of [
    "npx --no-install agentops-mcp",
    "npm install ../agentops-mcp/x.tgz",
    "npm install --global <folder or .tgz of agentops-mcp>",
  ])
    expect(line).not.toMatch(BY_NAME);
});

it("is installed by name nowhere", () => {
  expect(
    texts.filter(([, text]) => BY_NAME.test(text)).map(([file, text]) => [file, BY_NAME.exec(text)?.[0]]),
  ).toEqual([]);
});
