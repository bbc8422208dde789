// Loads a package that a user has installed beside this one. It is a file of its own in dist, as code that is kept compiled has no import.

/** Throws where it can't be found or loaded. */
export const importPackage = (name: string): Promise<unknown> => import(name);
