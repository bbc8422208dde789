// This scene tries the command line before anything is stored: the help of all commands, and refusals.
import type { Talk } from "../talk.ts";

const COMMANDS = [
  ...[
    "add",
    "backfill",
    "calibrate",
    "check",
    "curate",
    "doctor",
    "edit",
    "envelope",
    "export",
    "extract",
    "hook",
    "import",
    "init",
  ],
  ...["jobs", "list", "measure", "publish", "redact", "retire", "reverse", "review", "rule", "search"],
  ...["serve", "show"],
  ...["sync", "trace", "ui", "uninstall", "verdict", "verify"],
];

export async function commands(talk: Talk): Promise<void> {
  talk.commit("first", { "README.md": "# test\n" });
  talk.scene("help");
  await talk.cli("--help");
  await talk.cli("--version");
  for (const command of COMMANDS) await talk.cli(command, "--help");
  talk.scene("refusals");
  await talk.cli("serch", "x");
  await talk.cli("search", "--bugdet", "7", "x", "--json");
  await talk.cli("search");
  await talk.cli("search", "--budget", "many", "x");
  await talk.cli("trace", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "--json");
  await talk.cli("jobs", "add", "--file", "none.yaml");
  await talk.cli("add");
  await talk.cli("edit", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "--title", "x");
  await talk.cli("retire", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "--reason", "x");
  await talk.cli("review", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "--pass");
  await talk.cli("rule", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "stop");
  await talk.cli("reverse", "unit", "--reason", "x");
  await talk.cli("redact", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "--reason", "x");
  await talk.cli("sync");
  await talk.cli("calibrate", "--json");
  await talk.cli("import", "none.md");
  await talk.cli("show", "--dir", "/nowhere", "--json");
  talk.scene("an empty journal");
  for (const command of [
    "show",
    "list",
    "jobs",
    "curate",
    "measure",
    "verify",
    "check",
    "envelope",
    "export",
    "rule",
  ]) {
    await talk.cli(command);
    await talk.cli(command, "--json");
  }
  await talk.cli("verdict", "--json");
  await talk.cli("publish");
  await talk.cli("extract", "--session", "nobody");
}
