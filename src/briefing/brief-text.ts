// Prints the brief in parts, for sessions that know some of its lessons. Hooks load it without the composer.

export interface BriefParts {
  readonly head: string;
  /** Strongest first, each as it is shown. */
  readonly lessons: readonly { readonly id: string; readonly text: string }[];
}

/** What another layer than the team's puts into the brief. */
export interface LayerBrief {
  readonly name: string;
  /** How many it has. */
  readonly stored: number;
  readonly lessons: BriefParts["lessons"];
}

/** How the layers of a brief are joined: within so many tokens, which `cost` counts. */
export interface Stacking {
  readonly most: number;
  cost(text: string): number;
}

/** In turn one of each layer, the nearest first, as far as they fit. Without other layers the team's brief is as it was. */
export function stackBriefs(
  team: BriefParts,
  {
    nearer,
    farther,
    problems,
  }: {
    readonly nearer: readonly LayerBrief[];
    readonly farther: readonly LayerBrief[];
    readonly problems: readonly string[];
  },
  { most, cost }: Stacking,
): BriefParts {
  const others = [...nearer, ...farther];
  if (others.length + problems.length === 0) return team;
  const counts = others.map(({ name, stored }) => `${name} (${stored})`);
  const head = [
    team.head,
    ...(others.length === 0 ? [] : [`Lessons of other layers are given too: ${counts.join(", ")}.`]),
    ...nearer.map(
      ({ name }) => `record_learning with layer: ${name} keeps there what is true in any repository.`,
    ),
    ...problems,
  ].join("\n");
  const named = ({ name, lessons }: LayerBrief): BriefParts["lessons"] =>
    lessons.map(({ id, text }) => ({ id, text: text.replace(id, `${id}, layer ${name}`) }));
  const rows = [...nearer.map(named), team.lessons, ...farther.map(named)];
  const longest = Math.max(...rows.map((row) => row.length));
  const inTurn = Array.from({ length: longest }, (_, at) => rows.flatMap((row) => row[at] ?? [])).flat();
  const lessons: { id: string; text: string }[] = [];
  for (const lesson of inTurn)
    if (cost(joinBrief({ head, lessons: [...lessons, lesson] })) <= most) lessons.push(lesson);
  return { head, lessons };
}

export const joinBrief = ({ head, lessons }: BriefParts): string =>
  [head, ...lessons.map(({ text }) => text)].join("\n\n");
