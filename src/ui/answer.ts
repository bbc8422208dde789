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

export const shown = (view: View | null, title: string, main: Markup, status = 200): Shown => ({
  status,
  title,
  view,
  main,
});
