// Rewords errors for people: options and commands instead of arguments of tools, as agents and people meet the same rules.

/** Applied in order, to texts as the other folders word them. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/\bStart the session in one of them, or the server with --dir/, "Run this in one of them, or with --dir"],
  [/\bStart the server with --/, "Run this with --"],
  [/\bstart the server with --/, "run this with --"],
  [/, in which the server was told to work\b/, ""],
  [
    /: cite it, pass supersedes: "(\w+)" to replace it, or say in distinct_because what differs\./,
    ': leave it at that, replace it with --supersedes $1, or say with --distinct "…" what differs.',
  ],
  [/\b(replace it|Correct it) with supersedes\b/, "$1 with --supersedes"],
  [/\bcite the other as wrong\b/, "retire the other"],
  [/\badd it as evidence\b/, "name it with --evidence"],
  [/(^|[.!?] )Send (?=[a-z])/g, "$1Give "],
];

/** An edit lacks the options that only a new lesson needs. */
const OF_EDIT: readonly (readonly [RegExp, string])[] = [
  [
    /: leave it at that, replace it with --supersedes (\w+), or say with --distinct "…" what differs\./,
    ': take that one out (agentops-mcp retire $1 --reason "…"), or write what differs.',
  ],
  [/\bCorrect it with --supersedes\b/, "Correct it with another edit"],
  [/\bor replace it with --supersedes\b/, "or edit it"],
];

/** `command` is the name of the command that was typed. */
export function forPeople(text: string, command = ""): string {
  const words = command === "edit" ? [...WORDS, ...OF_EDIT] : WORDS;
  return words.reduce((said, [pattern, way]) => said.replace(pattern, way), text);
}
