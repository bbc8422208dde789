// Runs one piece of work at a time, and lets all who ask during a run share the next one.

/** A run under way may have looked before the caller's own write, so only one that has not begun is shared. */
export function sharedRuns(work: () => Promise<void>): () => Promise<void> {
  let current: Promise<void> | null = null;
  let next: Promise<void> | null = null;

  return function run(): Promise<void> {
    if (!current) {
      current = work().finally(() => {
        current = null;
      });
      return current;
    }
    // How the current run ends is for its own callers.
    next ??= current
      .catch(() => {})
      .then(() => {
        next = null;
        return run();
      });
    return next;
  };
}
