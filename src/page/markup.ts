// Escapes everything that enters the page but markup made here, and cleans it of what a reader can't see.
import { sanitise } from "../shared/text/safe-text.ts";

export interface Markup {
  readonly markup: string;
}

type Value = string | number | Markup | readonly Markup[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** For text and for quoted attributes. */
const escaped = (text: string): string => sanitise(text).replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? "");

export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  const filled = parts.map((part, at) => (at === 0 ? part : `${textOf(values[at - 1] ?? "")}${part}`));
  return { markup: filled.join("") };
}

function textOf(value: Value): string {
  if (typeof value === "string" || typeof value === "number") return escaped(String(value));
  return "markup" in value ? value.markup : value.map(({ markup }) => markup).join("");
}

export const NOTHING: Markup = { markup: "" };

/** A text that somebody wrote, kept from turning around what stands beside it. */
export const written = (text: string): Markup => html`<bdi>${text}</bdi>`;
