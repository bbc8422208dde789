// Watches the files that change when something is recorded, edited or noted, so that nothing has to be asked again and again.
import { existsSync, type FSWatcher, watch } from "node:fs";
import path from "node:path";

/** Where git and we keep what the page shows. */
export interface Watched {
  /** The git folder that all worktrees of the journal share. */
  readonly commonDir: string;
  /** The folder of the lessons that people edit, in the working tree; null in a bare repository. */
  readonly lessons: string | null;
  /** What hooks note. */
  readonly notes: string;
}

/** One record moves several files. */
const TOGETHER_MS = 150;
/** Of the git folder itself, where much comes and goes that is no news. */
const NEWS = new Set(["packed-refs", "refs", "HEAD", "agentops"]);

/** Calls `told` soon after a change; returns what ends it. Folders that come later are watched from then on. */
export function watchChanges({ commonDir, lessons, notes }: Watched, told: () => void): () => void {
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | null = null;
  const refs = path.join(commonDir, "refs");
  const folders = [
    ...[commonDir, refs, path.join(refs, "agentops"), path.join(refs, "agentops/clones"), notes],
    ...(lessons === null ? [] : [path.dirname(lessons), lessons]),
  ];

  function news(folder: string, name: string | null): void {
    if (folder === commonDir && name !== null && !NEWS.has(name)) return;
    if (name?.endsWith(".lock")) return;
    timer ??= setTimeout(() => {
      timer = null;
      watchAll();
      told();
    }, TOGETHER_MS);
  }

  function watchAll(): void {
    for (const folder of folders) {
      if (watchers.has(folder) || !existsSync(folder)) continue;
      try {
        const watcher = watch(folder, (_, name) => news(folder, name));
        const forget = () => {
          watcher.close();
          watchers.delete(folder);
        };
        watchers.set(folder, watcher.on("error", forget));
      } catch {
        // A machine that is out of watches: the page shows what is new when it is opened again.
      }
    }
  }

  watchAll();
  return () => {
    if (timer !== null) clearTimeout(timer);
    for (const watcher of watchers.values()) watcher.close();
  };
}
