// Each runtime's page in docs/runtimes: what follows from code is checked against it; `vitest run test/runtimes -u` rewrites it.
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { RUNTIMES } from "../../src/runtimes/all.ts";
import { setEntry } from "../../src/runtimes/edit.ts";
import { newHookFile } from "../../src/runtimes/edit-hooks.ts";
import { type HookSettings, hookEntries } from "../../src/runtimes/hook-settings.ts";
import { HOOK_DIALECTS } from "../../src/runtimes/hooks/all.ts";
import { SILENCE } from "../../src/runtimes/hooks/event.ts";
import type { Runtime } from "../../src/runtimes/runtime.ts";
import { SERVER_FILE } from "../../src/runtimes/server-file.ts";
import { ROOT } from "../support/client.ts";

const PLACE = { base: "main", depth: 0, program: null };
const DEPENDENCY = { command: "node", args: [SERVER_FILE] };
const GENERATED = /(<!-- generated: facts -->)[\s\S]*?(<!-- end -->)/;

it.each(RUNTIMES)("the page of $label says what the code does", async (runtime) => {
  const page = path.join(ROOT, `docs/runtimes/${runtime.name}.md`);
  const written = readFileSync(page, "utf8");
  expect(written).toMatch(GENERATED);
  const current = written.replace(GENERATED, (_, start, end) => `${start}\n\n${facts(runtime)}\n\n${end}`);
  await expect(current).toMatchFileSnapshot(page);
});

it("every page is linked from the index", () => {
  const index = readFileSync(path.join(ROOT, "docs/runtimes.md"), "utf8");
  for (const { name } of RUNTIMES) expect(index).toContain(`(runtimes/${name}.md)`);
});

/** The events in the words that all runtimes share, the tools that they are for, and the lines of the first tool event. */
function hookFacts({ name, label, format }: Runtime, hooks: HookSettings): string {
  const dialect = HOOK_DIALECTS[name] ?? expect.fail(`${label} has no dialect`);
  const events = Object.entries(hooks.events).map(([event, tools]) => {
    const context = dialect.render(event, { ...SILENCE, context: "x" }) !== "";
    const asks = dialect.render(event, { ...SILENCE, ask: "x" }) !== "";
    const stops =
      dialect.render(event, { ...SILENCE, stop: { decision: "deny", reason: "x" } }) !== "" &&
      dialect.events[event] === "before-tool";
    const lessons = context && dialect.events[event] !== "before-tool";
    const says = stops
      ? `stops what leaves the envelope${dialect.tellsBeforeTools ? ", puts lessons before the model" : ""}`
      : asks
        ? "asks once before the end"
        : lessons
          ? "puts lessons before the model"
          : "takes notes";
    return `| \`${event}\` | ${dialect.events[event]} | ${says} | ${tools?.replace(".*", "all").replaceAll("|", ", ") ?? ""} |`;
  });
  const [first] = hookEntries(name, hooks, DEPENDENCY, PLACE).filter(({ matcher }) => matcher !== null);
  return [
    `Hooks go into \`${hooks.file}\`, one command for each event; for a tool event it is`,
    `\`\`\`${format === "toml" ? "json" : format}\n${newHookFile(hooks, first ? [first] : []).trim()}\n\`\`\``,
    ["| event | is | what the hook does | tools |", "| --- | --- | --- | --- |", ...events].join("\n"),
  ].join("\n\n");
}

function facts(runtime: Runtime): string {
  const place = { home: "~", env: {}, platform: "linux" } as const;
  const user = runtime.user(place);
  const { hooks, project, name, label, format, startLimitMs, startLimitSetting, environment, notes } =
    runtime;
  const code = (text: string | null | undefined) => (text ? `\`${text}\`` : "none");
  const limit = startLimitMs === null ? "not measured" : `${startLimitMs} ms`;
  const later =
    startLimitSetting === null ? "" : ` Longer by ${startLimitSetting.replace(/^(\S+ = \S+)/, "`$1`")}.`;
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
    ["hooks", code(hooks?.file), code(hooks?.userFile(place))],
  ];
  return [
    rows.map((row) => `| ${row.join(" | ")} |`).join("\n"),
    `In a project with the package as a dev dependency, \`init\` writes to \`${project.config[0]}\`:`,
    `\`\`\`${format}\n${setEntry(runtime, "", runtime.entry(DEPENDENCY, true), "").trim()}\n\`\`\``,
    ...(hooks === null ? [] : [hookFacts(runtime, hooks)]),
    `- Start-up time within which the tools are in the first request of ${label}: ${limit}.${later}`,
    `- Environment of the server: ${environment}.`,
    ...notes.map(({ scope, text }) => `- ${scope === null ? "" : `In ${scope} scope: `}${text}`),
  ]
    .join("\n\n")
    .replaceAll("\n\n- ", "\n- ")
    .replace("\n- ", "\n\n- ");
}
