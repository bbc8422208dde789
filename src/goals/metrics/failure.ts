// A failure as metrics know it, whoever saw it.

export interface Failure {
  /** The record that shows it. */
  readonly id: string;
  readonly at: string;
  /** Who failed. */
  readonly session: string;
  /** Files that it is about. */
  readonly paths: readonly string[];
  /** Two failures are the same mistake where they share one. */
  readonly marks: readonly string[];
  /** Records that a learning about it would quote. */
  readonly quoted: readonly string[];
}
