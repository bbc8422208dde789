// Prints the brief in parts, for sessions that know some of its lessons. Hooks load it without the composer.

export interface BriefParts {
  readonly head: string;
  /** Strongest first, each as it is shown. */
  readonly lessons: readonly { readonly id: string; readonly text: string }[];
}

export const joinBrief = ({ head, lessons }: BriefParts): string =>
  [head, ...lessons.map(({ text }) => text)].join("\n\n");
