// Puts a view into its document: the heading with the ways to the other views, and what was just done.
import { html, type Markup, NOTHING } from "../page/markup.ts";
import { type Meanwhile, type Shown, shown, VIEWS, type View } from "./answer.ts";

const NAMES: Readonly<Record<View, readonly [string, string]>> = {
  lessons: ["Lessons", "/"],
  map: ["Map", "/map"],
  waiting: ["Waiting", "/waiting"],
  now: ["Now", "/now"],
  outcomes: ["Outcomes", "/outcomes"],
};

/** Nothing runs, is fetched or is framed but what this page itself serves. */
export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

export interface Around {
  readonly told: string | null;
  /** What the page shows, such as the folder's name. */
  readonly place: string;
  readonly readOnly: boolean;
  /** Of what is shown only meanwhile, and is asked for again by the page itself; null else. */
  readonly meanwhile: string | null;
}

export function documentOf(
  { title, view, main }: Shown,
  { told, place, readOnly, meanwhile }: Around,
): string {
  return `<!doctype html>
${
  html`<html lang="en"><head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${place}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/style.css">
<script src="/page.js" defer></script>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="topbar"><span class="place"><bdi>${place}</bdi></span>
<nav aria-label="Views">${VIEWS.map((each, at) => tab(each, at, view))}</nav>
<button type="button" id="keys" class="quiet" aria-pressed="true" hidden>Shortcuts on</button></header>
<p id="news" class="news" role="status" aria-live="polite"${meanwhile === null ? NOTHING : html` data-kept`}${meanwhile ? NOTHING : html` hidden`}>${meanwhile ?? ""}</p>
<main id="main" tabindex="-1">
${told === null ? NOTHING : html`<p class="told" role="status">${told}</p>`}
${readOnly ? html`<p class="told soft">Read only: no person stood at the terminal that started this page, so nothing can be changed here.</p>` : NOTHING}
<div id="view">${main}</div>
</main>
<footer class="small soft">Shortcuts: <kbd>/</kbd> search, <kbd>1</kbd>–<kbd>${VIEWS.length}</kbd> views, <kbd>j</kbd> <kbd>k</kbd> next and previous, <kbd>Enter</kbd> open; in Waiting the key that a button names.</footer>
</body></html>`.markup
}
`;
}

/** What a view's place says until the records are read; null for what is no view of its own. */
export function openingOf({ pathname }: URL): Meanwhile | null {
  const view = VIEWS.find((each) => NAMES[each][1] === pathname);
  if (view === undefined) return null;
  const [name] = NAMES[view];
  const main = html`<h1>${name}</h1><p class="empty" role="status">What is stored is being read. It comes by itself; without scripts, reload the page.</p>`;
  return { shown: shown(view, name, main), news: "" };
}

function tab(each: View, at: number, view: View | null): Markup {
  const [name, href] = NAMES[each];
  return each === view
    ? html`<a href="${href}" aria-current="page" data-key="${at + 1}">${name}</a>`
    : html`<a href="${href}" data-key="${at + 1}">${name}</a>`;
}
