// Draws a folder's places as tiles within tiles, as large as they have files and as dark as they have lessons.

import { html, type Markup, NOTHING } from "../../page/markup.ts";
import { counted } from "../../shared/text/count.ts";
import type { KnowledgeMap, Place } from "../../use-cases/knowledge-map.ts";
import { hrefOf, inWords, isStale, nameIn } from "./place-words.ts";
import { type Tile, treemap } from "./treemap.ts";

/** Of the places of one folder; the others are in the table alone. */
const MOST_TILES = 40;
/** Widths in the picture's own scale: of a letter, a line and the room for a folder's name. */
const LETTER = 9.6;
const LINE = 15;
const HEAD = 24;
const GAP = 3;
const SIZES = [
  ["wide", 960, 440],
  ["narrow", 340, 380],
] as const;

/** For eyes and pointers alone: the table below it says the same in words. */
export function mapPicture(map: KnowledgeMap, places: readonly Place[]): Markup {
  const most = Math.max(1, ...places.map(({ lessons, files }) => lessons / files));
  const draw = ([name, width, height]: (typeof SIZES)[number]): Markup => {
    const tiles = tilesOf(places, { x: 0, y: 0, width, height });
    return html`<svg class="${name}" viewBox="0 0 ${width} ${height}" aria-hidden="true">${tiles.map((tile) => withInside(map, tile, most))}</svg>`;
  };
  const left = places.length - MOST_TILES;
  return html`<figure class="map">${SIZES.map(draw)}<figcaption><ul class="legend"><li><i class="accent"></i>known, the fuller the colour the more lessons for each file</li><li><i class="warn"></i>a third or more is stale</li><li><i class="none"></i>nothing is known</li></ul>The area is the number of files${left > 0 ? `; ${counted(left, "smaller place")} in the table alone` : ""}.</figcaption></figure>`;
}

const tilesOf = (places: readonly Place[], box: Omit<Tile<Place>, "of">): Tile<Place>[] =>
  treemap(
    places.slice(0, MOST_TILES).map((of) => ({ of, size: of.files })),
    box,
  );

/** A folder that has the room shows what is in it. */
function withInside(map: KnowledgeMap, tile: Tile<Place>, most: number): Markup {
  const { of, x, y, width, height } = tile;
  if (!of.isFolder || width < 110 || height < 90) return drawn(tile, most);
  const room = { x: x + GAP, y: y + HEAD, width: width - 2 * GAP, height: height - HEAD - GAP };
  const inner = tilesOf(map.inside(of.path), room);
  return html`${drawn(tile, most, true)}${inner.map((each) => drawn(each, most))}`;
}

function drawn({ of, x, y, width, height }: Tile<Place>, most: number, isFrame = false): Markup {
  const tone = isFrame ? "frame" : of.lessons === 0 ? "none" : isStale(of) ? "stale" : "known";
  const share = Math.min(1, of.lessons / of.files / most);
  const opacity = isFrame || of.lessons === 0 ? "0" : (0.14 + 0.36 * Math.sqrt(share)).toFixed(2);
  const letters = Math.floor((width - 12) / LETTER);
  const hasName = letters >= 3 && height > 22;
  const name = nameIn(of.path);
  const isCut = name.length > letters;
  const count = counted(of.lessons, "lesson");
  const hasCount = !isFrame && of.lessons > 0 && height > 22 + LINE && letters > count.length;
  const told = isFrame && letters > name.length + count.length + 2 ? `${name}: ${count}` : name;
  return html`<a href="${hrefOf(of)}" tabindex="-1"><title>${of.path}: ${inWords(of)}</title><rect class="tile ${tone}" x="${round(x + 1)}" y="${round(y + 1)}" width="${round(Math.max(0, width - 2))}" height="${round(Math.max(0, height - 2))}" fill-opacity="${opacity}"/>${hasName ? html`<text class="name" x="${round(x + 7)}" y="${round(y + 17)}">${isCut ? `${name.slice(0, letters - 1)}…` : told}</text>` : NOTHING}${hasCount ? html`<text x="${round(x + 7)}" y="${round(y + 17 + LINE)}">${count}</text>` : NOTHING}</a>`;
}

const round = (value: number): number => Math.round(value * 10) / 10;
