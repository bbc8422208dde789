// A repository, a home and the built command line over them, for the commands that read and write learnings.
import { createRepository, type TestRepository, writeFiles } from "../support/repository.ts";
import { createHome, type Ran, runCli } from "./run-cli.ts";
import { runHere } from "./run-here.ts";

export const LESSONS = `## Git (2026-02-15)
- \`git cat-file --batch\` reads one object name per line, so a name with a newline shifts every later answer.
- \`git update-ref\` does not fsync by default; after a crash a ref file of 0 bytes breaks \`git gc\`.

## Tests (2026-03-01)
- vitest 5 needs Node 22.12 and stops with ERR_REQUIRE_ESM on Node 20, so the tests stay on vitest 4.1.
`;

type Facts = Record<string, unknown> & { counts: Record<string, number> };

export interface Stored {
  readonly repository: TestRepository;
  write(files: Record<string, string>): void;
  run(...args: string[]): Ran;
  /** The one JSON object that the command answers, asked in this process. */
  facts(name: string, ...args: string[]): Promise<Facts>;
  remove(): void;
}

export function createStored(): Stored {
  const repository = createRepository();
  const { home, remove } = createHome();
  const run = (...args: string[]) => runCli(repository.dir, args, { home });
  return {
    repository,
    write: (files) => writeFiles(repository.dir, files),
    run,
    async facts(name, ...args) {
      const before = process.cwd();
      // Where the files lie that it names.
      process.chdir(repository.dir);
      try {
        return (await runHere(repository.dir, name, ...args)).facts as Facts;
      } finally {
        process.chdir(before);
      }
    },
    remove() {
      repository.remove();
      remove();
    },
  };
}
