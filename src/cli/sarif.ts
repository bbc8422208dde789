// Writes the report on a change as SARIF 2.1.0, for tools that show findings beside code.
import { sanitise } from "../shared/text/safe-text.ts";
import type { ChangeReport } from "../use-cases/report-change.ts";
import { whatOf } from "./pull-request-text.ts";

const RULES = {
  "lesson-added": "A lesson is added",
  "lesson-changed": "A lesson says something else",
  "lesson-gone": "A lesson is taken away",
  "lesson-disputed": "A lesson that some session calls wrong or stale",
  "lesson-unreadable": "A lesson's file can't be read",
  "claim-open": "A claim about this change has not passed",
} as const;

const LEVELS: Readonly<Record<keyof typeof RULES, "note" | "warning" | "error">> = {
  "lesson-added": "note",
  "lesson-changed": "note",
  "lesson-gone": "warning",
  "lesson-disputed": "warning",
  "lesson-unreadable": "error",
  "claim-open": "warning",
};

/** On one line; text in brackets would become a link. */
const plain = (text: string): string =>
  sanitise(text)
    .replace(/\s+/g, " ")
    .trim()
    .replace(/[\\[\]]/g, (sign) => `\\${sign}`);

/** Relative to the repository: a scheme, a host or half a character in the path is part of a name like any other. */
const uriOf = (path: string): string =>
  path
    .split("/")
    .map((part) => encodeURIComponent(sanitise(part)))
    .filter((part) => !/^\.{0,2}$/.test(part))
    .join("/");

export function sarifOf(report: ChangeReport, version: string) {
  const result = (ruleId: keyof typeof RULES, id: string, text: string, path: string | undefined) => ({
    ruleId,
    level: LEVELS[ruleId],
    message: { text: plain(`${RULES[ruleId]}: ${text}`) },
    ...(path === undefined
      ? {}
      : { locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(path) } } }] }),
    partialFingerprints: { record: `${ruleId} ${id}` },
  });
  const results = [
    ...report.lessons.map((each) =>
      result(`lesson-${whatOf(each)}`, each.id, (each.after ?? each.before)?.title ?? "", each.path),
    ),
    ...report.lessons
      .filter(({ id }) => report.disputed.includes(id))
      .map(({ id, after, path }) => result("lesson-disputed", id, after?.title ?? "", path)),
    ...report.broken.map(({ id, path, reason }) => result("lesson-unreadable", id, `it ${reason}`, path)),
    ...report.claims
      .filter(({ state }) => state !== "passed")
      .map(({ id, state, missing, paths }) =>
        result("claim-open", id, `${id} is ${state}${missing === null ? "" : `; ${missing}`}`, paths[0]),
      ),
  ];
  const rules = Object.entries(RULES).map(([id, text]) => ({ id, shortDescription: { text } }));
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "agentops-mcp", version, rules } },
        columnKind: "utf16CodeUnits",
        results,
      },
    ],
  };
}
