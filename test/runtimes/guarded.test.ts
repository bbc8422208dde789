// An agent can't rewrite what starts its servers and hooks: every runtime's own files are closed, however wide `write` is.
import { expect, it } from "vitest";
import { guardedBy } from "../../src/envelope/guarded-files.ts";
import { RUNTIMES } from "../../src/runtimes/all.ts";

it.each(RUNTIMES)(
  "the files of $label are open only where they are named",
  ({ project, hooks, localSettings }) => {
    const files = [...project.config, hooks?.file, localSettings].filter((file) => typeof file === "string");
    for (const path of files.flatMap((file) => [file, `packages/app/${file}`, file.toUpperCase()])) {
      expect(guardedBy(path, ["**", "*", "**/*.json"]), path).not.toBeNull();
      expect(guardedBy(path, [path]), path).toBeNull();
    }
  },
);
