// The only import of picomatch: globs over the paths of a tree, as git writes them.
import picomatch from "picomatch";

/**
 * True for paths that one of the globs fits. Upper and lower case count as equal, as they are on many disks: a rule for
 * `src/**` must not be left by writing `SRC/a`. A glob that names a folder fits all that is in it. `!glob` takes out again.
 * With `exactly` case counts in what is let in, though not in what is taken out: for globs that allow.
 */
export function matcher(globs: readonly string[], exactly = false): (path: string) => boolean {
  const compile = (each: readonly string[], nocase: boolean) => {
    const all = each.flatMap((glob) => [tidy(glob), `${tidy(glob)}/**`]);
    return all.length === 0 ? () => false : picomatch(all, { nocase, dot: true, nonegate: true });
  };
  const wanted = compile(
    globs.filter((glob) => !glob.startsWith("!")),
    !exactly,
  );
  const unwanted = compile(
    globs.filter((glob) => glob.startsWith("!")).map((glob) => glob.slice(1)),
    true,
  );
  return (path) => wanted(path) && !unwanted(path);
}

const tidy = (glob: string): string => glob.replace(/^\.?\/+/, "").replace(/\/+$/, "");
