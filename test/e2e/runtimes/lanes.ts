// Lists the runtimes under test: the pinned ones, and the newest of those that change every week.
import { claude } from "./claude.ts";
import { codex } from "./codex.ts";
import { copilot } from "./copilot.ts";
import { gemini } from "./gemini.ts";
import { opencode } from "./opencode.ts";
import { qwen } from "./qwen.ts";
import type { Runtime } from "./runtime.ts";

export const RUNTIMES: readonly Runtime[] = [claude, codex, opencode, gemini];
/** What users have who update every day; `npm run test:e2e:newest` runs them. */
const NEWEST: readonly Runtime[] = [
  { ...claude, title: "newest Claude Code", version: "2.1.332" },
  { ...codex, title: "newest Codex", version: "0.171.0" },
  copilot,
  qwen,
];

export const IS_NEWEST = process.env.AGENTOPS_LANE === "newest";
/** Those with hooks, of the lane that is run. */
export const HOOKED = (IS_NEWEST ? NEWEST : RUNTIMES).filter(({ hooks }) => hooks);
