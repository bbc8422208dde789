// Reads a file of settings out of the base commit: only a plain file of a sane size, never what a link points to.
import { AgentOpsError } from "../shared/errors.ts";
import type { ObjectReader } from "./object-reader.ts";
import { decodeTree, isFolder } from "./objects.ts";

/** Null where the commit has no such file. `file` is `<folder>/<name>`. Throws CONFIG_INVALID for anything but a file. */
export async function readBaseFile(
  reader: ObjectReader,
  commit: string | null,
  file: string,
  maxBytes: number,
): Promise<Buffer | null> {
  if (commit === null) return null;
  const [folder = "", name] = file.split("/");
  const tree = await reader.read(`${commit}:${folder}`);
  if (!tree) return null;
  if (tree.type !== "tree") throw noFile(folder, "is no folder", "Replace it with a folder.");
  // A commit's id is as long as all ids of its repository.
  const entry = decodeTree(tree.data, commit.length / 2).find((each) => each.name === name);
  if (!entry) return null;
  if (!entry.mode.startsWith("100")) {
    const found = isFolder(entry) ? "a folder" : entry.mode === "120000" ? "a symbolic link" : "a submodule";
    throw noFile(file, `is ${found}, not a file`, "Replace it with a plain file.");
  }
  const object = await reader.readBounded(entry.id, maxBytes);
  if (!object) throw noFile(file, "is missing among git's objects", "Fetch the base branch again.");
  if (object.data === null)
    throw noFile(file, `has more than ${maxBytes} bytes`, "Keep only its settings in it.");
  return object.data;
}

const noFile = (file: string, problem: string, fix: string): AgentOpsError =>
  new AgentOpsError(
    "CONFIG_INVALID",
    `${file} at the base commit ${problem}.`,
    `${fix} Commit the change on the base branch.`,
  );
