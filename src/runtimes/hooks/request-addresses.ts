// Reads the addresses that a web tool is given.
import type { ActionRequest } from "../../envelope/action.ts";
import { type Fields, textOf, textsIn } from "./read.ts";

type Address = Extract<ActionRequest, { kind: "network" }>;

/** Every address in the arguments; an empty one where there is none, as the tool then chooses. */
export function addressesIn(name: string, input: Fields): Address[] {
  const typed = textsIn(input, ["url", "urls", "uri"]);
  // Claude Code's asks only its url, and its prompt is a question about the page.
  const prompt = name === "WebFetch" && typed.length > 0 ? "" : (textOf(input.prompt) ?? "");
  const found = new Set([...typed.map(spelled), ...prompt.split(/\s+/).flatMap(addressesOf)]);
  return [...(found.size === 0 ? [""] : found)].map((url) => ({ kind: "network", url }));
}

/** Of one word: as a whole, as Gemini CLI takes it, or within brackets and marks. */
function addressesOf(word: string): readonly string[] {
  if (!word.includes("://")) return [];
  const found = URL.canParse(word) ? [word] : (word.match(/https?:\/\/[^\s"'<>)\]]+/gi) ?? [word]);
  return found.map(spelled);
}

/**
 * In one spelling, so that an address that is named twice is judged and recorded once. Clients read a backslash, a tab or
 * a break within one in more than one way, and of such an address nobody can tell the host.
 */
function spelled(address: string): string {
  if (/[\\\p{Cc}]/u.test(address.trim())) return "";
  return URL.canParse(address) ? new URL(address).href : address;
}
