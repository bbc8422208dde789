// What is wrong with the flywheel, found by counting records: the same in the brief, in `measure` and in `curate`.

export interface Alarm {
  /** Stays the same between versions, so that a person can look it up. */
  readonly id: string;
  /** One sentence with the counts that it rests on. */
  readonly text: string;
}
