// Tells a session its messages, each once and to the first session that it concerns.
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isCode, makeFoldersNow } from "../../shared/files.ts";
import { trapsNear } from "../injection.ts";
import type { HookMessage } from "../messages.ts";
import type { Given } from "./give.ts";
import { appendNotes } from "./notes-file.ts";
import { scopeTold } from "./scope-file.ts";
import type { Speech } from "./speech.ts";

export interface Recipient {
  /** This program's folder in the common git directory. */
  readonly folder: string;
  readonly session: string;
  readonly runtime: string;
  /** The session's notes. */
  readonly notes: string;
  readonly speech: Speech;
  /** The files that the call is about to touch. */
  readonly files: readonly string[];
}

/** Messages told at once; the others come with the next event. */
const MOST = 2;
/** Longer than any hook runs: a hook that took a message and has not told it by then never will. */
const TAKEN_MS = 120_000;

export function messagesFor(waiting: readonly HookMessage[], to: Recipient): Given | null {
  const mine = waiting.filter(
    (each) => each.session !== to.session && Date.now() < each.until && concerns(each, to),
  );
  const taken: HookMessage[] = [];
  for (const each of mine) if (taken.length < MOST && take(markOf(to.folder, each.id))) taken.push(each);
  if (taken.length === 0) return null;
  to.speech.whenSaid(() => {
    const at = new Date().toISOString();
    appendNotes(
      to.notes,
      taken.map(({ id }) => ({ t: "delivered", at, runtime: to.runtime, message: id }) as const),
    );
    for (const { id } of taken) writeFileSync(markOf(to.folder, id), TOLD);
  });
  return { text: taken.map(({ text }) => text).join("\n\n"), titles: [] };
}

function concerns({ id, kind, name }: HookMessage, { folder, session, files }: Recipient): boolean {
  if (kind === "session") return name === session;
  if (kind === "path") return trapsNear([[id, [name]]], files).length > 0;
  try {
    return scopeTold(folder, session)?.id === name;
  } catch {
    // The hook before a tool reports the damaged file; here it only means that there is no message.
    return false;
  }
}

const TOLD = "told\n";

const markOf = (folder: string, message: string): string => path.join(folder, "told", `message-${message}`);

/** True for the one process that gets to tell the message. */
function take(file: string): boolean {
  try {
    makeFoldersNow(path.dirname(path.dirname(file)), path.dirname(file));
    if (existsSync(file) && readFileSync(file, "utf8") !== TOLD && isOld(file)) {
      writeFileSync(file, "");
      return true;
    }
    writeFileSync(file, "", { flag: "wx" });
    return true;
  } catch (error) {
    if (isCode(error, "EEXIST")) return false;
    // On a read-only disk nobody could remember that it was told.
    return false;
  }
}

const isOld = (file: string): boolean => Date.now() - statSync(file).mtimeMs > TAKEN_MS;
