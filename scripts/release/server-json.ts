// Describes the MCP registry's server.json, as far as we use it, from the limits that its schema of 2025-12-11 names.
import { z } from "zod";

/** The registry checks against this one when something is published; it isn't copied, so this file says its limits anew. */
export const REGISTRY_SCHEMA = "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json";

const version = z
  .string()
  .max(255)
  .regex(/^\d+\.\d+\.\d+(?:-[\w.-]+)?$/, "one version, and neither a range nor latest");
const onThisMachine = { version, transport: z.strictObject({ type: z.literal("stdio") }) };

export const serverJsonShape = z.strictObject({
  $schema: z.literal(REGISTRY_SCHEMA),
  name: z
    .string()
    .min(3)
    .max(200)
    .regex(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/),
  title: z.string().min(1).max(100),
  description: z.string().min(1).max(100),
  version,
  websiteUrl: z.url(),
  repository: z.strictObject({ url: z.url(), source: z.literal("github") }),
  packages: z
    .array(
      z.discriminatedUnion("registryType", [
        z.strictObject({
          registryType: z.literal("npm"),
          // The registry reads packages of no other place.
          registryBaseUrl: z.literal("https://registry.npmjs.org"),
          identifier: z.string().regex(/^(?:@[\w.-]+\/)?[\w.-]+$/),
          runtimeHint: z.literal("npx"),
          ...onThisMachine,
        }),
        z.strictObject({
          registryType: z.literal("mcpb"),
          // It takes bundles of GitHub's and GitLab's releases, and wants "mcp" in their address.
          identifier: z.url().regex(/^https:\/\/github\.com\/.*\/releases\/download\/.*mcp/),
          fileSha256: z.string().regex(/^[a-f0-9]{64}$/),
          ...onThisMachine,
        }),
      ]),
    )
    .min(1),
});

export type ServerJson = z.infer<typeof serverJsonShape>;
