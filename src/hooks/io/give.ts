// Puts learnings into words, those that this process is the first to give and that the budget allows.

import { joinBrief } from "../../briefing/brief-text.ts";
import type { InjectionReason } from "../../learnings/records/injection.ts";
import { snippet } from "../../retrieval/snippet.ts";
import { countTokens } from "../../shared/text/tokens.ts";
import { type HookItem, injectionText, opposedText, pointerText, siblingsText } from "../injection.ts";
import type { Stores } from "../notes.ts";
import { opposedTo } from "../opposed.ts";
import { siblingsOf } from "../siblings.ts";
import type { Speech } from "./speech.ts";
import type { HookView } from "./view-file.ts";

export interface Given {
  readonly text: string;
  /** The titles told to the person; empty where the configuration says not to tell. */
  readonly titles: readonly string[];
}

/** Null where the model has all of it already. */
export function giveBrief(view: HookView, runtime: string, speech: Speech): Given | null {
  const { head, lessons } = view.brief;
  const { items: known, briefed } = speech.window();
  const items = lessons
    .filter(({ id }) => !known.has(id))
    .map(({ id, text }) => [id, countTokens(text) + 1] as const);
  // In a repository without lessons the head is all there is, and is said once.
  if (items.length === 0 && (lessons.length > 0 || briefed)) return null;
  const frame = countTokens(head);
  const stores = storesOf(lessons, view);
  const taken = speech.ask({ runtime, reason: "brief", budget: view.budget, frame, items, ...stores });
  if (taken === null) return null;
  const text = joinBrief({ head, lessons: lessons.filter(({ id }) => taken.includes(id)) });
  return { text, titles: titlesOf(taken, view) };
}

/** A lesson that the brief gave gets one line when such an error or file comes up. */
const POINTED: Partial<Record<InjectionReason, "error" | "file">> = { error: "error", path: "file" };

/** The text of the items that this process is the first to take; null for none. `task` is what they were found by. */
export function give(
  reason: Exclude<InjectionReason, "brief">,
  ids: readonly string[],
  task: string,
  { view, runtime, speech }: { view: HookView; runtime: string; speech: Speech },
): Given | null {
  const known = speech.window().items;
  const found = ids.flatMap((id) => view.item(id) ?? []);
  const fresh = found.filter(({ id }) => !known.has(id));
  const words = injectionText(reason, fresh, (body, most) => snippet(body, task, most));
  const beside = reason === "task" || reason === "error" ? besideText(found, fresh, view, known) : "";
  const about = POINTED[reason];
  const pointers = found.flatMap((item) => {
    if (about === undefined || known.get(item.id) !== "brief") return [];
    const text = pointerText(item, about);
    return [{ id: item.id, text, tokens: countTokens(text) + 1 }];
  });
  if (fresh.length + pointers.length === 0) return null;
  const taken = speech.ask({
    runtime,
    reason,
    budget: view.budget,
    frame: words.frame + countTokens(beside),
    items: words.items.map(({ id, tokens }) => [id, tokens]),
    ...storesOf(found, view),
    ...(pointers.length === 0 ? {} : { again: pointers.map(({ id, tokens }) => [id, tokens]) }),
  });
  if (taken === null) return null;
  const textsOf = (from: readonly { readonly id: string; readonly text: string }[]): string[] =>
    from.filter(({ id }) => taken.includes(id)).map(({ text }) => text);
  const shown = textsOf(words.items);
  const text = [
    ...(shown.length > 0 ? [words.head, ...shown, ...(beside === "" ? [] : [beside])] : []),
    ...textsOf(pointers),
  ].join("\n\n");
  return { text, titles: titlesOf(taken, view) };
}

/** Lines for related lessons, and for lessons that contradict the given ones. */
function besideText(
  found: readonly HookItem[],
  fresh: readonly HookItem[],
  { engine, item }: HookView,
  known: ReadonlyMap<string, unknown>,
): string {
  const siblings = siblingsOf(found, engine.search, item).filter(({ id }) => !known.has(id));
  return [siblingsText(siblings), opposedText(opposedTo(fresh, engine.search, item))]
    .filter((text) => text !== "")
    .join("\n\n");
}

/** The store of each item of another layer, so that nothing of it goes into the team's records. */
function storesOf(items: readonly { readonly id: string }[], view: HookView): { readonly stores?: Stores } {
  const stores = items.flatMap(({ id }) => {
    const store = view.item(id)?.store;
    return store === undefined ? [] : [[id, store] as const];
  });
  return stores.length === 0 ? {} : { stores: Object.fromEntries(stores) };
}

const titlesOf = (ids: readonly string[], view: HookView): string[] =>
  view.tell ? ids.flatMap((id) => view.item(id)?.title ?? []) : [];
