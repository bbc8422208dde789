// Shows the lessons on the repository's tree: where knowledge is thick, where it is stale, and where none is though work goes on.
import type { ReadContext } from "../../api/context.ts";
import { html, type Markup, NOTHING, written } from "../../page/markup.ts";
import { type KnowledgeMap, knowledgeMap, type Place } from "../../use-cases/knowledge-map.ts";
import { type Shown, shown } from "../answer.ts";
import { chip, empty, lessonHref } from "../parts.ts";
import { treemap } from "./treemap.ts";

const [WIDTH, HEIGHT] = [960, 400];
/** Of the places of one folder; the others are named by their number. */
const MOST_TILES = 60;
const MOST_ROWS = 200;
const MOST_HERE = 20;
/** In characters of the picture's own scale. */
const [CHARACTER, LINE] = [7.2, 15];

export async function mapView(context: ReadContext, at: string): Promise<Shown> {
  const map = await knowledgeMap(context, at);
  return shown(
    "map",
    at === "" ? "Map" : `Map of ${at}`,
    html`<h1>Map</h1>
<p class="small soft">Where lessons in service lie, on the files of this repository.</p>${trail(at)}${mapOf(map)}`,
  );
}

/** Without a heading, for any document. */
export function mapOf(map: KnowledgeMap): Markup {
  const { at, places, whole, here, nowhere, gone } = map;
  if (places.length === 0)
    return empty(
      at === ""
        ? html`No file is committed here yet, so there is nothing to lay lessons on.`
        : html`There is no such folder. <a href="/map">All of the repository</a>.`,
    );
  const missing = places.filter(isMissing).toSorted((a, b) => (b.changes ?? 0) - (a.changes ?? 0));
  const rest = [
    ...(nowhere > 0 && at === "" ? [`${counted(nowhere, "lesson")} name no file`] : []),
    ...(gone > 0 && at === "" ? [`${counted(gone, "lesson")} name only what is not in this tree`] : []),
  ];
  return html`<p class="small">${counted(whole.lessons, "lesson")} on ${counted(whole.files, "file")}, ${whole.stale} of them stale${rest.length === 0 ? "" : `; ${rest.join(", ")}`}.</p>
${whole.lessons === 0 ? empty(html`No lesson names a file here yet. An agent that records one names the files that it is about; <a href="/new">so can you</a>.`) : NOTHING}
${picture(places)}
${missing.length === 0 ? NOTHING : html`<p class="small">Worked on, and nothing known: ${missing.slice(0, 5).map(({ path }, index) => html`${index > 0 ? ", " : ""}${written(nameIn(path))}`)}${missing.length > 5 ? ` and ${missing.length - 5} more` : ""}.</p>`}
${table(places)}
${here.length === 0 || at === "" ? NOTHING : html`<h2 class="minor">About this folder as a whole</h2><ul class="rows">${here.slice(0, MOST_HERE).map(({ id, title }) => html`<li><a href="${lessonHref(id)}">${written(title)}</a></li>`)}</ul>`}`;
}

const counted = (count: number, name: string): string => `${count} ${name}${count === 1 ? "" : "s"}`;
const nameIn = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
const isStale = ({ lessons, stale }: Place): boolean => stale > 0 && stale * 3 >= lessons;
/** Something changed there more than once, and nobody has said a word on it. */
const isMissing = ({ lessons, changes }: Place): boolean => lessons === 0 && (changes ?? 0) > 1;

function trail(at: string): Markup {
  if (at === "") return NOTHING;
  const parts = at.split("/");
  const steps = parts.slice(0, -1).map((name, index) => {
    const path = parts.slice(0, index + 1).join("/");
    return html` / <a href="${mapHref(path)}">${written(name)}</a>`;
  });
  return html`<p class="small"><a href="/map">top</a>${steps} / ${written(nameIn(at))}</p>`;
}

const mapHref = (at: string): string => `/map?${new URLSearchParams({ at }).toString()}`;
const lessonsHref = (path: string): string => `/?${new URLSearchParams({ path }).toString()}`;
const hrefOf = ({ path, isFolder }: Place): string => (isFolder ? mapHref(path) : lessonsHref(path));

/** For eyes and pointers alone: the table below it says the same in words. */
function picture(places: readonly Place[]): Markup {
  const sized = places.slice(0, MOST_TILES).map((of) => ({ of, size: of.files }));
  const most = Math.max(1, ...places.map(({ lessons, files }) => lessons / files));
  const tiles = treemap(sized, { x: 0, y: 0, width: WIDTH, height: HEIGHT }).map(
    ({ of, x, y, width, height }) => {
      const tone = of.lessons === 0 ? "none" : isStale(of) ? "stale" : "known";
      const share = (0.12 + 0.33 * Math.sqrt(of.lessons / of.files / most)).toFixed(2);
      const fits = width > 46 && height > 22;
      const label = nameIn(of.path).slice(0, Math.max(1, Math.floor((width - 12) / CHARACTER)));
      const more =
        fits && height > 22 + LINE && width > 80
          ? html`<text x="${round(x + 7)}" y="${round(y + 18 + LINE)}">${counted(of.lessons, "lesson")}</text>`
          : NOTHING;
      return html`<a href="${hrefOf(of)}" tabindex="-1"><title>${of.path}: ${inWords(of)}</title><rect class="tile ${tone}" x="${round(x + 1)}" y="${round(y + 1)}" width="${round(Math.max(0, width - 2))}" height="${round(Math.max(0, height - 2))}" fill-opacity="${of.lessons === 0 ? "0" : share}"/>${fits ? html`<text class="name" x="${round(x + 7)}" y="${round(y + 18)}">${label}</text>` : NOTHING}${more}</a>`;
    },
  );
  const left = places.length - sized.length;
  return html`<figure class="map"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true">${tiles}</svg><figcaption><ul class="legend"><li><i class="accent"></i>known, the stronger the more lessons for each file</li><li><i class="warn"></i>a third or more is stale</li><li><i class="none"></i>nothing is known</li></ul>The area is the number of files${left > 0 ? `; ${left} smaller places are in the table alone` : ""}.</figcaption></figure>`;
}

const round = (value: number): number => Math.round(value * 10) / 10;

const inWords = ({ files, lessons, stale, changes }: Place): string =>
  [
    counted(files, "file"),
    counted(lessons, "lesson"),
    ...(stale > 0 ? [`${stale} stale`] : []),
    ...(changes === null ? [] : [counted(changes, "change")]),
  ].join(", ");

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
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Places"><table><thead><tr><th scope="col">place</th><th scope="col">files</th><th scope="col">lessons</th><th scope="col">stale</th>${hasChanges ? html`<th scope="col">changes told of on base</th>` : NOTHING}</tr></thead><tbody>${places.slice(0, MOST_ROWS).map(row)}</tbody></table></div>
${left > 0 ? html`<p class="small soft">and ${left} more</p>` : NOTHING}
${hasChanges ? NOTHING : html`<p class="small soft">How often each place was changed is told once the history of base has been read, which the first question about the past starts.</p>`}`;
}
