// Writes docs/day.md: what happened on the two days, in the words that models, supervisor and person were shown.
import { z } from "zod";
import { writePage } from "../write-page.ts";

/** What `jobs --all --json` tells, as far as the page needs it. */
export const Listed = z.object({
  jobs: z.array(z.object({ id: z.string(), title: z.string(), state: z.string() })),
});
/** What `trace <job> --json` tells. */
export const Traced = z.object({
  events: z.array(z.object({ what: z.string(), session: z.string(), runtime: z.string() })),
});
type Event = z.output<typeof Traced>["events"][number];

export interface Shown {
  readonly heading: string;
  /** What leads to the text. */
  readonly before: string;
  readonly text: string;
}

export interface Told {
  readonly jobs: readonly {
    readonly id: string;
    readonly title: string;
    readonly events: readonly Event[];
  }[];
  /** In the order of the page. */
  readonly shown: readonly Shown[];
  readonly measured: string;
  /** What ids stand for. */
  readonly names: Readonly<Record<string, string>>;
}

/** Ids, sessions and times are replaced, so that the page changes only when the days do. */
export async function writeDay({ jobs, shown, measured, names }: Told): Promise<void> {
  const named = (text: string) =>
    Object.entries(names)
      .reduce((now, [id, name]) => now.replaceAll(id, name), text)
      .replace(/\b[0-9A-HJKMNP-TV-Z]{26}\b/g, "<id>")
      .replace(/\b\d{4}-\d\d-\d\d(T[\d:.]+Z)?\b/g, "<date>")
      .replace(/\bsession [\w-]{8,}/g, "session <session>")
      .replace(/\/[\w./-]*agentops-\w{6}(-jobs)?/g, "<repository>$1")
      .replace(/\b[0-9a-f]{12}\b/g, "<digest>")
      .replace(/(time_to_pass +)[\d.]+ s/, "$1<n> s");
  const block = (text: string) => `\`\`\`text\n${named(text).trim()}\n\`\`\``;
  const page = [
    "# Two days with a supervisor and four workers",
    "Written by `npm run day`: real sessions of Claude Code, Codex, OpenCode and Gemini CLI, configured by `agentops-mcp init`, real server processes, real git. The models are scripts, so what they try was decided before; what they are told was not. Ids, dates and durations are replaced.",
    "The supervisor queues twelve jobs, one module of a small shop each. The envelope on base lets agents write `src/**` and `test/**`, a job is done only with a claim that has passed, and a worker that is silent for six seconds has lost its job.",
    ["| job | done by | what happened |", "| --- | --- | --- |", ...jobs.map(row)].join("\n"),
    ...shown.flatMap(({ heading, before, text }) => [`## ${heading}`, before, block(plain(text))]),
    "## What measure says",
    "`agentops-mcp measure`, at the end of the second day. It claims nothing that four sessions can't show:",
    block(measured),
  ];
  await writePage("docs/day.md", page);
}

const row = ({ title, events }: Told["jobs"][number]): string => {
  const story = events.map(({ what, runtime }) => [inShort(what), runtime] as const);
  const told = story.filter(([what]) => what !== null);
  const steps = told.filter((step, at) => step.join() !== told[at - 1]?.join());
  const [, by = ""] = told.findLast(([what]) => what === "finished: done") ?? [];
  return `| ${title} | ${by} | ${steps.map(([what, runtime]) => `${what} (${runtime})`).join(", ")} |`;
};

/** Null for what is told by what comes after it. */
function inShort(what: string): string | null {
  if (/^(claimed|made progress|released)/.test(what)) return null;
  const verdict = /^verdict on \S+ (\w+)/.exec(what)?.[1];
  if (verdict) return verdict;
  const ruling = /^ruling \S+ (\w+)/.exec(what)?.[1];
  if (ruling) return `ruling: ${ruling}`;
  return what.replace(/^started.*/, "started").replace(/^escalated.*/, "escalated by itself");
}

/** A runtime's result as the server wrote it: without the wrapping of JSON or of an error. */
function plain(text: string): string {
  const { brief } = Brief.safeParse(parsed(text)).data ?? {};
  const [, error] = /"text":("(?:[^"\\]|\\.)*")/.exec(text) ?? [];
  return brief ?? (error === undefined ? text : String(parsed(error)));
}

const Brief = z.object({ brief: z.string() });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
