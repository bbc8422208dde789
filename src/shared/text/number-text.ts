// Prints numbers as people read them.

const SECONDS: readonly (readonly [number, string])[] = [
  [86_400, "d"],
  [3_600, "h"],
  [60, "min"],
];

/** `share` as percent, `seconds` in the largest unit that leaves a number above one; others with four digits. */
export function formatNumber(value: number, unit: string): string {
  if (unit === "share") return `${rounded(value * 100)} %`;
  if (unit === "seconds") {
    const [size, name] = SECONDS.find(([seconds]) => Math.abs(value) >= seconds) ?? [1, "s"];
    return `${rounded(value / size)} ${name}`;
  }
  return unit === "" ? rounded(value) : `${rounded(value)} ${unit}`;
}

const rounded = (value: number): string =>
  String(Number(value.toPrecision(value === 0 ? 1 : digitsFor(value))));

/** Four digits, and all of those before the point. */
const digitsFor = (value: number): number =>
  Math.min(21, Math.max(4, Math.floor(Math.log10(Math.abs(value))) + 1));
