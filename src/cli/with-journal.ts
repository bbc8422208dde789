// Opens the journal that a command line names, for commands that work on it as git keeps it.
import path from "node:path";
import { findRepository } from "../git/repository.ts";
import { type Journal, openJournal } from "../journal/journal.ts";
import type { CommandInput } from "./define-command.ts";

export async function withJournal<T>(
  { options }: CommandInput,
  work: (journal: Journal) => Promise<T>,
): Promise<T> {
  const folder = options.knowledge ?? options.dir ?? process.env.AGENTOPS_DIR ?? ".";
  const journal = openJournal(await findRepository(path.resolve(String(folder))));
  try {
    return await work(journal);
  } finally {
    journal.close();
  }
}
