// Divides a rectangle among places by their size, so that each stays near a square and can be read.

export interface Tile<T> {
  readonly of: T;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** `sized` has the largest first, each above zero. Squarified, after Bruls, Huizing and van Wijk. */
export function treemap<T>(sized: readonly { readonly of: T; readonly size: number }[], box: Box): Tile<T>[] {
  const total = sized.reduce((sum, { size }) => sum + size, 0);
  if (total <= 0) return [];
  const scale = (box.width * box.height) / total;
  const tiles: Tile<T>[] = [];
  let rest = box;
  for (let at = 0; at < sized.length; ) {
    const side = Math.min(rest.width, rest.height);
    let row = sized.slice(at, at + 1);
    while (at + row.length < sized.length) {
      const longer = sized.slice(at, at + row.length + 1);
      if (worst(longer, side, scale) > worst(row, side, scale)) break;
      row = longer;
    }
    tiles.push(...laid(row, rest, scale));
    rest = without(rest, row.reduce((sum, { size }) => sum + size, 0) * scale);
    at += row.length;
  }
  return tiles;
}

/** How far the longest tile of a row would be from a square; 1 is one. */
function worst(row: readonly { readonly size: number }[], side: number, scale: number): number {
  const thick = (row.reduce((sum, { size }) => sum + size, 0) * scale) / side;
  return Math.max(
    ...row.map(({ size }) => {
      const long = (size * scale) / thick;
      return Math.max(long / thick, thick / long);
    }),
  );
}

/** Along the shorter side of what is left. */
function laid<T>(row: readonly { of: T; size: number }[], rest: Box, scale: number): Tile<T>[] {
  const area = row.reduce((sum, { size }) => sum + size, 0) * scale;
  const isColumn = rest.width >= rest.height;
  const thick = area / (isColumn ? rest.height : rest.width);
  let along = 0;
  return row.map(({ of, size }) => {
    const long = (size * scale) / thick;
    const tile = isColumn
      ? { of, x: rest.x, y: rest.y + along, width: thick, height: long }
      : { of, x: rest.x + along, y: rest.y, width: long, height: thick };
    along += long;
    return tile;
  });
}

function without({ x, y, width, height }: Box, area: number): Box {
  if (width >= height) return { x: x + area / height, y, width: width - area / height, height };
  return { x, y: y + area / width, width, height: height - area / width };
}
