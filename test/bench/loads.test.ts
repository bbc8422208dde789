// Programs that `npm run` starts by tsx have no bundler: those that need modules made at build time have to say so.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { expect, it } from "vitest";
import { ROOT } from "../support/client.ts";

const { scripts } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as {
  readonly scripts: Readonly<Record<string, string>>;
};
const programs = Object.values(scripts).flatMap((line) =>
  [...line.matchAll(/\btsx (\S+\.ts)/g)].map(([, file = ""]) => file),
);

it.each(programs)("%s imports only what lies in files", async (file) => {
  const { errors } = await build({
    absWorkingDir: ROOT,
    entryPoints: [file],
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "silent",
    plugins: [
      {
        name: "made-modules",
        setup: ({ onResolve }) =>
          onResolve({ filter: /^agentops:/ }, ({ path: name, importer }) => ({
            errors: [{ text: `${path.relative(ROOT, importer)} imports ${name}` }],
          })),
      },
    ],
  }).catch((error: { readonly errors: readonly { readonly text: string }[] }) => error);
  expect(errors.map(({ text }) => text)).toEqual([]);
});

it("npm run bench finds the modules that are made", () => {
  const [, line = ""] = /&& (tsx .*)$/.exec(scripts.bench ?? "") ?? [];
  const { status, stdout } = spawnSync("npx", [...line.split(" "), "--help"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  expect({ status, named: /^ {2}startup /m.test(stdout) }).toEqual({ status: 0, named: true });
});
