// Shows the lessons on the repository's tree: where knowledge is thick, where it is stale, and where none is though work goes on.

import type { ReadContext } from "../../api/context.ts";
import { html, type Markup, NOTHING, written } from "../../page/markup.ts";
import { counted } from "../../shared/text/count.ts";
import { type KnowledgeMap, knowledgeMap, type Place } from "../../use-cases/knowledge-map.ts";
import { type Shown, shown } from "../answer.ts";
import { chip, empty, lessonHref } from "../parts.ts";
import { mapPicture } from "./map-picture.ts";
import { hrefOf, isMissing, isStale, lessonsHref, mapHref, nameIn } from "./place-words.ts";

const MOST_ROWS = 200;
const MOST_HERE = 20;
const MOST_NAMED = 5;

export async function mapView(context: ReadContext, at: string): Promise<Shown> {
  return shown(
    "map",
    at === "" ? "Map" : `Map of ${at}`,
    html`<h1>Map</h1>
<p class="small soft">Where the lessons in service lie, on the files of this repository.</p>${trail(at)}${mapOf(await knowledgeMap(context, at))}`,
  );
}

/** Without a heading, for any document. */
export function mapOf(map: KnowledgeMap): Markup {
  const { whole } = map;
  if (whole === null)
    return empty(
      html`There is no file here, so there is nothing to lay lessons on. <a href="/map">All of the repository</a>.`,
    );
  const places = map.inside(whole.path);
  const missing = places.filter(isMissing).toSorted((a, b) => (b.changes ?? 0) - (a.changes ?? 0));
  return html`<p class="small">${summaryOf(map, whole)}</p>
${whole.lessons === 0 ? empty(html`No lesson names a file here yet. An agent that records one names the files that it is about; <a href="/new">so can you</a>.`) : NOTHING}
${mapPicture(map, places)}
${missing.length === 0 ? NOTHING : html`<p class="small">Worked on, and nothing known: ${missing.slice(0, MOST_NAMED).map(({ path }, index) => html`${index > 0 ? ", " : ""}${written(nameIn(path))}`)}${missing.length > MOST_NAMED ? ` and ${missing.length - MOST_NAMED} more` : ""}.</p>`}
${table(places)}
${hereOf(map, whole)}`;
}

function summaryOf({ nowhere, gone }: KnowledgeMap, { path, lessons, files, stale }: Place): string {
  const rest = [
    `${counted(lessons, "lesson")} on ${counted(files, "file")}`,
    `${stale} stale`,
    ...(path === "" && nowhere > 0 ? [`${nowhere} more about no file`] : []),
    ...(path === "" && gone > 0 ? [`${gone} more about what is not in this tree`] : []),
  ];
  return `${rest.join(", ")}.`;
}

const hereOf = ({ here }: KnowledgeMap, { path }: Place): Markup =>
  here.length === 0 || path === ""
    ? NOTHING
    : html`<h2 class="minor">About this folder as a whole</h2><ul class="rows">${here.slice(0, MOST_HERE).map(({ id, title }) => html`<li><a href="${lessonHref(id)}">${written(title)}</a></li>`)}</ul>`;

function trail(at: string): Markup {
  if (at === "") return NOTHING;
  const parts = at.split("/");
  const steps = parts.slice(0, -1).map((name, index) => {
    const path = parts.slice(0, index + 1).join("/");
    return html` / <a href="${mapHref(path)}">${written(name)}</a>`;
  });
  return html`<p class="small"><a href="/map">top</a>${steps} / ${written(nameIn(at))}</p>`;
}

function table(places: readonly Place[]): Markup {
  const hasChanges = places.some(({ changes }) => changes !== null);
  const row = (place: Place): Markup => {
    const { path, isFolder, files, lessons, stale, changes } = place;
    const state = isStale(place)
      ? chip("stale", "warn")
      : isMissing(place)
        ? chip("nothing known", "bad")
        : NOTHING;
    return html`<tr><th scope="row"><a href="${hrefOf(place)}">${written(nameIn(path))}${isFolder ? "/" : ""}</a> ${state}</th><td class="number">${files}</td><td class="number">${lessons === 0 ? html`0` : html`<a href="${lessonsHref(path)}">${lessons}</a>`}</td><td class="number">${stale}</td>${hasChanges ? html`<td class="number">${changes ?? 0}</td>` : NOTHING}</tr>`;
  };
  const left = places.length - MOST_ROWS;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Places"><table><thead><tr><th scope="col">place</th><th scope="col">files</th><th scope="col">lessons</th><th scope="col">stale</th>${hasChanges ? html`<th scope="col">commits on base</th>` : NOTHING}</tr></thead><tbody>${places.slice(0, MOST_ROWS).map(row)}</tbody></table></div>
${left > 0 ? html`<p class="small soft">and ${left} more</p>` : NOTHING}
${hasChanges ? NOTHING : html`<p class="small soft">How often each place was changed is told once the history of base has been read, which the first question about the past starts.</p>`}`;
}
