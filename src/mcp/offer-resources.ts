// Offers resources and the completion of their parameters over the protocol.
import type { ProtocolEra, Server } from "@modelcontextprotocol/server";
import type { ResourceSpec } from "../api/define.ts";
import { sanitise } from "../shared/text/safe-text.ts";
import { skillAt, skillResources } from "./offer-skills.ts";
import type { OrProtocolError, ServerPorts } from "./ports.ts";
import { findResource, isTemplate, parameterOf } from "./resource-uri.ts";

export function offerResources(
  server: Server,
  { catalog, contexts }: ServerPorts,
  { orProtocolError, era }: { readonly orProtocolError: OrProtocolError; readonly era: ProtocolEra },
): void {
  server.setRequestHandler("resources/list", async () => ({
    resources: [
      ...(await catalog()).resources
        .filter(({ uri }) => !isTemplate(uri))
        .map((each) => ({ uri: each.uri, ...described(each) })),
      ...(era === "modern" ? await skillResources(catalog) : []),
    ],
  }));

  server.setRequestHandler("resources/templates/list", async () => ({
    resourceTemplates: (await catalog()).resources
      .filter(({ uri }) => isTemplate(uri))
      .map((each) => ({ uriTemplate: each.uri, ...described(each) })),
  }));

  server.setRequestHandler("resources/read", async ({ params }, { mcpReq }) => {
    const skill = skillAt(params.uri);
    // Sent unchanged, as its entry has a digest of it, and it is this program's own text.
    if (skill !== null) return { contents: [{ uri: params.uri, mimeType: "text/markdown", text: skill }] };
    const text = await orProtocolError(
      async () => {
        const { resource, parameter } = findResource((await catalog()).resources, params.uri);
        const { read } = await contexts.open(mcpReq.signal, mcpReq._meta);
        return resource.read(read, parameter);
      },
      { uri: params.uri },
    );
    return { contents: [{ uri: params.uri, mimeType: "text/markdown", text: sanitise(text) }] };
  });

  server.setRequestHandler("completion/complete", async ({ params }, { mcpReq }) => {
    const values = await orProtocolError(async () => {
      if (params.ref.type !== "ref/resource") return [];
      const { uri } = params.ref;
      const resource = (await catalog()).resources.find((each) => each.uri === uri);
      if (!resource?.complete || params.argument.name !== parameterOf(uri)) return [];
      const { read } = await contexts.open(mcpReq.signal, mcpReq._meta);
      return resource.complete(read, params.argument.value);
    });
    return {
      completion: { values: values.slice(0, 100), total: values.length, hasMore: values.length > 100 },
    };
  });
}

const described = ({ uri, title, description }: ResourceSpec) => ({
  name: uri,
  title,
  description,
  mimeType: "text/markdown",
});
