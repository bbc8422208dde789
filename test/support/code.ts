// Code in which nothing that a lesson cites has changed.
export const UNCHANGED = { changed: async (): Promise<string[]> => [] };
