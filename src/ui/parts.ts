// Draws what several views show alike: a problem, an empty place, a lesson in a list, a field of a form.
import { html, type Markup, NOTHING, written } from "../page/markup.ts";
import { AgentOpsError } from "../shared/errors.ts";

export const problemBox = (error: AgentOpsError): Markup =>
  html`<div class="problem" role="alert"><p><b>${error.message}</b></p><p>${error.fix}</p><p class="small soft">${error.code}</p></div>`;

/** What is no fault of the person's has to be seen by somebody else. Throws it. */
export function expected(error: unknown): AgentOpsError {
  if (error instanceof AgentOpsError) return error;
  throw error;
}

export const empty = (text: Markup): Markup => html`<p class="empty">${text}</p>`;

export interface LessonShown {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly state: string;
  readonly strength: number;
  readonly assurance: string;
}

export const lessonHref = (id: string): string => `/lesson/${encodeURIComponent(id)}`;

export const chip = (text: string, tone = ""): Markup => html`<span class="chip ${tone}">${text}</span> `;

export const stateChip = (state: string): Markup =>
  state === "served" ? NOTHING : chip(state, state === "disputed" ? "warn" : "bad");

/** A strength from 0 to 1 as a bar with its number. */
export const meter = (strength: number): Markup =>
  html`<span class="meter"><meter min="0" max="1" value="${strength}" aria-hidden="true"></meter> strength ${strength.toFixed(2)}</span>`;

const ASSURANCE_SAID: ReadonlyMap<string, string> = new Map([
  ["claimed", "its author's word so far"],
  ["evidenced", "its author's word so far, with evidence"],
  ["confirmed", "confirmed by another session"],
]);

/** What a lesson rests on, for somebody who has not read what each word stands for. */
export const assuranceSaid = (words: string): string =>
  words.replace(/^\w+/, (word) => ASSURANCE_SAID.get(word) ?? word);

export const lessonItem = (
  { id, title, kind, state, strength, assurance }: LessonShown,
  more: Markup = NOTHING,
): Markup =>
  html`<li class="item" tabindex="-1"><h3><a href="${lessonHref(id)}">${written(title)}</a></h3>
<p class="small soft">${chip(kind.replace("_", " "))}${stateChip(state)}${meter(strength)}, ${assuranceSaid(assurance)}</p>
${more}</li>`;

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly hint?: string;
  readonly required?: boolean;
  /** Sets it apart where a page has several forms that are alike. */
  readonly of?: string;
}

const idOf = ({ name, of }: Field): string => (of === undefined ? name : `${name}-${of}`);

const attributes = (field: Field): Markup =>
  html` id="f-${idOf(field)}" name="${field.name}"${field.required ? html` required` : NOTHING}${field.hint ? html` aria-describedby="h-${idOf(field)}"` : NOTHING}`;

const labelled = (field: Field, control: Markup): Markup =>
  html`<div class="field"><label for="f-${idOf(field)}">${field.label}</label>${control}${field.hint ? html`<p class="small soft" id="h-${idOf(field)}">${field.hint}</p>` : NOTHING}</div>`;

export const lineField = (field: Field): Markup =>
  labelled(field, html`<input${attributes(field)} value="${field.value}">`);

/** A line break right after the tag is not part of the text. */
export const textField = (field: Field, rows: number): Markup =>
  labelled(
    field,
    html`<textarea${attributes(field)} rows="${rows}">
${field.value}</textarea>`,
  );

export const choiceField = (field: Field, choices: readonly (readonly [string, string])[]): Markup =>
  labelled(
    field,
    html`<select${attributes(field)}>${choices.map(([value, name]) => (value === field.value ? html`<option value="${value}" selected>${name}</option>` : html`<option value="${value}">${name}</option>`))}</select>`,
  );

export const hidden = (name: string, value: string): Markup =>
  html`<input type="hidden" name="${name}" value="${value}">`;

/** ISO 8601 as people read it. */
export const moment = (at: string): Markup =>
  html`<time datetime="${at}">${at.slice(0, 16).replace("T", " ")}</time>`;
