// Finds what is wrong with the flywheel by counting records. The brief, `measure` and `curate` say the same.

export interface Alarm {
  /** Stays the same between versions, so that a person can look it up. */
  readonly id: string;
  /** One sentence with the counts that it rests on. */
  readonly text: string;
}
