// Finds where the paths of a glob begin, as far as it spells them.

/** What stands for other text within one name. */
export const WILD = /[*?[\]+@!\\]/;

/** The folder, or file, up to the first wildcard; empty for the whole repository. */
export function fixedFolder(glob: string): string {
  const parts = glob.split("/");
  const wild = parts.findIndex((part) => WILD.test(part) || /[{(]/.test(part));
  return (wild < 0 ? parts : parts.slice(0, wild)).join("/");
}
