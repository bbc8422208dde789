// Turns globs into one state machine that reads a path character by character, so that no glob takes time beyond its
// length.

/** A step that reads one character, one that goes on without reading, or the end of a glob. */
type Step =
  | { readonly kind: "read"; readonly fits: (char: string) => boolean; readonly next: number }
  | { readonly kind: "fork"; readonly next: number[] }
  | { readonly kind: "end" };

type Fits = (char: string) => boolean;
type Node =
  | { readonly kind: "one"; readonly fits: Fits }
  | { readonly kind: "many"; readonly body: readonly Node[] }
  | { readonly kind: "either"; readonly bodies: readonly (readonly Node[])[] };

/** Tells if what is read lies between the beginning of a name and its end. */
interface Edges {
  readonly before: boolean;
  readonly after: boolean;
}

const ANY: Fits = () => true;
const IN_NAME: Fits = (char) => char !== "/";
const MOST_IN_RANGE = 1_000;
const CLOSING: Readonly<Record<string, string>> = { "{": "}", "(": ")" };

const one = (char: string): Node => ({ kind: "one", fits: (read) => read === char });
const word = (text: string): Node[] => [...text].map(one);
const many = (fits: Fits): Node => ({ kind: "many", body: [{ kind: "one", fits }] });
const maybe = (body: readonly Node[]): Node => ({ kind: "either", bodies: [body, []] });

/**
 * The steps of all globs together, and the first of each. `*` and `?` stay within a name and `**` is any number of
 * folders; `[a-z]`, `[!a]`, `{a,b}`, `{1..9}`, `@(a|b)`, `?(a)`, `*(a)`, `+(a)`; `\` takes a meaning away. Round brackets
 * without a sign before them are themselves. With `strictly` a `!(a)` is itself as well; otherwise it is any name,
 * which is more than it means.
 */
export function stepsOf(globs: readonly string[], strictly: boolean): { steps: Step[]; starts: number[] } {
  const steps: Step[] = [{ kind: "end" }];
  const add = (step: Step): number => steps.push(step) - 1;
  const sequence = (nodes: readonly Node[], end: number): number =>
    nodes.reduceRight((next, node) => startOf(node, next), end);
  const startOf = (node: Node, next: number): number => {
    if (node.kind === "one") return add({ kind: "read", fits: node.fits, next });
    if (node.kind === "either")
      return add({ kind: "fork", next: node.bodies.map((body) => sequence(body, next)) });
    const ways: number[] = [next];
    const again = add({ kind: "fork", next: ways });
    ways.push(sequence(node.body, again));
    return again;
  };
  const whole: Edges = { before: true, after: true };
  const starts = globs.map((glob) => sequence(parse([...glob], whole, strictly), 0));
  return { steps, starts };
}

function parse(chars: readonly string[], edges: Edges, strictly: boolean): Node[] {
  const nodes: Node[] = [];
  const opens = (at: number) => (at === 0 ? edges.before : chars[at - 1] === "/");
  const closes = (at: number) => (at >= chars.length ? edges.after : chars[at] === "/");
  let at = 0;
  while (at < chars.length) {
    const group = groupAt(chars, at, strictly);
    const set = setAt(chars, at);
    if (group) {
      const inner: Edges = { before: opens(at), after: closes(group.end) };
      const bodies = group.parts.map((part) => parse(part, inner, strictly));
      nodes.push(...repeated(group.sign, bodies));
      at = group.end;
    } else if (set) {
      // A name may hold square brackets, as routes of web frameworks do.
      nodes.push({ kind: "either", bodies: [[{ kind: "one", fits: set.fits }], word(set.text)] });
      at = set.end;
    } else if (chars[at] === "*") {
      const end = endOfStars(chars, at);
      const last = end >= chars.length;
      at = end + stars(nodes, { count: end - at, opens: opens(at), closes: closes(end), last });
    } else {
      const { char, width } = plainAt(chars, at);
      nodes.push(char === "?" && width === 1 ? { kind: "one", fits: IN_NAME } : one(char));
      at += width;
    }
  }
  return nodes;
}

/** The character at `at`, or the one that a backslash there escapes. */
function plainAt(chars: readonly string[], at: number): { readonly char: string; readonly width: number } {
  const escaped = chars[at] === "\\" ? chars[at + 1] : undefined;
  return { char: escaped ?? chars[at] ?? "", width: escaped === undefined ? 1 : 2 };
}

function endOfStars(chars: readonly string[], at: number): number {
  let end = at;
  // The last star of `**(a)` belongs to the bracket.
  while (chars[end] === "*" && chars[end + 1] !== "(") end += 1;
  return end === at ? at + 1 : end;
}

