// This module plays a scene against a built program and writes down every byte that it answers, stores and lays down.
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { run, startServer } from "./server.ts";
import { filesIn, journalTip, recordsIn } from "./stored.ts";
import { createTranscript, linesOf, type Transcript } from "./transcript.ts";
import { createWorld, type World } from "./world.ts";

type Facts = Readonly<Record<string, unknown>>;
type Role = "worker" | "judge" | "supervisor";

export interface Session {
  /** Gives the structured part of the answer. */
  call(tool: string, args?: unknown): Promise<Facts>;
  read(uri: string): Promise<void>;
  /** Gives the answer's `result`. */
  request(method: string, params?: unknown): Promise<Facts>;
  /** Ends the server, which then writes what it still has in memory. */
  end(): Promise<void>;
}

export interface Talk extends Omit<World, "remove" | "in"> {
  /** A heading in the transcript. */
  scene(title: string): void;
  /** A line of the scene's own. */
  say(text: string): void;
  /** Replaces a text that differs from run to run. */
  hide(text: string, name: string): void;
  /** Digests of policies differ where these hold a path of this run. */
  hideDigests(): void;
  start(session: string, role?: Role): Promise<Session>;
  /** A session that retrieves once. */
  retrieve(session: string, args: unknown): Promise<void>;
  cli(...args: string[]): Promise<void>;
  /** The command at a terminal, with what is typed there. */
  terminal(typed: string, ...args: string[]): Promise<void>;
  hook(runtime: string, event: string, input: unknown): Promise<void>;
  /** Files of the working tree or the home, with their texts. */
  files(folder: string, keeps?: (file: string) => boolean): void;
  /** Every record of every clone, as it is stored. */
  journal(): void;
  /** The same conversation in another clone of this world. */
  in(dir: string): Talk;
}

export type Scene = (talk: Talk) => Promise<void>;

/** The transcript, without what differs from run to run; `root` is the folder of the build, whose dist/ answers. */
export async function play(scene: Scene, root: string): Promise<string> {
  const program = path.join(root, "dist/agentops-mcp.js");
  const world = createWorld();
  const transcript = createTranscript();
  const hidden: [string, string][] = [];
  let digests = true;
  const hiding = {
    hide: (text: string, name: string) => void hidden.push([text, name]),
    hideDigests: () => {
      digests = false;
    },
  };
  try {
    await scene(talkIn(world, program, transcript, hiding));
    const words = [
      ...hidden,
      [world.dir, "<project>"],
      [world.home, "<home>"],
      [world.programs, "<programs>"],
      [world.folder, "<folder>"],
      [program, "<program>"],
      [root, "<root>"],
      [process.execPath, "<node>"],
    ] as const;
    return transcript.text({ words, digests });
  } finally {
    world.remove();
  }
}

function talkIn(
  world: World,
  program: string,
  transcript: Transcript,
  hiding: Pick<Talk, "hide" | "hideDigests">,
): Talk {
  const { say, entry } = transcript;
  const where = { cwd: world.dir, env: world.env };

  async function start(session: string, role: Role = "worker"): Promise<Session> {
    const env = { ...world.env, AGENTOPS_SESSION: session };
    const server = startServer([program, "serve", "--role", role], { ...where, env });
    const hello = { protocolVersion: "2025-06-18", capabilities: {} };
    await server.request("initialize", { ...hello, clientInfo: { name: "talk", version: "1" } });
    server.notify("notifications/initialized");
    async function request(method: string, params?: unknown): Promise<Facts> {
      const answer = await server.request(method, params);
      const sent = params === undefined ? "" : ` ${JSON.stringify(params)}`;
      entry(`${session} (${role}) ${method}${sent}`, linesOf(answer));
      return answer.result ?? {};
    }
    return {
      request,
      call: async (name, args = {}) =>
        ((await request("tools/call", { name, arguments: args })).structuredContent ?? {}) as Facts,
      read: async (uri) => void (await request("resources/read", { uri })),
      async end() {
        const { code, stderr } = await server.end();
        if (code !== 0 || stderr !== "") say("", `${session} ends with ${code}`, stderr.trimEnd());
      },
    };
  }

  async function command(asked: string, line: readonly [string, ...string[]], input = ""): Promise<void> {
    const [program, ...args] = line;
    const { code, stdout, stderr } = await run(program, args, where, input);
    const shown = stderr === "" ? [] : ["stderr:", stderr.replace(/\n$/, "")];
    entry(asked, [`exit ${code}`, ...(stdout === "" ? [] : [stdout.replace(/\n$/, "")]), ...shown]);
  }

  return {
    ...world,
    ...hiding,
    scene: (title) => say("", "", `# ${title}`),
    say: (text) => say("", text.trimEnd()),
    start,
    async retrieve(session, args) {
      const server = await start(session);
      const before = journalTip(world);
      await server.call("retrieve_context", args);
      // A server logs retrievals at its leisure, and at its end only as far as it gets in a moment.
      while (journalTip(world) === before) await sleep(50);
      await server.end();
    },
    cli: (...args) => command(`$ agentops-mcp ${shell(args)}`, [process.execPath, program, ...args]),
    async terminal(typed, ...args) {
      const asked = `$ agentops-mcp ${shell(args)} (at a terminal, where ${JSON.stringify(typed)} is typed)`;
      const line = ["-qec", shell([process.execPath, program, ...args]), "/dev/null"];
      await command(asked, [path.join(world.programs, "script"), ...line], typed);
    },
    async hook(runtime, event, input) {
      const sent = typeof input === "string" ? input : JSON.stringify(input);
      const args = ["hook", "--runtime", runtime, event];
      await command(`hook ${runtime} ${event} ${sent}`, [process.execPath, program, ...args], sent);
    },
    files(folder, keeps = () => true) {
      for (const { file, text } of filesIn(folder))
        if (keeps(file)) say("", `== ${path.join(folder, file)}`, text.replace(/\n$/, ""));
    },
    journal() {
      for (const { clone, file, text } of recordsIn(world))
        say("", `== ${clone}:${file}`, text.replace(/\n$/, ""));
    },
    in: (dir) => talkIn(world.in(dir), program, transcript, hiding),
  };
}

const shell = (words: readonly string[]): string =>
  words.map((word) => (/^[\w./:=,@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(" ");
