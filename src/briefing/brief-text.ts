// The brief in parts, for whom some of its lessons are known already; apart from what composes it, which hooks need not load.

export interface BriefParts {
  readonly head: string;
  /** Strongest first, each as it is shown. */
  readonly lessons: readonly { readonly id: string; readonly text: string }[];
}

export const joinBrief = ({ head, lessons }: BriefParts): string =>
  [head, ...lessons.map(({ text }) => text)].join("\n\n");
