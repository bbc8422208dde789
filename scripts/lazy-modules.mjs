// Makes each module of a bundle run when something of it is first used: a start needs a third of those that its files name.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { transform } from "esbuild";
import { ROOT } from "./catalog.mjs";

const OURS = ["src", "tools", "resources"].map((folder) => path.join(ROOT, folder, path.sep));
/** Their functions are called millions of times, and next to nothing runs when they are loaded. */
const AT_ONCE = ["shared", "git", "retrieval", "records"].map((folder) =>
  path.join(ROOT, "src", folder, path.sep),
);
const liesIn = (folders, file) => folders.some((folder) => file.startsWith(folder));

/**
 * Esbuild's own CommonJS writes each use of an import as a member of what `require` returned, by scope and not by name:
 * here each use requires it, unless its folder stands above. Of a package only the names are required that some file of
 * ours uses, as esbuild drops nothing of what is required whole.
 */
export const lazyModules = {
  name: "lazy-modules",
  setup(build) {
    // In a namespace of their own, as esbuild takes nothing for CommonJS in the files of a package of ES modules.
    build.onResolve({ filter: /\.ts$/ }, ({ path: name, resolveDir }) => {
      const file = path.resolve(resolveDir, name);
      return liesIn(OURS, file) ? { path: path.relative(ROOT, file), namespace: "lazy" } : undefined;
    });
    build.onLoad({ filter: /.*/, namespace: "lazy" }, async ({ path: name }) => {
      const file = path.join(ROOT, name);
      return { contents: (await made(file)).text, loader: "js", resolveDir: path.dirname(file) };
    });
    build.onResolve({ filter: /^used:/ }, ({ path: name }) => ({ path: name.slice(5), namespace: "used" }));
    build.onLoad({ filter: /.*/, namespace: "used" }, async ({ path: name }) => ({
      contents: `export { ${[...((await usedOfPackages()).get(name) ?? [])].join(", ")} } from "${name}";`,
      loader: "js",
      resolveDir: ROOT,
    }));
  },
};

const EXPORTS = /^var (\w+)_exports = \{\};\n(?:__export\(\1_exports, \{\n([\s\S]*?)\n\}\);\n)?/m;
const EXPORTED = /^ *(\w+): \(\) => ([\w.]+)(,?)$/gm;
const REQUIRED = /^var (\w+) = (?:__toESM\()?require\("([^"]+)"\)(?:, 1)?\)?;$/gm;
/** A variable before a member of it; after a single dot the word would be a member itself. */
const MEMBER_OF = /(?<![\w$]|(?<!\.\.)\.)(\w+)\.(default\b)?/g;

const known = new Map();

/** A file's module as `text`, and its `packages`: each with the names of it that the file uses. */
function made(file) {
  if (!known.has(file)) known.set(file, makeModule(file));
  return known.get(file);
}

async function makeModule(file) {
  const source = readFileSync(file, "utf8");
  const { code } = await transform(source, {
    loader: "ts",
    format: "cjs",
    target: "node20.12",
    // Else a template with `</script` in it needs a helper, which the text below would lack.
    supported: { "inline-script": false },
  });
  const exported = EXPORTS.exec(code);
  // The one that is started exports nothing.
  if (exported === null) return { text: code, packages: [] };
  const packages = [];
  const required = [];
  /** Variable -> what stands for it where a member of it is used. */
  const late = new Map();
  const whole = new Set();
  for (const [, variable, from] of code.matchAll(REQUIRED)) {
    const isOurs = /^(?:agentops:|\..*\.ts$)/.test(from);
    // Of `new (require(file)).Name()` esbuild leaves the parentheses out.
    if (isOurs && isLate(from, file) && !code.includes(`new ${variable}.`))
      late.set(variable, `(require("${from}"))`);
    else if (isOurs) required.push(`const ${variable} = require("${from}");`);
    else if (/^node:|\.json$/.test(from)) {
      whole.add(variable);
      required.push(`const ${variable} = require("${from}");`);
    } else {
      const names = code.matchAll(new RegExp(`\\b${variable}\\.(\\w+)`, "g"));
      packages.push({ variable, from, names: [...names].map(([, name]) => name) });
      required.push(`const ${variable} = require("used:${from}");`);
    }
  }
  const body = code
    .slice(exported.index + exported[0].length)
    .replace(/^module\.exports = __toCommonJS\(\w+\);\n/m, "")
    .replace(/^\/\/ Annotate[\s\S]*/m, "")
    .replace(REQUIRED, "");
  const helpers = [...code.slice(0, exported.index).matchAll(/^var (__\w+) = /gm)].map(([, name]) => name);
  const lost = helpers.filter((name) => new RegExp(`\\b${name}\\(`).test(body) && name !== "__toESM");
  if (lost.length > 0) throw new Error(`${file} needs ${lost.join(", ")} of esbuild, which is left out here`);
  for (const variable of [...late.keys(), ...packages.map((used) => used.variable)])
    if (new RegExp(`(?:[=(,:]\\s*|\\.\\.\\.)${variable}\\s*[;),\\]}]`).test(body))
      throw new Error(`${file} uses ${variable} as a whole: import the names that it needs`);
  const names = (exported[2] ?? "").replace(EXPORTED, "$1: $2$3");
  const exporting = `module.exports = { __esModule: true, ${names} };`;
  const text = [...required, body, exporting]
    .join("\n")
    .replace(MEMBER_OF, (member, variable, ofDefault = "") => {
      if (late.has(variable)) return `${late.get(variable)}.${ofDefault}`;
      return ofDefault !== "" && whole.has(variable) ? variable : member;
    });
  return { text, packages };
}

function isLate(from, file) {
  return from.startsWith("agentops:") || !liesIn(AT_ONCE, path.resolve(path.dirname(file), from));
}

let used;

/** Package -> all names that files of ours use of it. */
function usedOfPackages() {
  used ??= Promise.all(OURS.flatMap(filesIn).map(made)).then((all) => {
    const found = new Map();
    for (const { from, names } of all.flatMap(({ packages }) => packages))
      found.set(from, new Set([...(found.get(from) ?? []), ...names]));
    return found;
  });
  return used;
}

const filesIn = (folder) =>
  readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
    .map((file) => path.join(folder, file));
