// The page of `ui --layer` follows the records of the layer that it shows, and not those of the team.
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { placesOf } from "../../src/cli/watched-places.ts";
import { BUILT, SYSTEM_PATH } from "../cli/run-cli.ts";
import { store } from "../hooks/run-hook.ts";
import { createOwnHome, type OwnHome } from "../session/own-home.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

let team: TestRepository;
let own: OwnHome;
beforeEach(() => {
  team = createRepository();
  own = createOwnHome();
});
afterEach(() => {
  team.remove();
  own.remove();
});

const LESSON = {
  title: "vite preview takes the next port where its own is in use",
  body: "vite preview takes the next port silently where 4173 is in use, and the test asks an old server; pass --strictPort.",
  kind: "gotcha" as const,
};
/** So long an open page waits for what has been recorded, on a machine with much else to do. */
const MOST_MS = 60_000;

/** `agentops-mcp ui` with these options, and the browser that was let in. */
async function page(...options: string[]) {
  const child = spawn(process.execPath, [BUILT, "ui", "--json", ...options], {
    cwd: team.dir,
    stdio: ["ignore", "pipe", "inherit"],
    env: { PATH: SYSTEM_PATH, HOME: own.home, GIT_CONFIG_NOSYSTEM: "1" },
  });
  const ended = once(child, "exit");
  // A program that can't begin says nothing more.
  const [first] = await Promise.race([
    once(child.stdout, "data"),
    ended.then(([code]) => expect.fail(`the page ended with ${code}`)),
  ]);
  const { url, port } = JSON.parse(String(first)) as { url: string; port: number };
  const entered = await fetch(url);
  const headers = { cookie: entered.headers.get("set-cookie")?.split(";")[0] ?? "" };
  const get = (where: string) => fetch(`http://127.0.0.1:${port}${where}`, { headers });
  return {
    text: async () => (await get("/")).text(),
    /** From now on; comes back with the first word of a change. */
    async listen(): Promise<() => Promise<string>> {
      const signal = AbortSignal.timeout(MOST_MS);
      const { body } = await fetch(`http://127.0.0.1:${port}/events`, { headers, signal });
      const reader = (body ?? expect.fail("no events")).pipeThrough(new TextDecoderStream()).getReader();
      return async () => {
        for (let told = ""; ; ) {
          told += (await reader.read()).value ?? expect.fail("the page was left");
          if (!told.includes("event: changed")) continue;
          await reader.cancel();
          return told;
        }
      };
    },
    async close() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

it("is told of a lesson that is recorded in the layer while it is open, and shows it", async () => {
  const shown = await page("--layer", "personal");
  try {
    expect(await shown.text()).not.toContain(LESSON.title);
    const told = await shown.listen();
    await store(own.personal.dir, LESSON);
    expect(await told()).toContain("event: changed");
    expect(await shown.text()).toContain(LESSON.title);
  } finally {
    await shown.close();
  }
});

describe("what is watched", () => {
  const notes = () => path.join(team.dir, ".git/agentops/sessions");
  const watched = (options: Record<string, string>) => placesOf({ dir: team.dir, ...options }).watched;
  const of = ({ dir }: TestRepository) => ({
    commonDir: path.join(dir, ".git"),
    lessons: path.join(dir, ".agentops/learnings"),
    notes: notes(),
  });

  it("is the layer that is named, and the team's store without one", () => {
    expect(watched({ layer: "personal" })).toEqual(of(own.personal));
    expect(watched({})).toEqual(of(team));
    expect(watched({ layer: "team" })).toEqual(of(team));
  });

  it("is a layer or a store that is bare, too", () => {
    const bare = createRepository({ bare: true });
    own.name({ name: "acme", folder: bare.dir });
    expect(watched({ layer: "acme" }).commonDir).toBe(bare.dir);
    expect(watched({ knowledge: bare.dir }).commonDir).toBe(bare.dir);
    bare.remove();
  });

  it("of a layer that there is not is an error that names those that there are", () => {
    expect(() => watched({ layer: "acme" })).toThrow("There is no layer acme here");
  });
});
