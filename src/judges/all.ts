// Lists the kinds of judges, by the names that the configuration knows.
import type { ADAPTERS } from "../policy/judges-and-panels.ts";
import type { Adapter } from "./adapter.ts";
import { claude } from "./claude.ts";
import { codex } from "./codex.ts";
import { command } from "./command.ts";

export const ADAPTER: Readonly<Record<(typeof ADAPTERS)[number], Adapter>> = { claude, codex, command };
