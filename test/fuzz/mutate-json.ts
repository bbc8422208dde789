// Changes one value inside a JSON text, so that what is made still parses and reaches the laws behind the parser.
import type { Random } from "./random.ts";

const VALUES: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1e308, 0.5, 2 ** 53, "", " ", [], {}, [[]], [null], "null"],
  ...["__proto__", "constructor", "\ud800", "\u0000", "\u2028", "\u202e", "a\nb", "a".repeat(5000)],
  ...["2026-02-30T25:00:00Z", "../../x", "/etc/passwd", "x'y\"z`", "```", "<x>", "{}", '["a"]', '{"a":1}'],
];
const KEYS = ["__proto__", "constructor", "toString", "length", "", "0", "then", "toJSON", "type", "v"];

type Holder = Record<string, unknown> | unknown[];

/** Of a text of many lines one line; the text as it is where it is no JSON. */
export function changeJson(text: string, random: Random): string {
  const whole = parsed(text);
  if (whole !== null) return written(changed(whole, random), text);
  const lines = text.split("\n");
  const at = random.below(lines.length);
  const line = parsed(lines[at] ?? "");
  if (line === null) return text;
  lines[at] = written(changed(line, random), lines[at] ?? "");
  return lines.join("\n");
}

function changed(root: Holder, random: Random): unknown {
  const holders = holdersIn(root);
  const holder = random.of(holders);
  const keys = Object.keys(holder);
  const value = valueFor(holders, random);
  if (Array.isArray(holder)) {
    if (random.once(3)) holder.splice(random.below(holder.length + 1), random.below(2), value);
    else if (keys.length > 0) holder[random.below(keys.length)] = value;
    else holder.push(value);
    return root;
  }
  const key = keys.length > 0 && !random.once(5) ? random.of(keys) : random.of(KEYS);
  if (random.once(6)) delete holder[key];
  else Object.defineProperty(holder, key, { value, enumerable: true, writable: true, configurable: true });
  return root;
}

/** A value of the list, one that stands elsewhere in the same text, or one that is nested deep. */
function valueFor(holders: readonly Holder[], random: Random): unknown {
  if (random.once(20)) return deep(1 << (1 + random.below(12)), random.once(2));
  if (random.once(20)) return Array.from({ length: 1 << random.below(12) }, () => random.of(VALUES));
  if (!random.once(3)) return random.of(VALUES);
  const values = Object.values(random.of(holders));
  return values.length === 0 ? {} : parsed(written(random.of(values), "null"));
}

function deep(levels: number, lists: boolean): unknown {
  let value: unknown = "x";
  for (let level = 0; level < levels; level += 1) value = lists ? [value] : { a: value };
  return value;
}

function holdersIn(root: Holder): Holder[] {
  const found: Holder[] = [];
  const open: unknown[] = [root];
  while (open.length > 0 && found.length < 2_000) {
    const value = open.pop();
    if (typeof value !== "object" || value === null) continue;
    found.push(value as Holder);
    open.push(...Object.values(value).slice(0, 2_000));
  }
  return found;
}

function parsed(text: string): Holder | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Holder) : null;
  } catch {
    return null;
  }
}

/** What is nested deeper than the stack can't be written. */
function written(value: unknown, otherwise: string): string {
  try {
    return JSON.stringify(value);
  } catch {
    return otherwise;
  }
}
