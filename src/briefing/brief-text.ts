// Prints the brief in parts, for sessions that know some of its lessons. Hooks load it without the composer.

export interface BriefParts {
  readonly head: string;
  /** Strongest first, each worded already. */
  readonly lessons: readonly { readonly id: string; readonly text: string }[];
}

/** What a layer other than the team's adds to the brief. */
export interface LayerBrief {
  readonly name: string;
  /** How many lessons it has. */
  readonly stored: number;
  readonly lessons: BriefParts["lessons"];
}

/** The budget in tokens for all layers together, which `cost` counts. */
export interface Stacking {
  readonly most: number;
  cost(text: string): number;
}

/**
 * One lesson of each layer in turn, the nearest first, as far as they fit. Without other layers the team's brief stays as
 * it is.
 */
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
