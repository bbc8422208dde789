// `agentops-mcp sync`: fetches what other clones have recorded and sends what this one has.

import { findRemote, type Remote } from "../../git/remote.ts";
import type { Journal } from "../../journal/journal.ts";
import { type LastSync, recall } from "../../journal/remote-memory.ts";
import { type SyncReport, syncJournal } from "../../journal/sync.ts";
import { filesInWorktrees } from "../../learnings/io/worktree-files.ts";
import { openReadModel } from "../../session/read-model.ts";
import { readOn } from "../../session/read-on.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { createLog } from "../../shared/log.ts";
import { CONFIG_PATH } from "../../shared/settings-file.ts";
import { syncInBackground } from "../../use-cases/sync-in-background.ts";
import { defineCommand } from "../define-command.ts";
import { fileToDelete, line } from "../reading.ts";
import { limitOf } from "../seconds.ts";
import { withJournal } from "../with-journal.ts";

const TIMEOUT_SECONDS = 30;

export default defineCommand({
  summary: "exchange records with the other clones through a remote",
  positionals: "",
  options: {
    remote: { type: "string", value: "<name>", description: "which remote (default: origin)" },
    fetch: { type: "boolean", description: "only fetch" },
    push: { type: "boolean", description: "only push" },
    compact: {
      type: "boolean",
      description:
        "copy other clones' records into this clone's ref and drop theirs, here and at the remote, unless records would stop counting",
    },
    timeout: {
      type: "string",
      value: "<seconds>",
      description: "for each answer of the remote (default: 30)",
    },
    yes: { type: "boolean", description: "do not ask before the first push" },
    background: {
      type: "boolean",
      description: "as servers do with `sync: auto`: asks and prints nothing, and pushes only with consent",
    },
  },
  examples: [
    "agentops-mcp sync",
    "agentops-mcp sync --remote upstream --fetch",
    "agentops-mcp sync --yes --json",
    "agentops-mcp sync --compact",
  ],

  /** Throws SYNC_OFF where the configuration says so. Exit code 1 when the remote could not be reached, refused, or nobody agreed to the first push. */
  async run(input) {
    const { options, terminal } = input;
    if (options.fetch === true && (options.push === true || options.compact === true)) {
      throw new AgentOpsError("INVALID_ARGUMENT", "--fetch excludes --push and --compact.", "Leave one out.");
    }
    const limitMs = limitOf(options.timeout, TIMEOUT_SECONDS);
    return withJournal(input, async ({ journal, config: inForce }) => {
      const config = await inForce();
      if (config.sync === "off") throw switchedOff();
      if (options.background === true) {
        if (config.sync === "auto") await syncInBackground(journal, limitMs);
        await readWhatCame(journal);
        return 0;
      }
      const remote = await findRemote(journal.repository.commonDir, String(options.remote ?? "origin"));
      const { last } = await recall(journal.folder, remote.name);
      const report = await syncJournal(journal, remote, {
        fetch: options.push !== true,
        push: options.fetch !== true,
        compact: options.compact === true,
        limitMs,
        agree: async () => {
          terminal.note(`The first push to ${remote.name}: ${line(remote.url)}, ${remote.hosting}.`);
          return options.yes === true || terminal.confirm("Send the records of this clone there?", false);
        },
      });
      await readWhatCame(journal);
      const files = await filesInWorktrees(journal.repository, report.redacted);
      terminal.answer(
        { remote: remote.name, url: remote.url, hosting: remote.hosting, ...report, files, last },
        [textOf(remote, report, last), ...files.map(fileToDelete)].join("\n"),
      );
      return report.status === "done" ? 0 : 1;
    });
  },
});

/** Records of many clones take seconds to read, so they are read now and the next command finds them in the cache. */
async function readWhatCame(journal: Journal): Promise<void> {
  // Every command that needs the journal reports what is wrong with it.
  await openReadModel(journal, null, createLog("silent", null), { readOn: () => readOn(journal) })
    .soon()
    .catch(() => {});
}

function textOf(remote: Remote, report: SyncReport, last: LastSync | null): string {
  const { received, sent, dropped, kept, redacted, notices } = report;
  const things = [
    received.length > 0
      ? `new records of ${received.length} ${received.length === 1 ? "clone" : "clones"}`
      : "nothing new",
    sent.length > 0 ? "sent this clone's records" : "nothing to send",
    ...(dropped.length > 0 ? [`took over and dropped ${dropped.length} refs`] : []),
  ];
  return [
    outcome(remote, report, things.join(", ")),
    ...(last === null || last.problem === null
      ? []
      : [`the sync before this one, at ${last.at}: ${last.status}, ${line(last.problem)}`]),
    ...kept.map(
      ({ ref, kinds }) => `${line(ref)} stays: its ${kinds.map(line).join(", ")} records count only there`,
    ),
    ...redacted.map((id) => `redacted elsewhere, and now taken out of this clone's refs: ${id}`),
    ...notices.map(({ clone, text }) => `clone ${line(clone)} ${text}`),
  ].join("\n");
}

const switchedOff = (): AgentOpsError =>
  new AgentOpsError(
    "SYNC_OFF",
    `${CONFIG_PATH} at the base commit says sync: off, so no record leaves or enters this clone.`,
    "Write sync: manual or sync: auto there and commit it on the base branch.",
  );

function outcome({ name, url }: Remote, { status, problem }: SyncReport, things: string): string {
  const safe = "Nothing is lost: the records wait in this clone.";
  switch (status) {
    case "done":
      return `${name}: ${things}`;
    case "not agreed":
      return `${name}: nothing was sent to ${line(url)}. Agree with: agentops-mcp sync --remote ${name} --yes`;
    case "unreachable":
      return `${name} ${line(problem ?? "")}. ${safe} Try: git ls-remote ${name}`;
    case "refused":
      return `${name} refused the records: ${line(problem ?? "")}. ${safe}`;
  }
}
