// Keeps the list of lessons as it was shown last, so that a page stands before the process that knows them has read them.
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { replaceFileNow } from "../../shared/files.ts";
import { hash64 } from "../../shared/hash.ts";
import type { Answer, Meanwhile } from "../answer.ts";

export interface KeptView {
  /** Null where none was kept. */
  read(): Meanwhile | null;
  /** Keeps what was answered, where it is a list of lessons. Never throws. */
  keep(answer: Answer): void;
}

const NEWS =
  "This is the list as it was shown last. What is stored by now is being read; without scripts, reload the page.";

/** The view of `/`, which has no filter. */
export const isKeptFor = ({ pathname, search }: URL): boolean => pathname === "/" && search === "";

/**
 * `store` is the git folder of the journal that is shown, and `key` tells what it was made by and of. It lies in the cache of the journal, which goes as a whole whenever a record is
 * redacted, here or by what a fetch has brought.
 */
export function openKeptView(store: string, key: readonly string[]): KeptView {
  const folder = path.join(store, "agentops", "cache");
  const file = path.join(folder, `page-${hash64(key.join("\n")).toString(16)}`);
  let last = "";
  return {
    read() {
      try {
        last = readFileSync(file, "utf8");
        const { title, markup } = JSON.parse(last);
        if (typeof title !== "string" || typeof markup !== "string") return null;
        return { shown: { status: 200, title, view: "lessons", main: { markup } }, news: NEWS };
      } catch {
        return null;
      }
    },
    keep(answer) {
      if (!("main" in answer) || answer.view !== "lessons" || answer.status !== 200) return;
      const { title, main } = answer;
      const text = JSON.stringify({ title, markup: main.markup });
      if (text === last || !main.markup.includes('<ul class="items">')) return;
      try {
        mkdirSync(folder, { recursive: true });
        replaceFileNow(file, text);
        last = text;
      } catch {
        // Where nothing can be written, a page waits until the records are read.
      }
    },
  };
}
