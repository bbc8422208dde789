// Lists the floors of the source folders, for the layering test and the map in ARCHITECTURE.md.

/** From the bottom up. Folders on one floor do not import each other. */
export const FLOORS: readonly (readonly string[])[] = [
  ["src/shared"],
  ["src/git", "src/policy", "src/retrieval"],
  ["src/history", "src/records"],
  ["src/journal", "src/checks", "src/envelope", "src/skin"],
  ["src/jobs", "src/judges", "src/runtimes"],
  ["src/research", "src/supervision"],
  ["src/claims"],
  ["src/learnings", "src/lessons", "src/calibration"],
  ["src/goals", "src/transcripts"],
  ["src/api", "src/briefing", "src/page"],
  ["src/use-cases"],
  ["src/hooks", "src/import", "src/mcp", "src/config", "tools", "resources"],
  ["src/session", "src/ui"],
  ["src/cli"],
  ["src/programs"],
];
