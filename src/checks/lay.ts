// Makes room in a checkout for the outputs of the set-up.
import { mkdir, realpath } from "node:fs/promises";
import path from "node:path";
import { AgentOpsError } from "../shared/errors.ts";
import { removeTree } from "./checkout.ts";
import type { Confined, Laid } from "./sandbox.ts";

/** Folders in a read-only node_modules that test runners and bundlers insist on writing to. */
export const WRITABLE_IN_MODULES = [".cache", ".vite", ".vite-temp"];

interface Target extends Laid {
  readonly writable: readonly { readonly name: string; readonly folder: string }[];
}

/**
 * Puts an empty folder wherever an output goes, and one into scratch for each that stays writable inside it.
 * Throws CONFIG_INVALID where a link of the checkout would lead the output to another place.
 */
export async function layTargets({ files, scratch, laid }: Confined): Promise<Target[]> {
  const top = await realpath(files);
  return Promise.all(
    laid.map(async ({ from, at }, index) => {
      const target = path.join(top, at);
      await mkdir(path.dirname(target), { recursive: true }).catch(() => {});
      const real = await realpath(path.dirname(target)).catch(() => null);
      if (real !== path.dirname(target)) {
        throw new AgentOpsError(
          "CONFIG_INVALID",
          `setup.outputs: a link or a file of the commit stands in the way of ${at}.`,
          "Name an output that is no link and lies in no linked folder.",
        );
      }
      await removeTree(target);
      await mkdir(target);
      const names = path.basename(at) === "node_modules" ? WRITABLE_IN_MODULES : [];
      const writable = names.map((name) => ({ name, folder: path.join(scratch, `laid-${index}${name}`) }));
      await Promise.all(writable.map(({ folder }) => mkdir(folder)));
      return { from, at, writable };
    }),
  );
}
