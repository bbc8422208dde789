// Holds what each runtime learns in the tests, and the task in which another one needs it.
import { claude } from "./runtimes/claude.ts";
import { codex } from "./runtimes/codex.ts";
import { gemini } from "./runtimes/gemini.ts";
import { opencode } from "./runtimes/opencode.ts";
import type { Runtime } from "./runtimes/runtime.ts";

/** Says nothing that a later session could use. */
export const VAGUE = {
  title: "Be careful with exports",
  body: "Exports can be tricky sometimes.",
  kind: "pattern",
};

export interface Lesson {
  readonly author: Runtime;
  readonly task: string;
  readonly learning: {
    readonly title: string;
    readonly body: string;
    readonly kind: string;
    readonly paths: readonly string[];
    readonly tags: readonly string[];
    readonly evidence: readonly { readonly type: string; readonly ref: string }[];
  };
}

export const LESSONS: readonly Lesson[] = [
  {
    author: claude,
    task: "raise the limit of the export in src/export.ts",
    learning: {
      title: "Raise the export limit only together with the page size of the reader",
      body:
        "When `limit` in src/export.ts is above 150 the reader drops the rows after its first page without an error. " +
        "Set `pageSize` of the reader to the same number in the same commit, and run `npm run export -- --count` to see that no row is missing.",
      kind: "decision",
      paths: ["src/export.ts"],
      tags: ["export", "pagination"],
      evidence: [{ type: "path", ref: "src/export.ts" }],
    },
  },
  {
    author: codex,
    task: "shorten the session ttl in src/session.ts",
    learning: {
      title: "A session ttl under one hour logs users out during the nightly backup",
      body:
        "`ttlSeconds` below 3600 in src/session.ts expires sessions while the backup holds the session table locked for up to 50 minutes, " +
        "so users are logged out. Keep it at 3600 or more, or renew sessions before 01:00 UTC.",
      kind: "gotcha",
      paths: ["src/session.ts"],
      tags: ["session", "backup"],
      evidence: [{ type: "path", ref: "src/session.ts" }],
    },
  },
  {
    author: opencode,
    task: "cache the currency rates in src/rates.ts for a day",
    learning: {
      title: "Caching currency rates past midnight UTC books invoices at yesterday's rate",
      body:
        "The rates in src/rates.ts change at 00:00 UTC, and `roundInvoice` reads them without a date. A cache of 24 hours that was filled at 18:00 " +
        "served old rates until 18:00 of the next day: 212 invoices were off by up to 3 %. Expire the cache at midnight UTC, not after a duration.",
      kind: "failure",
      paths: ["src/rates.ts"],
      tags: ["currency", "cache"],
      evidence: [{ type: "path", ref: "src/rates.ts" }],
    },
  },
  {
    author: gemini,
    task: "send the newsletter mails in src/mail.ts in parallel",
    learning: {
      title: "The mail relay drops the connection after 20 messages in parallel",
      body:
        "`sendAll` in src/mail.ts with more than 20 concurrent connections gets `421 4.7.0 Too many connections` from the relay, and the messages " +
        "that were under way are lost without a bounce. Send through a pool of 16, and retry on 421 after the seconds that the answer names.",
      kind: "gotcha",
      paths: ["src/mail.ts"],
      tags: ["mail", "smtp"],
      evidence: [{ type: "path", ref: "src/mail.ts" }],
    },
  },
];
