// Every example in a tool's file, run against a real session.
import catalog from "agentops:catalog";
import { describe, expect, it } from "vitest";
import type { Example } from "../../src/api/define.ts";
import type { TestClient } from "../support/client.ts";
import { fillIn } from "../support/fill-in.ts";
import { inProcess } from "../support/in-process.ts";
import { createRepository } from "../support/repository.ts";

for (const { name, spec } of catalog.tools) {
  describe(name, () => {
    it.each(spec.examples)("$title", async (example) => {
      await play(name, example, spec.role);
    });
  });
}

async function play(tool: string, example: Example, role: string): Promise<void> {
  const repository = createRepository();
  const clients: TestClient[] = [];
  const start = async (session: string, as: string) => {
    const client = await inProcess(repository.dir, {
      session,
      args: ["--role", as],
      // Another session is another runtime; it may judge and rule on what this one did.
      ownRuntime: session !== "tuesday",
    });
    clients.push(client);
    return client;
  };
  try {
    const answers: Record<string, unknown> = {};
    for (const step of example.given ?? []) {
      const client = await start(step.session, "worker");
      const answer = await client.call(step.tool, fillIn(step.arguments, answers));
      expect(answer.isError, answer.text).toBe(false);
      answers[step.as] = answer.facts;
    }
    const client = await start("tuesday", role);
    const answer = await client.call(tool, fillIn(example.arguments, answers));
    if (typeof example.expect === "string") {
      expect(answer.isError).toBe(true);
      expect(answer.text).toContain(`${example.expect}: `);
    } else {
      expect(answer.isError, answer.text).toBe(false);
      expect(answer.facts).toMatchObject(fillIn(example.expect, answers));
    }
  } finally {
    await Promise.all(clients.map((client) => client.close()));
    repository.remove();
  }
}
