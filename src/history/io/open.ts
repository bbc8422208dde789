// Answers from the kept history, and has it brought up to date first where base has moved.
import { pastBehind, pastFor } from "../past.ts";
import type { CommitsPort, ReadProgress } from "../port.ts";
import { withFates } from "./gone.ts";
import { lackingPast } from "./lacking.ts";
import { historyReader, type KeptHistory } from "./read.ts";

export interface HistorySource {
  readonly commonDir: string;
  readonly folder: string;
  /** What the head of a kept history has as long as base stays where it is. */
  stamp(byHead: boolean): string;
  /** Brings the kept history up to date, at once where little is new. Never throws. */
  refresh(): Promise<void>;
  /** The same however much is new. */
  readAll(progress?: ReadProgress): Promise<void>;
}

export function openHistory({ commonDir, folder, stamp, refresh, readAll }: HistorySource): CommitsPort {
  const current = historyReader(folder);

  const isCurrent = (): boolean => {
    const kept = current()?.head;
    return kept !== undefined && kept.stamp === stamp(kept.byHead);
  };

  async function fresh(): Promise<KeptHistory | null> {
    if (!isCurrent()) await refresh();
    return current();
  }

  return {
    async near({ task, paths }, most) {
      const history = await fresh();
      return history === null ? [] : withFates(commonDir, history, pastFor(history, task, paths, most));
    },
    async behind(path, most) {
      const history = await fresh();
      const behind = pastBehind(history?.all() ?? [], path, most);
      return history === null
        ? behind
        : { ...behind, told: await withFates(commonDir, history, behind.told) };
    },
    async find(id) {
      return (await fresh())?.holding(`{"id":"${id}`)[0] ?? null;
    },
    lacking: () => lackingPast(commonDir, current()?.head ?? null),
    async past() {
      return (await fresh())?.all() ?? null;
    },
    async read(progress) {
      if (isCurrent()) return;
      if ((current()?.head.reading ?? 0) > 0) await refresh();
      else await readAll(progress);
    },
  };
}
