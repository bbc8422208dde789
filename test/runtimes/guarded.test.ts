// An agent can't rewrite what starts its servers and hooks: every runtime's own files are closed, however wide `write` is.
import { describe, expect, it } from "vitest";
import { guardedBy } from "../../src/envelope/guarded-files.ts";
import { RUNTIMES } from "../../src/runtimes/all.ts";

describe.each(RUNTIMES)("$label", ({ project, hooks, localSettings }) => {
  const files = [
    ...project.config,
    ...(hooks ? [hooks.file] : []),
    ...(localSettings ? [localSettings] : []),
  ];

  it.each(files)("%s is open only where it is named", (file) => {
    for (const path of [file, `packages/app/${file}`, file.toUpperCase()]) {
      expect(guardedBy(path, ["**", "*", "**/*.json"]), path).not.toBeNull();
      expect(guardedBy(path, [path]), path).toBeNull();
    }
  });
});
