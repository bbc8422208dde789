// Joins what hooks may give from several layers. Each is kept in its own store, so that no store holds another's lessons.
import { joinBrief, type LayerBrief, stackBriefs } from "../../briefing/brief-text.ts";
import { cantRead, layersBeside, type NamedLayer } from "../../git/layers.ts";
import { type Place, storeAt } from "../../git/place.ts";
import { type JoinedEngine, joinEngines } from "../../retrieval/joined.ts";
import { countTokens } from "../../shared/text/tokens.ts";
import type { HookView } from "./view-file.ts";

interface LayerView {
  readonly layer: NamedLayer;
  readonly view: HookView;
}

/** Only the team's view where no layer is named. `viewAt` reads one store's. */
export async function layeredView(
  place: Place,
  viewAt: (place: Place) => Promise<HookView>,
): Promise<HookView> {
  const own = await viewAt(place);
  const { nearer, farther, unreadable } = layersBeside(place.commonDir);
  if (nearer.length + farther.length + unreadable.length === 0) return own;
  const problems = unreadable.map((where) => `No layer can be read from ${where}.`);
  const read = async (layers: readonly NamedLayer[]): Promise<LayerView[]> => {
    const views: LayerView[] = [];
    for (const layer of layers) {
      const store = storeAt(layer.folder);
      if (store?.commonDir === place.commonDir) continue;
      const view = store && (await viewAt(store).catch(() => null));
      if (view) views.push({ layer, view });
      else
        problems.push(
          cantRead(layer.name, store ? "it has a fault." : "there is no git repository at its place."),
        );
    }
    return views;
  };
  const near = await read(nearer);
  const far = await read(farther);
  return stacked(own, { near, far, problems });
}

function stacked(
  own: HookView,
  {
    near,
    far,
    problems,
  }: {
    readonly near: readonly LayerView[];
    readonly far: readonly LayerView[];
    readonly problems: readonly string[];
  },
): HookView {
  const all = [...near, { layer: null, view: own }, ...far];
  const briefOf = ({ layer: { name }, view }: LayerView): LayerBrief => ({
    name,
    stored: view.stored,
    lessons: view.brief.lessons,
  });
  let engine: JoinedEngine | null = null;
  const brief = stackBriefs(
    own.brief,
    { nearer: near.map(briefOf), farther: far.map(briefOf), problems },
    { most: Math.max(MOST_BRIEF, countTokens(joinBrief(own.brief))), cost: countTokens },
  );
  return {
    ...own,
    brief,
    stored: all.reduce((sum, { view }) => sum + view.stored, 0),
    // Another store may name a path of another repository; a command is the same everywhere.
    traps: all.flatMap(({ layer, view }) =>
      layer === null ? view.traps : view.traps.map(([id]) => [id, []] as const),
    ),
    get engine() {
      engine ??= joinEngines(all.map(({ view }) => view.engine));
      return engine;
    },
    item(id) {
      for (const { layer, view } of all) {
        const item = view.item(id);
        if (item && layer) return { ...item, by: `${item.by}, layer ${layer.name}`, store: layer.folder };
        if (item) return item;
      }
      return null;
    },
  };
}

/** Tokens, as many as for a brief without layers. */
const MOST_BRIEF = 500;
