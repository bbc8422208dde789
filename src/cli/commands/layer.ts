// `agentops-mcp layer`: lists the stores of lessons that are read here, and adds or drops one.
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { stackOf } from "../../api/layers.ts";
import {
  everywhereFile,
  hereFile,
  LAYER_NAME,
  layersBeside,
  layersHome,
  type NamedLayer,
  namedLayers,
  PERSONAL,
  TEAM,
  writeLayers,
} from "../../git/layers.ts";
import { findRepository } from "../../git/repository.ts";
import { git } from "../../git/run.ts";
import Learning from "../../learnings/records/learning.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { counted } from "../../shared/text/count.ts";
import { type CommandInput, defineCommand } from "../define-command.ts";
import { folderOf } from "../option-values.ts";
import { line, reading } from "../reading.ts";

export default defineCommand({
  summary: "the stores of lessons that are read here, nearest first; add one, such as your own, or drop it",
  everyday: true,
  positionals: "[add <name> [<folder>] | drop <name>]",
  options: {
    everywhere: {
      type: "boolean",
      description: "of add: read it in all your repositories, as a personal layer always is",
    },
    takes: {
      type: "string",
      choices: ["asked", "general"],
      description:
        "of add: `general` also gives it lessons that name no path, commit or record; `asked` only those placed there (default: asked)",
    },
  },
  examples: [
    "agentops-mcp layer",
    "agentops-mcp layer add personal",
    "agentops-mcp layer add personal --takes general",
    "agentops-mcp layer add acme ../acme-lessons",
    "agentops-mcp layer drop acme",
  ],

  async run(input) {
    const [action, name = "", folder, ...more] = input.positionals;
    if (action === undefined) return list(input);
    const isAdd = action === "add" && more.length === 0;
    if (!isAdd && !(action === "drop" && folder === undefined))
      throw new AgentOpsError(
        "INVALID_ARGUMENT",
        "layer takes nothing, add <name> [<folder>], or drop <name>.",
        "See agentops-mcp layer --help.",
      );
    if (!LAYER_NAME.test(name) || name === TEAM)
      throw new AgentOpsError(
        "INVALID_ARGUMENT",
        `${line(name) || "nothing"} is no name of a layer.`,
        `Give small letters, digits and hyphens, such as ${PERSONAL}; ${TEAM} is this repository's own.`,
      );
    return isAdd ? add(input, name, folder) : drop(input, name);
  },
});

const list = (input: CommandInput): Promise<number> =>
  reading(input, async (context) => {
    const { stack, problems } = await stackOf(context);
    const { nearer, farther } = layersBeside((await findRepository(folderOf(input.options))).commonDir);
    const known = new Map([...nearer, ...farther].map((each) => [each.name, each]));
    const layers = stack.map(({ name, state }) => ({
      name,
      lessons: state.count(Learning),
      folder: known.get(name)?.folder ?? null,
      takes: known.get(name)?.takes ?? null,
    }));
    const rows = layers.map(({ name, lessons, folder, takes }) =>
      [
        name.padEnd(10),
        counted(lessons, "lesson"),
        ...(folder === null ? [] : [`in ${line(folder)}`]),
        ...(takes === "general" ? ["takes what is general"] : []),
      ].join("  "),
    );
    const hint =
      known.size === 0 ? ["A store of your own, for every repository: agentops-mcp layer add personal"] : [];
    const missing = [...known.values()]
      .filter(({ name }) => !layers.some((each) => each.name === name))
      .map(({ name, folder }) => `${name} should be in ${line(folder)}`);
    input.terminal.answer({ layers, problems }, [...rows, ...problems, ...missing, ...hint].join("\n"));
    return 0;
  });

async function add(input: CommandInput, name: string, given: string | undefined): Promise<number> {
  const { options, terminal } = input;
  if (given === undefined && name !== PERSONAL)
    throw new AgentOpsError(
      "INVALID_ARGUMENT",
      `add ${name} needs the folder of a git repository.`,
      `agentops-mcp layer add ${name} <folder>`,
    );
  const place = given === undefined ? path.join(layersHome(), PERSONAL) : path.resolve(given);
  if (given === undefined) await makeStore(place);
  const store = await findRepository(place);
  const folder = store.worktree ?? store.commonDir;
  const everywhere = name === PERSONAL || options.everywhere === true;
  const here = everywhere ? null : await findRepository(folderOf(options));
  if (here?.commonDir === store.commonDir)
    throw new AgentOpsError(
      "INVALID_ARGUMENT",
      "That is this repository, which is the layer team already.",
      "Name another one.",
    );
  const file = here === null ? everywhereFile() : hereFile(here.commonDir);
  const layer: NamedLayer = { name, folder, takes: options.takes === "general" ? "general" : "asked" };
  const { everywhere: all, here: own } = namedLayers(here?.commonDir ?? "");
  writeLayers(file, [...(here === null ? all : own).filter((each) => each.name !== name), layer]);
  terminal.answer(
    { added: name, folder, everywhere },
    `${name} is read ${everywhere ? "in every repository" : "here"} from now on: ${line(folder)}`,
  );
  return 0;
}

/** Readable only by its owner. */
async function makeStore(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!existsSync(path.join(folder, ".git"))) await git(folder, ["init", "-q"]);
}

/** Exit code 1 where there is no layer of that name. */
async function drop({ options, terminal }: CommandInput, name: string): Promise<number> {
  const here = await findRepository(folderOf(options)).catch(() => null);
  const named = namedLayers(here?.commonDir ?? "");
  const holders = [
    { file: everywhereFile(), layers: named.everywhere },
    ...(here === null ? [] : [{ file: hereFile(here.commonDir), layers: named.here }]),
  ];
  const [holder] = holders.filter(({ layers }) => layers.some((each) => each.name === name)).reverse();
  if (!holder) {
    terminal.answer({ dropped: false }, `There is no layer ${name} here.`);
    return 1;
  }
  const layer = holder.layers.find((each) => each.name === name);
  writeLayers(
    holder.file,
    holder.layers.filter((each) => each.name !== name),
  );
  terminal.answer(
    { dropped: true, folder: layer?.folder },
    `${name} is read no more. Its lessons stay in ${line(layer?.folder ?? "")}`,
  );
  return 0;
}
