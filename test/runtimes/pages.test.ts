// Each runtime's page in docs/runtimes: what follows from code is checked against it; `vitest run test/runtimes -u` rewrites it.
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { RUNTIMES } from "../../src/runtimes/all.ts";
import { setEntry } from "../../src/runtimes/edit.ts";
import type { Runtime } from "../../src/runtimes/runtime.ts";
import { ROOT } from "../support/client.ts";

const DEPENDENCY = { command: "node", args: ["node_modules/agentops-mcp/dist/agentops-mcp.js"] };
const PLACE = /(<!-- generated: facts -->)[\s\S]*?(<!-- end -->)/;

it.each(RUNTIMES)("the page of $label says what the code does", async (runtime) => {
  const page = path.join(ROOT, `docs/runtimes/${runtime.name}.md`);
  const written = readFileSync(page, "utf8");
  expect(written).toMatch(PLACE);
  const current = written.replace(PLACE, (_, start, end) => `${start}\n\n${facts(runtime)}\n\n${end}`);
  await expect(current).toMatchFileSnapshot(page);
});

it("every page is linked from the index", () => {
  const index = readFileSync(path.join(ROOT, "docs/runtimes.md"), "utf8");
  for (const { name } of RUNTIMES) expect(index).toContain(`(runtimes/${name}.md)`);
});

function facts(runtime: Runtime): string {
  const user = runtime.user({ home: "~", env: {}, platform: "linux" });
  const { project, name, label, format, startLimitMs, environment, notes } = runtime;
  const code = (text: string | null | undefined) => (text ? `\`${text}\`` : "none");
  const limit = startLimitMs === null ? "not measured" : `${startLimitMs} ms`;
  const rows = [
    ["", "project", "user"],
    ["---", "---", "---"],
    [
      "command",
      code(`agentops-mcp init --runtime ${name}`),
      code(`agentops-mcp init --runtime ${name} --scope user`),
    ],
    ["configuration", code(project.config[0]), code(user.config[0])],
    ["instructions", code(project.instructions), code(user.instructions)],
  ];
  return [
    rows.map((row) => `| ${row.join(" | ")} |`).join("\n"),
    `In a project with the package as a dev dependency, \`init\` writes to \`${project.config[0]}\`:`,
    `\`\`\`${format}\n${setEntry(runtime, "", runtime.entry(DEPENDENCY, true), "").trim()}\n\`\`\``,
    `- Start-up time within which the tools are in the first request of ${label}: ${limit}.`,
    `- Environment of the server: ${environment}.`,
    ...notes.map(({ scope, text }) => `- ${scope === null ? "" : `In ${scope} scope: `}${text}`),
  ]
    .join("\n\n")
    .replaceAll("\n\n- ", "\n- ")
    .replace("\n- ", "\n\n- ");
}
