// Finds the resource that a uri names, and the parameter in it.
import type { ResourceSpec } from "../api/define.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { didYouMean } from "../shared/nearest.ts";

export const isTemplate = (uri: string): boolean => uri.includes("{");

/** The name between the braces of a template; empty for a plain uri. */
export const parameterOf = (uri: string): string => /\{(\w+)\}/.exec(uri)?.[1] ?? "";

/** Throws NOT_FOUND, naming the resources whose uris are nearest. */
export function findResource(
  resources: readonly ResourceSpec[],
  uri: string,
): { resource: ResourceSpec; parameter: string } {
  for (const resource of resources) {
    if (!isTemplate(resource.uri)) {
      if (resource.uri === uri) return { resource, parameter: "" };
      continue;
    }
    const prefix = resource.uri.slice(0, resource.uri.indexOf("{"));
    const parameter = uri.slice(prefix.length);
    if (uri.startsWith(prefix) && /^[\w.-]{1,100}$/.test(parameter)) return { resource, parameter };
  }
  const known = resources.map((resource) => resource.uri);
  throw new AgentOpsError("NOT_FOUND", "There is no resource with this uri.", didYouMean(uri, known));
}
