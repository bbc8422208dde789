// Defines what a view or an action answers, before it is sent.
import type { Markup } from "../page/markup.ts";

export const VIEWS = ["lessons", "map", "waiting", "now", "outcomes"] as const;
export type View = (typeof VIEWS)[number];

export interface Shown {
  readonly status: number;
  readonly title: string;
  readonly view: View | null;
  readonly main: Markup;
}

export interface Moved {
  /** A path of this page. */
  readonly to: string;
  /** Told once, at the top of what is shown next. */
  readonly told: string;
}

export type Answer = Shown | Moved;

/** What stands in the place of a view until that is known; the page then asks for it by itself. */
export interface Meanwhile {
  readonly shown: Shown;
  /** Said above it; empty where it says enough itself. */
  readonly news: string;
}

export const shown = (view: View | null, title: string, main: Markup, status = 200): Shown => ({
  status,
  title,
  view,
  main,
});
