// One session of a runtime whose model plays a script, with what must hold in every session checked.
import { expect } from "vitest";
import { runHeadless } from "./headless.ts";
import type { ModelRequest, Turn } from "./protocol.ts";
import type { Runtime } from "./runtimes/runtime.ts";
import { startScriptedModel } from "./scripted-model.ts";
import { exampleServers, selfDescription } from "./server-under-test.ts";
import type { TemporaryRepository } from "./temporary-repository.ts";

export interface Played {
  /** The id that the runtime gave its session; null where it tells its servers none. */
  readonly session: string | null;
  /** One text for each tool call, as the runtime showed it to the model. */
  readonly results: readonly string[];
}

/** Fails unless the runtime ends well, its first request shows the server whole, and the script is played to its end. */
export async function playScript(
  runtime: Runtime,
  repository: TemporaryRepository,
  turns: readonly Turn[],
): Promise<Played> {
  const [prompt, cwd, home] = ["Do what the script says.", repository.path, await repository.newHome()];
  const model = await startScriptedModel(turns);
  const finished = await runHeadless(runtime, {
    prompt,
    cwd,
    home,
    modelUrl: model.url,
    shell: false,
  }).finally(model.close);
  expect(finished, "the runtime ends by itself and without an error").toMatchObject({
    exitCode: 0,
    timedOut: false,
  });
  await expectWholeServer(model.requests[0], repository);
  expect(model.faults, finished.output).toEqual([]);
  expect(model.requests.length, finished.output).toBe(turns.length);
  const session =
    runtime.sessionId && (runtime.sessionId.exec(finished.output)?.[1] ?? expect.fail("no session id"));
  return { session, results: model.requests.at(-1)?.toolResults ?? [] };
}

/** All tools and the instructions, with nothing cut off: what a client sees that leaves nothing out. */
async function expectWholeServer(first: ModelRequest | undefined, repository: TemporaryRepository) {
  const [[name, server] = expect.fail("mcp.json names no server")] = Object.entries(await exampleServers());
  const { instructions, tools } = await selfDescription(server, repository.path, await repository.newHome());
  const offered = first?.tools.filter((tool) => tool.server === name) ?? [];
  const names = offered.map((tool) => tool.name).sort();
  expect(names, "a server that starts too slowly is missing in the first request").toEqual(
    [...tools.keys()].sort(),
  );
  for (const tool of offered) expect(tool.description).toBe(tools.get(tool.name));
  expect(instructions).not.toBe("");
  expect(withoutIndent(first?.context ?? "")).toContain(withoutIndent(instructions));
}

/** OpenCode indents what it quotes. */
const withoutIndent = (text: string): string => text.replace(/^[ \t]+/gm, "");
