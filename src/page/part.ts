// Defines a part of the page: what it shows, or in a sentence what there would be and what to do first.
import { html, type Markup, NOTHING } from "./markup.ts";

export interface Part {
  readonly id: string;
  readonly name: string;
  /** Null where there is nothing to show. */
  readonly body: Markup | null;
  /** What is not there, each with what to do first. */
  readonly unused: readonly Markup[];
}

/** One list for all that is not used here, in the place of a box for each. */
export function unusedSection(parts: readonly Part[]): Markup {
  const all = parts.flatMap(({ unused }) => unused);
  return all.length === 0
    ? NOTHING
    : html`<section id="unused"><h2>Not used here yet</h2><ul class="rows">${all.map((each) => html`<li><span>${each}</span></li>`)}</ul></section>`;
}