/** Adds the nodes of a run of stars; returns 1 where the slash behind them is read with them. */
function stars(
  nodes: Node[],
  found: {
    readonly count: number;
    readonly opens: boolean;
    readonly closes: boolean;
    readonly last: boolean;
  },
): number {
  const isName = found.opens && found.closes;
  if (found.count === 1 || !isName) {
    // A name has at least one letter.
    if (isName) nodes.push({ kind: "one", fits: IN_NAME });
    nodes.push(many(IN_NAME));
    return 0;
  }
  if (!found.last) {
    nodes.push(maybe([many(ANY), one("/")]));
    return 1;
  }
  // A glob for everything in a folder fits the folder too.
  const slash = nodes.pop();
  if (slash) nodes.push(maybe([slash, many(ANY)]));
  else nodes.push(many(ANY));
  return 0;
}

function repeated(sign: string, bodies: readonly (readonly Node[])[]): Node[] {
  const either: Node = { kind: "either", bodies };
  if (sign === "!") return [many(IN_NAME)];
  if (sign === "?") return [maybe([either])];
  if (sign === "*") return [{ kind: "many", body: [either] }];
  if (sign === "+") return [either, { kind: "many", body: [either] }];
  return [either];
}

interface Group {
  readonly sign: string;
  readonly parts: readonly (readonly string[])[];
  readonly end: number;
}

/** `{a,b}`, `{1..3}` or a sign with round brackets; null for text that only looks like one. */
function groupAt(chars: readonly string[], at: number, strictly: boolean): Group | null {
  const sign = chars[at] ?? "";
  if (sign === "{") {
    const inside = partsUpTo(chars, at, ",");
    if (!inside) return null;
    if (inside.parts.length > 1) return { sign: "@", parts: inside.parts, end: inside.end };
    const range = rangeOf(chars.slice(at + 1, inside.end - 1).join(""));
    return range && { sign: "@", parts: range.map((value) => [...value]), end: inside.end };
  }
  if (!"@?*+!".includes(sign) || chars[at + 1] !== "(" || (sign === "!" && strictly)) return null;
  const inside = partsUpTo(chars, at + 1, "|");
  return inside && { sign, parts: inside.parts, end: inside.end };
}

/** What the bracket at `at` holds, split at `by` outside of inner brackets of its kind. */
function partsUpTo(
  chars: readonly string[],
  at: number,
  by: string,
): { readonly parts: string[][]; readonly end: number } | null {
  const opening = chars[at] ?? "";
  const parts: string[][] = [[]];
  let depth = 1;
  let next = at + 1;
  while (next < chars.length) {
    const { width } = plainAt(chars, next);
    const read = chars.slice(next, next + width);
    next += width;
    if (read[0] === opening) depth += 1;
    if (read[0] === CLOSING[opening]) depth -= 1;
    if (depth === 0) return { parts, end: next };
    if (read[0] === by && depth === 1) parts.push([]);
    else parts.at(-1)?.push(...read);
  }
  return null;
}

function rangeOf(inside: string): string[] | null {
  const [, from = "", to = ""] = inside.match(/^(-?\d{1,9}|[a-z])\.\.(-?\d{1,9}|[a-z])$/i) ?? [];
  const letters = /^[a-z]{2}$/i.test(from + to);
  const [first, last] = letters ? [from.charCodeAt(0), to.charCodeAt(0)] : [Number(from), Number(to)];
  const count = Math.abs(last - first) + 1;
  if (from === "" || !Number.isInteger(count) || count > MOST_IN_RANGE) return null;
  const width = /^-?0\d/.test(from) || /^-?0\d/.test(to) ? Math.max(from.length, to.length) : 0;
  return Array.from({ length: count }, (_, step) => {
    const value = first + (last < first ? -step : step);
    return letters ? String.fromCharCode(value) : String(value).padStart(width, "0");
  });
}

interface CharacterSet {
  readonly fits: Fits;
  readonly text: string;
  readonly end: number;
}

/** `[a-z]`, `[!a-z]`; null where there is none, or none that ends within the name. */
function setAt(chars: readonly string[], at: number): CharacterSet | null {
  if (chars[at] !== "[") return null;
  const negated = chars[at + 1] === "!" || chars[at + 1] === "^";
  const first = at + (negated ? 2 : 1);
  const ranges: [string, string][] = [];
  let next = first;
  while (next === first || chars[next] !== "]") {
    if (next >= chars.length || chars[next] === "/") return null;
    const from = plainAt(chars, next);
    next += from.width;
    const isRange = chars[next] === "-" && next + 1 < chars.length && chars[next + 1] !== "]";
    const to = isRange ? plainAt(chars, next + 1) : from;
    if (isRange) next += 1 + to.width;
    ranges.push([from.char, to.char]);
  }
  const isWithin = (char: string) => ranges.some(([from, to]) => from <= char && char <= to);
  return {
    fits: (char) => char !== "/" && isWithin(char) !== negated,
    text: chars.slice(at, next + 1).join(""),
    end: next + 1,
  };
}
