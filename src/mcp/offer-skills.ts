// Offers the plugins' skills over the protocol, by its extension for skills.

import skills from "agentops:skills";
import type { CacheHint, Server } from "@modelcontextprotocol/server";
import * as z from "zod";
import { AgentOpsError } from "../shared/errors.ts";
import { sha256 } from "../shared/sha256.ts";
import type { OrProtocolError, ServerPorts } from "./ports.ts";

export const SKILLS_EXTENSION = "io.modelcontextprotocol/skills";

type Skill = (typeof skills)[number];

/** The tool with which a skill begins; without it the skill is useless. */
const NEEDS: Readonly<Record<string, string>> = { plan: "create_job", backfill: "extract_learnings" };
const NEEDED_BY_OTHERS = "record_learning";

const uriOf = ({ name }: Skill): string => `skill://agentops/${name}/SKILL.md`;

/** The text of a file of a skill; null for any other address. */
export const skillAt = (uri: string): string | null =>
  skills.find((skill) => uriOf(skill) === uri)?.text ?? null;

/** As they stand in the list of resources. */
export const skillResources = async (catalog: ServerPorts["catalog"]) =>
  (await offeredIn(catalog)).map((skill) => ({
    uri: uriOf(skill),
    name: skill.name,
    description: skill.description,
    mimeType: "text/markdown",
  }));

async function offeredIn(catalog: ServerPorts["catalog"]): Promise<readonly Skill[]> {
  const { tools } = await catalog();
  return skills.filter(({ name }) => tools.some((tool) => tool.name === (NEEDS[name] ?? NEEDED_BY_OTHERS)));
}

export function offerSkills(
  server: Server,
  { catalog }: ServerPorts,
  { orProtocolError, cached }: { orProtocolError: OrProtocolError; cached: Required<CacheHint> },
): void {
  const offered = () => offeredIn(catalog);

  server.setRequestHandler("skills/list", { params: z.looseObject({}).optional() }, () =>
    orProtocolError(async () => ({ skills: (await offered()).map(entryOf), ...cached })),
  );

  server.setRequestHandler("skills/get", { params: z.looseObject({ uri: z.string() }) }, ({ uri }) =>
    orProtocolError(
      async () => {
        const skill = (await offered()).find((each) => uriOf(each) === uri);
        if (!skill)
          throw new AgentOpsError(
            "NOT_FOUND",
            "This server has no such skill.",
            "skills/list names those that it has.",
          );
        return { skill: entryOf(skill), ...cached };
      },
      { uri },
    ),
  );
}

function entryOf(skill: Skill): Record<string, unknown> {
  const bytes = Buffer.from(skill.text);
  const uri = uriOf(skill);
  const digest = `sha256:${sha256(bytes)}`;
  return {
    uri,
    frontmatter: { name: skill.name, description: skill.description },
    resources: [{ uri, digest, size: bytes.length }],
  };
}
