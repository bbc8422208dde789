// Tells the story of one record: where it comes from, who cited it and what became of it.
import type { ReadContext } from "../../api/context.ts";
import { html, NOTHING, written } from "../../page/markup.ts";
import { traceRecord } from "../../use-cases/trace-record.ts";
import { type Shown, shown } from "../answer.ts";
import { lessonHref, moment } from "../parts.ts";
import { sessionLink } from "./session.ts";

/** Throws NOT_FOUND or AMBIGUOUS. */
export async function storyView(context: ReadContext, asked: string): Promise<Shown> {
  const { id, record, title, state, recorded, derived_from, events } = await traceRecord(context, asked);
  const heading = title ?? `${record} ${id}`;
  return shown(
    null,
    heading,
    html`<p class="small soft">${record} <code>${id}</code></p><h1 class="title">${written(heading)}</h1><p>${written(state)}</p>
${record === "claim" ? html`<p class="small"><a href="/claim/${id}">The claim itself</a></p>` : NOTHING}
${record === "learning" ? html`<p class="small"><a href="${lessonHref(id)}">The lesson itself</a></p>` : NOTHING}
<ol class="rows">${recorded ? html`<li><span>recorded by ${written(recorded.runtime)} (${recorded.role}), session ${sessionLink(recorded.session)}</span><span class="soft">${moment(recorded.at)}</span></li>` : NOTHING}
${derived_from.map((each) => html`<li><span>from ${written(each)}</span></li>`)}
${events.map(({ at, what, session, runtime, note }) => html`<li><span>${written(what)} by ${written(runtime)}, session ${sessionLink(session)}${note === undefined ? NOTHING : html`: ${written(note)}`}</span><span class="soft">${moment(at)}</span></li>`)}</ol>`,
  );
}
