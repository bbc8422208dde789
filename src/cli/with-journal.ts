// Opens the journal that a command line names, for commands that work on it as git keeps it.
import path from "node:path";
import { type House, openHouse } from "../session/house.ts";
import type { CommandInput } from "./define-command.ts";
import { layerIn } from "./named-layer.ts";
import { folderOf } from "./option-values.ts";

export async function withJournal<T>(
  { options }: CommandInput,
  work: (house: House) => Promise<T>,
): Promise<T> {
  const folder = layerIn(options)?.folder ?? options.knowledge ?? folderOf(options);
  const base = typeof options.base === "string" ? options.base : null;
  const house = await openHouse({ dir: path.resolve(String(folder)), knowledge: null, base });
  try {
    return await work(house);
  } finally {
    house.close();
  }
}
