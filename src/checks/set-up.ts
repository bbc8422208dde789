// Installs what the checks need, once for each content of what it is made from, and keeps it for all later runs.
import {
  copyFile,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  realpath,
  rename,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Repository } from "../git/repository.ts";
import { fileFailure } from "../git/run.ts";
import type { PolicySetup } from "../policy/policy.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { removeTree } from "./checkout.ts";
import { digestOf, findInputs, type Input } from "./inputs.ts";
import { WRITABLE_IN_MODULES } from "./lay.ts";
import { leaseFirst } from "./lease.ts";
import type { Slot } from "./pool.ts";
import { Receipt } from "./receipt.ts";
import type { Laid, Sandbox } from "./sandbox.ts";
import { versionsBehind } from "./tools.ts";

/** Another runner may be making the same set-up. */
const POLL_MS = 100;
/** A set-up that nobody has used for so long is removed. */
const UNUSED_MS = 14 * 86_400_000;
/** None takes so long: what is still half made belongs to a runner that was killed. */
const ABANDONED_MS = 86_400_000;

export interface SetUp {
  readonly digest: string;
  /** False where this run had to make it. */
  readonly cached: boolean;
  readonly receipt: Receipt;
  /** Empty where it failed. */
  readonly laid: readonly Laid[];
}

export interface SetUpRequest {
  readonly setup: PolicySetup;
  readonly repository: Repository;
  /** Folder that holds all set-ups. */
  readonly folder: string;
  readonly tree: string;
  /** Its checkout is clean and holds `tree`. */
  readonly slot: Slot;
  readonly sandbox: Sandbox;
  readonly tools: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Runs the command in a folder of its own. */
  run(files: string, digest: string): Promise<Receipt>;
}

/** One that fails is not kept. Throws GIT_FAILED, DISK_FULL, READ_ONLY, CANCELLED or CONFIG_INVALID (inputs that fit nothing). */
export async function setUp(request: SetUpRequest): Promise<SetUp> {
  const { setup, repository, folder, tree, sandbox, tools, signal } = request;
  const { inputs, attributes } = await findInputs(repository, tree, setup.inputs);
  if (inputs.length === 0) {
    const problem = `setup.inputs: none of ${setup.inputs.join(", ")} is a file of the commit.`;
    throw new AgentOpsError("CONFIG_INVALID", problem, "Correct the globs on the base branch.");
  }
  const { run, outputs, network } = setup;
  const versions = versionsBehind(run[0] ?? "", tools);
  const where = [process.platform, process.arch, sandbox.level];
  const laidOutBy = attributes.length === 0 ? {} : { attributes };
  const digest = digestOf({ v: 1, run, outputs, network, inputs, versions, where, ...laidOutBy });
  const place = path.join(folder, digest);
  for (;;) {
    const kept = await readKept(place);
    if (kept) return { digest, cached: true, ...kept };
    if (signal.aborted) throw new AgentOpsError("CANCELLED", "The set-up was cancelled.", "Start it again.");
    const lease = await leaseFirst(folder, [`${place}.lease`]);
    if (!lease) {
      await sleep(POLL_MS);
      continue;
    }
    try {
      // It may have been finished between the look and the lease.
      const finished = await readKept(place);
      return finished ? { digest, cached: true, ...finished } : await make(request, place, digest, inputs);
    } finally {
      await lease.release();
    }
  }
}

/** Made beside and renamed when whole, so that one that is killed leaves nothing that anybody would take for it. */
async function make(
  request: SetUpRequest,
  place: string,
  digest: string,
  inputs: readonly Input[],
): Promise<SetUp> {
  const { setup, slot, folder } = request;
  const half = `${place}.half`;
  const files = path.join(half, "files");
  try {
    await removeTree(half);
    await prune(folder);
    await mkdir(files, { recursive: true });
    await copyInputs(slot.checkout.files, files, inputs);
    const receipt = await request.run(files, digest);
    if (receipt.reason !== "ok") return { digest, cached: false, receipt, laid: [] };
    const outputs = await keepOutputs(files, path.join(half, "outputs"), setup.outputs);
    await removeTree(files);
    await writeFile(path.join(half, "set-up.json"), JSON.stringify({ receipt, outputs }));
    await rename(half, place);
    return { digest, cached: false, receipt, laid: laidFrom(place, outputs) };
  } catch (error) {
    throw fileFailure(error);
  } finally {
    await removeTree(half);
  }
}

/** It is given what it declares and nothing else: what it could read beside that would change its outputs unnoticed. */
async function copyInputs(from: string, to: string, inputs: readonly Input[]): Promise<void> {
  const folders = new Set(inputs.map(({ path: file }) => path.dirname(file)));
  for (const folder of folders) await mkdir(path.join(to, folder), { recursive: true });
  for (const { path: file, mode } of inputs) {
    const source = path.join(from, file);
    const target = path.join(to, file);
    if (mode === "160000") continue;
    if (mode === "120000") await symlink(await readlink(source), target);
    else await copyFile(source, target);
  }
}

/** Moves the outputs that are there; a link could lead out of the sandbox when it is laid over a checkout. */
async function keepOutputs(files: string, kept: string, outputs: readonly string[]): Promise<string[]> {
  await mkdir(kept);
  const found: string[] = [];
  for (const output of outputs) {
    const source = path.join(files, output);
    const stat = await lstat(source).catch(() => null);
    if (!stat) continue;
    if (!stat.isDirectory() || (await realpath(source)) !== path.join(await realpath(files), output)) {
      const problem = `setup.outputs: ${output} is no folder, or lies behind a link.`;
      throw new AgentOpsError("CONFIG_INVALID", problem, "Name folders that the set-up makes.");
    }
    await rename(source, path.join(kept, String(found.length)));
    if (path.basename(output) === "node_modules")
      for (const name of WRITABLE_IN_MODULES)
        await mkdir(path.join(kept, String(found.length), name), { recursive: true });
    found.push(output);
  }
  return found;
}

const laidFrom = (place: string, outputs: readonly string[]): Laid[] =>
  outputs.map((at, index) => ({ from: path.join(place, "outputs", String(index)), at }));

/** What was kept, noting that it is in use; null where there is none, or a damaged one. */
async function readKept(place: string): Promise<{ receipt: Receipt; laid: Laid[] } | null> {
  const file = path.join(place, "set-up.json");
  try {
    const { receipt, outputs }: { receipt: unknown; outputs: unknown } = JSON.parse(
      await readFile(file, "utf8"),
    );
    if (!Array.isArray(outputs)) return null;
    const now = new Date();
    await utimes(file, now, now);
    return { receipt: Receipt.parse(receipt), laid: laidFrom(place, outputs.map(String)) };
  } catch {
    return null;
  }
}

async function prune(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const place = path.join(folder, name);
    const [mark, limit] = name.endsWith(".half")
      ? [place, ABANDONED_MS]
      : [path.join(place, "set-up.json"), UNUSED_MS];
    const used = await lstat(mark).catch(() => null);
    if (used && Date.now() - used.mtimeMs > limit) await removeTree(place);
  }
}
