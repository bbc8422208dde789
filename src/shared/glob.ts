// Matches globs over the paths of a tree, as git writes them. It is the only import of picomatch.
import picomatch from "picomatch";

/**
 * True for paths that one of the globs fits. Upper and lower case count as equal, and so do letters that are composed in
 * other ways, as they are on many disks: a rule for `src/**` must not be left by writing `SRC/a`. A glob that names a
 * folder fits all that is in it. `!glob` takes out again. With `exactly` a path has to be spelled as the glob is in what
 * is let in, though not in what is taken out: for globs that allow.
 */
export function matcher(globs: readonly string[], exactly = false): (path: string) => boolean {
  const wanted = compile(
    globs.filter((glob) => !glob.startsWith("!")),
    exactly,
  );
  const unwanted = compile(
    globs.filter((glob) => glob.startsWith("!")).map((glob) => glob.slice(1)),
    false,
  );
  return (path) => wanted(path) && !unwanted(path);
}

/** True when one of the globs fits one of the paths. */
export const fitsAny = (globs: readonly string[], paths: readonly string[]): boolean =>
  paths.some(matcher(globs));

function compile(globs: readonly string[], exactly: boolean): (path: string) => boolean {
  const spelled = (text: string) => (exactly ? text : text.normalize("NFC"));
  const all = globs.map(spelled).flatMap((glob) => [tidy(glob), `${tidy(glob)}/**`]);
  if (all.length === 0) return () => false;
  const fits = picomatch(all, { nocase: !exactly, dot: true, nonegate: true });
  return (path) => fits(spelled(path));
}

const tidy = (glob: string): string => glob.replace(/^\.?\/+/, "").replace(/\/+$/, "");
