// Leaves out of a bundle what no path of this server reaches in its dependencies.
import { readFileSync } from "node:fs";

/**
 * Parts of dependencies that no path of this server reaches and that cost a third of its start-up (2.9 to 2.1 x
 * `node -e 0`): zod's messages in 50 languages, the validator for answers to elicitations, which we never ask, and the
 * index of lunr, which has one of its own.
 */
export const leaveOut = {
  name: "leave-out",
  setup(build) {
    const replace = (filter, contents) => build.onLoad({ filter }, () => ({ contents }));
    replace(/zod[/\\]v4[/\\]locales[/\\]index\.js$/, 'export { default as en } from "./en.js";');
    replace(
      /[/\\]server[/\\]dist[/\\]shimsNode\.mjs$/,
      'export { default as process } from "node:process"; export class DefaultJsonSchemaValidator {}',
    );
    build.onLoad({ filter: /[/\\]lunr[/\\]lunr\.js$/ }, ({ path: file }) => ({
      contents: wordsOfLunr(readFileSync(file, "utf8")),
    }));
  },
};

/** Of lunr the retrieval uses tokens, the stemmer and the stop words: without its index a hook starts with 22 kB less. */
function wordsOfLunr(source) {
  const parts = source.split(/^ *\/\*!$/m);
  const wanted = ["lunr.Token = ", "lunr.stemmer = ", "lunr.stopWordFilter = "].map((start) =>
    parts.filter((part) => part.includes(start)).at(-1),
  );
  if (wanted.some((part) => part === undefined)) throw new Error("lunr is not in the parts that are known");
  const body = wanted
    .map((part) => `/*!${part.replace(/;\(function \(root, factory\) \{[\s\S]*$/, "")}`)
    .join("\n");
  return `const lunr = { Pipeline: { registerFunction() {} } };\n${body}\nmodule.exports = lunr;`;
}
