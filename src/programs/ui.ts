// Serves the live page: a small process that stays, with the terminal and the browser, beside one that reads the records.
import pageScript from "agentops:page-script";
import os from "node:os";
import { openInBrowser } from "../cli/open-program.ts";
import { STYLE } from "../page/style.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { openingOf } from "../ui/frame.ts";
import { isKeptFor, openKeptView } from "../ui/io/kept-view.ts";
import { serveUi, type UiServer } from "../ui/io/server.ts";
import { type Ready, startViews } from "../ui/io/views-process.ts";
import { watchChanges } from "../ui/io/watch.ts";
import { UI_STYLE } from "../ui/style.ts";

export async function main(): Promise<void> {
  process.exitCode = await run(process.argv[1] ?? "", process.argv.slice(2));
}

/** Exit code 0 once a signal has come; 2 where the repository or the port can't be used. */
async function run(program: string, args: readonly string[]): Promise<number> {
  const started = await startViews(program, args);
  if ("code" in started) return started.code;
  const { views } = started;
  const { ready } = views;
  const { store, place, watched } = ready;
  // Another version's markup needs another script and style.
  const made = [pageScript, STYLE, UI_STYLE];
  const keptView = openKeptView(store, [...made, place, watched.lessons ?? "", String(ready.readOnly)]);
  try {
    const server = await serveUi({
      async answer(url, form) {
        const answer = await views.ask(`${url.pathname}${url.search}`, form?.toString() ?? null);
        if (form === null && isKeptFor(url)) keptView.keep(answer);
        return answer;
      },
      meanwhile: (url) =>
        views.isCold() ? ((isKeptFor(url) ? keptView.read() : null) ?? openingOf(url)) : null,
      wake: views.wake,
      port: ready.port,
      place: ready.place,
      readOnly: ready.readOnly,
      onFault: (error) =>
        process.stderr.write(`agentops-mcp: a request of the page failed: ${String(error)}\n`),
    });
    const unwatch = watchChanges(ready.watched, server.changed);
    tell(server, ready);
    await ended(server);
    unwatch();
    await server.close();
    return 0;
  } catch (error) {
    if (!(error instanceof AgentOpsError)) throw error;
    process.stderr.write(`agentops-mcp: ${error.message}\n${error.fix}\n`);
    if (ready.json)
      process.stdout.write(
        `${JSON.stringify({ code: error.code, problem: error.message, fix: error.fix })}\n`,
      );
    return 2;
  } finally {
    views.close();
  }
}

const isInteractive = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true;

function tell({ link, port }: UiServer, { opens, json, readOnly }: Ready): void {
  const url = link();
  const remote = process.env.SSH_CONNECTION !== undefined || process.env.SSH_TTY !== undefined;
  const opened = opens && isInteractive() && !remote && openInBrowser(url, process.env);
  const forward = `ssh -L ${port}:127.0.0.1:${port} ${os.userInfo().username}@${os.hostname()}`;
  const lines = [
    url,
    ...(opened
      ? ["It opens in your browser."]
      : ["Open it in a browser of this machine; the link works once."]),
    ...(remote ? [`From your own machine, first: ${forward}`] : []),
    ...(readOnly
      ? ["Read only: no person is at this terminal."]
      : ["Press Enter for a new link, Ctrl-C to end."]),
  ];
  const facts = { url, port, read_only: readOnly, opened, forward };
  process.stdout.write(json ? `${JSON.stringify(facts)}\n` : `${lines.join("\n")}\n`);
}

/** Until a signal comes; meanwhile Enter prints a new link. */
function ended({ link }: UiServer): Promise<void> {
  return new Promise((resolve) => {
    const more = () => process.stderr.write(`${link()}\n`);
    if (isInteractive()) process.stdin.on("data", more);
    const end = () => {
      process.stdin.removeListener("data", more).pause();
      resolve();
    };
    process.once("SIGINT", end).once("SIGTERM", end).once("SIGHUP", end);
  });
}
