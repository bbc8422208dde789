// A home of a test's own, in which a person keeps a store of lessons beside those of repositories.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { everywhereFile, type NamedLayer, writeLayers } from "../../src/git/layers.ts";
import {
  createRepository,
  removeFolder,
  type TestRepository,
  temporaryFolder,
} from "../support/repository.ts";

export interface OwnHome {
  readonly home: string;
  readonly personal: TestRepository;
  /** Names what the person reads in every repository. */
  name(...layers: readonly (Pick<NamedLayer, "name" | "folder"> & Partial<NamedLayer>)[]): void;
  remove(): void;
}

/** The home of this process until it is removed, with a personal store in it. */
export function createOwnHome(takes: NamedLayer["takes"] = "asked"): OwnHome {
  const before = process.env.HOME;
  const home = path.join(temporaryFolder(), "home");
  mkdirSync(home);
  process.env.HOME = home;
  const personal = createRepository({ unborn: true });
  const name: OwnHome["name"] = (...layers) =>
    writeLayers(
      everywhereFile(),
      layers.map((each) => ({ takes: "asked", ...each })),
    );
  name({ name: "personal", folder: personal.dir, takes });
  return {
    home,
    personal,
    name,
    remove() {
      if (before === undefined) delete process.env.HOME;
      else process.env.HOME = before;
      personal.remove();
      removeFolder(path.dirname(home));
    },
  };
}
