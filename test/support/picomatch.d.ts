// Declares the part of picomatch that tests hold our globs against, as the package brings no types.
declare module "picomatch" {
  export default function picomatch(
    globs: readonly string[],
    options: { dot: boolean },
  ): (path: string) => boolean;
}
