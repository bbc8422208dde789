// `agentops-mcp doctor`: checks everything that the server depends on, repairs nothing, and names a fix for each problem.

import { existsSync } from "node:fs";
import path from "node:path";
import { notedKnowledge, placeAround } from "../../git/place.ts";
import { type House, openHouse } from "../../session/house.ts";
import { createLog } from "../../shared/log.ts";
import { type CommandInput, defineCommand } from "../define-command.ts";
import { attempt, type Check, report } from "../doctor/check.ts";
import { checkHooks } from "../doctor/hooks.ts";
import { checkJobs } from "../doctor/jobs.ts";
import { checkJournal, checkLocks, checkNotes, checkWritable } from "../doctor/journal.ts";
import { checkFiles } from "../doctor/lessons.ts";
import { checkGit, checkNode, checkSandbox } from "../doctor/machine.ts";
import { checkRemote } from "../doctor/remote.ts";
import { checkBase, checkIgnored, checkKind, checkKnowledge, checkLayers } from "../doctor/repository.ts";
import { checkRuntimes } from "../doctor/runtimes.ts";
import { checkConfig, checkGoals, checkSkin } from "../doctor/settings.ts";
import { checkSigners } from "../doctor/signers.ts";
import { belowTop } from "../init/options.ts";
import { placeOf } from "../init/place.ts";
import { openSession } from "../open-session.ts";

export default defineCommand({
  summary:
    "check git, the repository, the journal, each configured runtime by a real handshake and its hooks by a real event",
  everyday: true,
  positionals: "",
  options: {},
  examples: ["agentops-mcp doctor", "agentops-mcp doctor --json"],

  /** Exit code 1 when any check fails; a warning alone does not. */
  async run({ options, terminal }) {
    const checks: Check[] = [...(await checkGit()), checkNode(), await checkSandbox()];
    let top: string | null = null;
    const dir = path.resolve(String(options.dir ?? process.env.AGENTOPS_DIR ?? "."));
    const around = placeAround(dir);
    const noted = around && notedKnowledge(around);
    const known = noted !== null && existsSync(noted) ? noted : null;
    const given = typeof options.knowledge === "string" ? path.resolve(options.knowledge) : null;
    const inRepository = await attempt("repository", async () => {
      const house = await openHouse({
        dir,
        knowledge: given ?? known,
        base: typeof options.base === "string" ? options.base : null,
      });
      top = house.repository.worktree;
      const knowledge = given ?? known ?? undefined;
      return [
        ...checkKnowledge(noted, given),
        ...checkLayers(house.repository),
        ...(await checkRepository({ ...options, knowledge }, house)),
      ];
    });
    checks.push(...inRepository);
    const progress = (name: string) => {
      if (terminal.interactive) terminal.note(`starting the server as ${name} would …`);
    };
    checks.push(...(await checkRuntimes({ ...placeOf(top), below: belowTop(top, dir) }, progress)));
    checks.push(...(await checkHooks(placeOf(top), belowTop(top, dir))));
    const failed = checks.filter(({ level }) => level === "fail").length;
    terminal.answer({ ok: failed === 0, checks }, report(checks));
    return failed === 0 ? 0 : 1;
  },
});

async function checkRepository(
  options: CommandInput["options"],
  { repository, journal, base, hooksFolder, close }: House,
): Promise<Check[]> {
  const log = createLog("silent", null);
  const home = journal.repository;
  const session = openSession(options, "worker", log);
  try {
    const ignored = await checkIgnored(home);
    return [
      await checkKind(repository),
      ...(await checkBase(base, home, options.base !== undefined)),
      ...(await checkConfig(session, home)),
      ...(await checkGoals(session, home)),
      ...(await checkSkin(session, home)),
      ...(await checkSigners(session)),
      ...(ignored === null ? [] : [ignored]),
      ...(await checkWritable(journal)),
      ...(await checkJournal(journal, log)),
      ...(await checkFiles(session, journal)),
      ...checkNotes(hooksFolder),
      ...(await checkLocks(journal)),
      ...(await checkJobs(session, repository, base)),
      ...(await checkRemote(
        journal,
        await session.config().then(
          ({ sync }) => sync,
          () => null,
        ),
      )),
    ];
  } finally {
    session.close();
    close();
  }
}
