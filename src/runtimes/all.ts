// Lists the runtimes that can be configured, in the order in which they are shown.
import { amp } from "./amp.ts";
import { antigravity } from "./antigravity.ts";
import { claude } from "./claude.ts";
import { codex } from "./codex.ts";
import { copilot } from "./copilot.ts";
import { crush } from "./crush.ts";
import { cursor } from "./cursor.ts";
import { droid } from "./droid.ts";
import { gemini } from "./gemini.ts";
import { grok } from "./grok.ts";
import { junie } from "./junie.ts";
import { kilo } from "./kilo.ts";
import { kiro } from "./kiro.ts";
import { opencode } from "./opencode.ts";
import { qwen } from "./qwen.ts";
import { roo } from "./roo.ts";
import type { Runtime } from "./runtime.ts";
import { trae } from "./trae.ts";
import { vscode } from "./vscode.ts";
import { warp } from "./warp.ts";
import { zed } from "./zed.ts";

export const RUNTIMES: readonly Runtime[] = [
  claude,
  codex,
  cursor,
  opencode,
  gemini,
  copilot,
  qwen,
  vscode,
  kiro,
  roo,
  kilo,
  crush,
  junie,
  droid,
  amp,
  zed,
  warp,
  grok,
  antigravity,
  trae,
];
