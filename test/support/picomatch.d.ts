// Declares the part of picomatch that tests compare our globs with, as the package has no types.
declare module "picomatch" {
  export default function picomatch(
    globs: readonly string[],
    options: { dot: boolean },
  ): (path: string) => boolean;
}
