// One event that a metric counts.

/** One event. `id` is the record that shows it, by which events are ordered; `value` is 0 or 1 where shares are counted. */
export interface Sample {
  readonly id: string;
  readonly value: number;
}
