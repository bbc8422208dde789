// Offers prompts over the protocol.
import type { Server } from "@modelcontextprotocol/server";
import { AgentOpsError } from "../shared/errors.ts";
import { didYouMean } from "../shared/nearest.ts";
import { sanitise } from "../shared/text/safe-text.ts";
import type { OrProtocolError, ServerPorts } from "./ports.ts";

export function offerPrompts(
  server: Server,
  { catalog, contexts }: ServerPorts,
  orProtocolError: OrProtocolError,
): void {
  server.setRequestHandler("prompts/list", async () => ({
    prompts: (await catalog()).prompts.map(({ name, spec: { title, description, arguments: args } }) => ({
      name,
      title,
      description,
      arguments: args.map((argument) => ({ ...argument })),
    })),
  }));

  server.setRequestHandler("prompts/get", async ({ params }, { mcpReq }) => {
    const { prompts } = await catalog();
    const prompt = prompts.find(({ name }) => name === params.name);
    const text = await orProtocolError(async () => {
      const missing = prompt?.spec.arguments.find(
        ({ name, required }) => required && !params.arguments?.[name],
      );
      if (missing) {
        throw new AgentOpsError(
          "INVALID_ARGUMENT",
          `${missing.name}: is missing.`,
          `Send ${missing.name}: ${missing.description}.`,
        );
      }
      if (!prompt)
        throw new AgentOpsError(
          "NOT_FOUND",
          "There is no such prompt.",
          didYouMean(
            params.name,
            prompts.map(({ name }) => name),
          ),
        );
      const { read } = await contexts.open(mcpReq.signal, mcpReq._meta);
      return prompt.spec.text(read, params.arguments ?? {});
    });
    return {
      messages: [{ role: "user" as const, content: { type: "text" as const, text: sanitise(text) } }],
    };
  });
}
