// Turns the rules of gitleaks (scripts/secret-rules, MIT, data only) into a table that a scan reads: Go's expressions as JavaScript's.
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "smol-toml";
import * as z from "zod";

const Allowed = z.object({
  condition: z.string().optional(),
  paths: z.array(z.string()).default([]),
  regexTarget: z.enum(["match", "line"]).optional(),
  regexes: z.array(z.string()).default([]),
  stopwords: z.array(z.string()).default([]),
});
const Config = z.object({
  allowlist: Allowed,
  rules: z.array(
    z.object({
      id: z.string(),
      regex: z.string().optional(),
      secretGroup: z.number().optional(),
      entropy: z.number().default(0),
      keywords: z.array(z.string()).default([]),
      allowlists: z.array(Allowed).default([]),
    }),
  ),
});

/** Private keys are found by their first line alone; assigned values of any name have rules of our own, which know prose. */
const LEFT_OUT = new Set(["private-key", "generic-api-key"]);
/** What most rules begin and end with, which the table says once. */
const LEAD = String.raw`[\w.-]{0,50}?`;
const BETWEEN = String.raw`(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}`;
const END = String.raw`(?:[\x60'"\s;]|\\[nr]|$)`;

/** The text of `src/shared/text/gitleaks-rules.ts`. */
export function secretRules(root: string): string {
  const file = path.join(root, "scripts/secret-rules/gitleaks.toml");
  const { allowlist, rules } = Config.parse(parse(readFileSync(file, "utf8")));
  const table = {
    allow: allowed(allowlist),
    rules: rules.flatMap(({ id, regex, secretGroup, entropy, keywords, allowlists }) => {
      if (regex === undefined || LEFT_OUT.has(id)) return [];
      const { source, flags } = toJavaScript(regex);
      const short = source.replace(LEAD, "").replace(BETWEEN, "~A").replaceAll(END, "~Z");
      // A list of paths says nothing of a text that has none.
      const allow = allowlists.filter(
        (each) => each.regexes.length + each.stopwords.length > 0 && each.paths.length === 0,
      );
      return [[id, short, flags, secretGroup ?? 0, entropy, keywords, allow.map(allowed)]];
    }),
  };
  return `// Written by npm run gen from scripts/secret-rules/gitleaks.toml (MIT, see the LICENSE beside it): the table of secret formats.\nexport const GITLEAKS = ${JSON.stringify(JSON.stringify(table))};\n`;
}

function allowed({ regexes, regexTarget, stopwords, condition }: z.output<typeof Allowed>) {
  return [
    regexTarget ?? "secret",
    regexes.map((each) => Object.values(toJavaScript(each))),
    stopwords,
    condition === "AND",
  ];
}

/**
 * An expression of Go in JavaScript: cases that are switched on in the middle are spelled out, as Node 20 has no such
 * switch, and repetitions without end get one, so that a scan stays linear.
 */
export function toJavaScript(go: string): { readonly source: string; readonly flags: string } {
  const whole = /^\(\?([ims]+)\)/.exec(go);
  const plain = go
    .slice(whole?.[0].length ?? 0)
    .replace(/\\z/g, "$")
    .replace(/\\A/g, "^")
    .replaceAll("[[:alnum:]]", "[A-Za-z0-9]")
    .replaceAll("[:alnum:]", "A-Za-z0-9")
    .replace(/\(\?P</g, "(?<")
    .replace(/\(\?s:\.\)/g, String.raw`[\s\S]`);
  const folds = whole?.[1]?.includes("i") === true;
  const spelled = folds ? plain.replace(/\(\?-?i\)/g, "").replace(/\(\?-?i:/g, "(?:") : withCases(plain);
  const dots =
    whole?.[1]?.includes("s") === true
      ? spelled.replace(/(?<!\\)\.(?=[*+{?])/g, String.raw`[\s\S]`)
      : spelled;
  const flags = `${folds ? "i" : ""}${whole?.[1]?.includes("m") === true ? "m" : ""}`;
  return { source: bounded(dots), flags };
}

/** `(?i)` to the end of its group and `(?i:...)`, with both cases of each letter. */
function withCases(source: string): string {
  const outer: boolean[] = [];
  let folds = false;
  const group = (token: string): string => {
    if (token === ")") folds = outer.pop() ?? false;
    else if (!token.startsWith("(?") || token.endsWith(":")) outer.push(folds);
    if (!token.startsWith("(?")) return token;
    folds = /^\(\?s?i/.test(token);
    return token.endsWith(":") ? "(?:" : "";
  };
  return source.replace(
    /(\\.)|\[((?:\\.|[^\]\\])*)\]|(\(\?-?[is]{1,3}[:)]|[()])|[\s\S]/g,
    (token, escaped, members, bracket) => {
      if (escaped !== undefined) return token;
      if (members !== undefined) return folds ? `[${foldedClass(members)}]` : token;
      if (bracket !== undefined) return group(token);
      return folds && /[a-z]/i.test(token) ? `[${token}${otherCase(token)}]` : token;
    },
  );
}

const otherCase = (letter: string): string =>
  letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();

/** Ranges and letters of a class, each with its other half behind it. */
const foldedClass = (members: string): string =>
  members.replace(/\\.|([A-Za-z])-([A-Za-z])|[A-Za-z]/g, (token, from, to) => {
    if (token.startsWith("\\")) return token;
    return from === undefined ? token + otherCase(token) : `${token}${otherCase(from)}-${otherCase(to)}`;
  });

/** Every repetition with an end. */
const bounded = (source: string): string =>
  source.replace(/(\\.|\[(?:\\.|[^\]\\])*\])|\{(\d+),\}|([*+])(?=\??)/g, (text, literal, from, sign) => {
    if (literal !== undefined) return text;
    if (from !== undefined) return `{${from},${Number(from) + 2_000}}`;
    return sign === "*" ? "{0,400}" : "{1,400}";
  });
