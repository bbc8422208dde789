// Lists the runtimes that have hooks, by the name that `hook --runtime` takes. It is small, as the hook process loads it.

import { claudeHooks } from "./claude.ts";
import { codexHooks } from "./codex.ts";
import { copilotHooks } from "./copilot.ts";
import { cursorHooks } from "./cursor.ts";
import type { HookDialect } from "./event.ts";
import { geminiHooks } from "./gemini.ts";
import { qwenHooks } from "./qwen.ts";

export const HOOK_DIALECTS: Readonly<Record<string, HookDialect>> = {
  claude: claudeHooks,
  codex: codexHooks,
  copilot: copilotHooks,
  cursor: cursorHooks,
  gemini: geminiHooks,
  qwen: qwenHooks,
};
