// Writes conversations as session files of runtimes, in a home of their own.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

export interface SpokenTurn {
  readonly role: "user" | "assistant";
  readonly text: string;
}

const DAY = 24 * 3_600_000;
const MINUTE = 60_000;
const when = (day: number, turn: number): string =>
  new Date(Date.UTC(2026, 0, 1) + day * DAY + turn * MINUTE).toISOString();

const write = (file: string, lines: readonly object[]): string => {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  return file;
};

/** One session of Claude Code, on the `day`-th day of 2026; returns its file. */
export function claudeSession(home: string, cwd: string, day: number, turns: readonly SpokenTurn[]): string {
  const sessionId = `${String(day).padStart(8, "0")}-0000-4000-8000-000000000000`;
  const folder = path.join(home, ".claude/projects", cwd.replace(/[^A-Za-z0-9]/g, "-"));
  return write(
    path.join(folder, `${sessionId}.jsonl`),
    turns.map(({ role, text }, turn) => ({
      parentUuid: null,
      isSidechain: false,
      userType: "external",
      cwd,
      sessionId,
      version: "2.1.197",
      type: role,
      uuid: `${sessionId}-${turn}`,
      timestamp: when(day, turn),
      message: { role, content: role === "user" ? text : [{ type: "text", text }] },
    })),
  );
}

/** One session per talk, each a day after the one before. */
export function layOutSessions(home: string, cwd: string, talks: readonly (readonly SpokenTurn[])[]): void {
  talks.forEach((turns, day) => {
    claudeSession(home, cwd, day, turns);
  });
}

export function codexSession(home: string, cwd: string, day: number, turns: readonly SpokenTurn[]): string {
  const id = `01a22824-21d5-7b71-a376-${String(day).padStart(12, "0")}`;
  const name = `rollout-${when(day, 0).slice(0, 19).replaceAll(":", "-")}-${id}.jsonl`;
  const meta = { id, cwd, cli_version: "0.169.0", source: "exec", timestamp: when(day, 0) };
  const message = (role: string, type: string, text: string) => ({
    type: "response_item",
    payload: { type: "message", role, content: [{ type, text }] },
  });
  return write(path.join(home, ".codex/sessions/2026/01/01", name), [
    { timestamp: when(day, 0), type: "session_meta", payload: meta },
    {
      timestamp: when(day, 0),
      ...message("user", "input_text", `<environment_context>\n<cwd>${cwd}</cwd>\n</environment_context>`),
    },
    ...turns.map(({ role, text }, turn) => ({
      timestamp: when(day, turn),
      ...message(role, role === "user" ? "input_text" : "output_text", text),
    })),
  ]);
}

export function geminiSession(home: string, cwd: string, day: number, turns: readonly SpokenTurn[]): string {
  const project = path.join(home, ".gemini/tmp/project");
  mkdirSync(project, { recursive: true });
  writeFileSync(path.join(project, ".project_root"), cwd);
  const messages = turns.map(({ role, text }, turn) => ({
    id: `${day}-${turn}`,
    timestamp: when(day, turn),
    ...(role === "user" ? { type: "user", content: [{ text }] } : { type: "gemini", content: text }),
  }));
  return write(path.join(project, `chats/session-2026-01-01T00-00-${day}.jsonl`), [
    { sessionId: String(day), projectHash: "x", startTime: when(day, 0), kind: "main" },
    { $set: { messages: messages.slice(0, 1) } },
    ...messages,
  ]);
}

export function copilotSession(home: string, cwd: string, day: number, turns: readonly SpokenTurn[]): string {
  return write(path.join(home, `.copilot/session-state/session-${day}/events.jsonl`), [
    { type: "session.start", data: { sessionId: String(day), context: { cwd } }, timestamp: when(day, 0) },
    ...turns.map(({ role, text }, turn) => ({
      type: `${role}.message`,
      data: { content: text },
      timestamp: when(day, turn),
    })),
  ]);
}
