// Hints name the program as it was started, and stored words stay as they are.
import { expect, it } from "vitest";
import { asStarted, startedAs } from "../../src/cli/started-as.ts";

const NPX = { npm_command: "exec", npm_lifecycle_event: "npx", npm_lifecycle_script: 'agentops-mcp "list"' };

it.each([
  [NPX, "npx --no-install agentops-mcp"],
  [{ ...NPX, npm_lifecycle_script: "vitest run" }, "agentops-mcp"],
  [{ npm_lifecycle_event: "test", npm_lifecycle_script: "agentops-mcp list" }, "agentops-mcp"],
  [{}, "agentops-mcp"],
])("%j was started as %s", (env, name) => {
  expect(startedAs(env)).toBe(name);
});

it.each([
  ["See agentops-mcp list --help.", "See npx --no-install agentops-mcp list --help."],
  ["Agree with: agentops-mcp --help", "Agree with: npx --no-install agentops-mcp --help"],
  ["dist/agentops-mcp list, 12-factor-agentops-mcp is", "dist/agentops-mcp list, 12-factor-agentops-mcp is"],
])("%s", (text, shown) => {
  expect(asStarted(text, "agentops-mcp")).toBe(text);
  expect(asStarted(text, "npx --no-install agentops-mcp")).toBe(shown);
});
