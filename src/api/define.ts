// Declares tools, resources and prompts as plain data, found by their place in the folders.
import type { z } from "zod";
import type { Role } from "../records/record.ts";
import type { ReadContext, WriteContext } from "./context.ts";

export const PHASES = ["prepare", "bound", "select", "govern"] as const;
export type Phase = (typeof PHASES)[number];

/** The parts that a repository can have: always the memory, and the others on request. */
export const PARTS = ["memory", "checks", "envelope", "jobs"] as const;
export type Part = (typeof PARTS)[number];

export type Effect = "read" | "write";
type ContextOf<E extends Effect> = E extends "write" ? WriteContext : ReadContext;

/** A call in an example; `"$name.field"` in its arguments stands for a field of the answer of the step `name`. */
export interface ExampleCall {
  readonly tool: string;
  readonly arguments: Record<string, unknown>;
}

/** Runs as a test against a real server, and is shown in the README. */
export interface Example {
  readonly title: string;
  /** Calls made before, each in the session that it names. */
  readonly given?: readonly (ExampleCall & { readonly as: string; readonly session: string })[];
  readonly arguments: Record<string, unknown>;
  /** Fields that the answer must have, compared deeply, or the expected error code. */
  readonly expect: Record<string, unknown> | string;
}

/** A tool. Its name is its file's name, its phase its folder's. */
export interface ToolSpec<I extends z.ZodObject, O extends z.ZodObject, E extends Effect> {
  /** For people; clients show it instead of the name. */
  readonly title: string;
  /** Imperative, and says when to call; every session pays for it in tokens. */
  readonly description: string;
  /** Numbers of the factors it carries out, 1 to 12. */
  readonly factors: readonly number[];
  readonly role: Role;
  readonly effect: E;
  /** True for tools that every phase needs. */
  readonly everyPhase?: boolean;
  /** A part other than the memory, without which a worker does not need the tool. */
  readonly part?: Exclude<Part, "memory">;
  /** True for the few tools that a session needs at once, even if its client hides others behind a search. */
  readonly alwaysLoad?: boolean;
  /** Its argument `layer` names a layer, and is listed only where there are several. */
  readonly choosesLayer?: true;
  readonly input: I;
  readonly output: O;
  /** Most bytes of text in one answer; 8,192 unless the tool limits itself otherwise. */
  readonly maxBytes?: number;
  /**
   * Milliseconds that a call may take; 30 s unless the tool says otherwise, and always less than the shortest client's
   * limit.
   */
  readonly deadlineMs?: number;
  /** The list that is cut into pages when the answer is too long; adds the argument `page`. */
  readonly pages?: keyof z.output<O> & string;
  readonly examples: readonly Example[];
  run(context: ContextOf<E>, args: z.output<I>): Promise<z.output<O>>;
}

export type AnyTool =
  | ToolSpec<z.ZodObject, z.ZodObject, "read">
  | ToolSpec<z.ZodObject, z.ZodObject, "write">;

export const defineTool = <I extends z.ZodObject, O extends z.ZodObject, E extends Effect>(
  spec: ToolSpec<I, O, E>,
): ToolSpec<I, O, E> => spec;

/** A resource; a uri with `{name}` in it is a template with that parameter. */
export interface ResourceSpec {
  readonly uri: string;
  readonly title: string;
  readonly description: string;
  /** The text, as markdown. Throws NOT_FOUND for an unknown parameter. */
  read(context: ReadContext, parameter: string): Promise<string>;
  /** Values of the template's parameter that begin with `typed`, best first. */
  complete?(context: ReadContext, typed: string): Promise<string[]>;
}

export const defineResource = (spec: ResourceSpec): ResourceSpec => spec;

/** A prompt. Its name is its file's name. */
export interface PromptSpec {
  readonly title: string;
  readonly description: string;
  /** The phase whose tools it names; without one it is offered everywhere. */
  readonly phase?: Phase;
  readonly arguments: readonly {
    readonly name: string;
    readonly description: string;
    readonly required: boolean;
  }[];
  text(context: ReadContext, args: Readonly<Record<string, string>>): Promise<string>;
}

export const definePrompt = (spec: PromptSpec): PromptSpec => spec;

/** A tool as a client lists it. */
export interface ListedTool {
  name: string;
  title: string;
  description: string;
  inputSchema: ListedSchema;
  outputSchema: ListedSchema;
  annotations: Record<string, unknown>;
  _meta?: Record<string, unknown>;
}

export type ListedSchema = Record<string, unknown> & { type: "object" };

/** What has to be known of a tool to offer it. */
export interface OfferedTool extends Pick<AnyTool, "role" | "part" | "everyPhase"> {
  readonly name: string;
  readonly phase: Phase;
  /** Loaded when it is first used, in a built program. */
  readonly spec: AnyTool;
  /** As the build has written it; otherwise made from the spec. */
  readonly listed?: ListedTool;
}

/** All that is offered, as the build finds it in the folders. */
export interface Catalog {
  readonly tools: readonly OfferedTool[];
  readonly resources: readonly ResourceSpec[];
  readonly prompts: readonly { readonly name: string; readonly spec: PromptSpec }[];
  /** Names of the layers; missing where there is only the team's. */
  readonly layers?: readonly string[];
}
