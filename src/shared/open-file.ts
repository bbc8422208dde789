// Holds a file open for reading parts of it, for as long as somebody may still ask, as it may be deleted meanwhile.
import { closeSync, fstatSync, openSync, readSync, type Stats } from "node:fs";

export interface OpenFile {
  readonly stats: Stats;
  /** Exactly what lies there; throws where the file has become shorter. The file is open as long as anybody holds this. */
  readonly read: (start: number, end: number) => Buffer;
}

const opened = new FinalizationRegistry<number>(closeSync);

/** Throws where it can't be opened. */
export function openFile(file: string): OpenFile {
  const handle = openSync(file, "r");
  const read = (start: number, end: number): Buffer => {
    const part = Buffer.allocUnsafeSlow(end - start);
    if (readSync(handle, part, 0, part.length, start) !== part.length) throw new Error("cut short");
    return part;
  };
  opened.register(read, handle);
  return { stats: fstatSync(handle), read };
}
