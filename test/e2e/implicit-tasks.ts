// Ten ordinary tasks that say nothing about memory, each with the lesson of an earlier session that fits it.

export interface ImplicitTask {
  readonly prompt: string;
  readonly lesson: {
    readonly title: string;
    readonly body: string;
    readonly kind: string;
    readonly paths: string[];
  };
}

/** The files are those of `createRepository`. */
export const IMPLICIT_TASKS: readonly ImplicitTask[] = [
  {
    prompt: "Raise the limit in src/export.ts to 500.",
    lesson: {
      kind: "gotcha",
      paths: ["src/export.ts"],
      title: "An export limit above 150 drops rows without an error",
      body: "With `limit` above 150 in src/export.ts the reader drops the rows behind its first page. Set `pageSize` in the same change.",
    },
  },
  {
    prompt: "Make sessions in src/session.ts expire after ten minutes.",
    lesson: {
      kind: "failure",
      paths: ["src/session.ts"],
      title: "A session ttl under one hour logs users out during the nightly backup",
      body: "`ttlSeconds` below 3600 in src/session.ts expires sessions while the backup locks their table. Renew them before 01:00 UTC instead.",
    },
  },
  {
    prompt: "Cache the currency rates in src/rates.ts for a day.",
    lesson: {
      kind: "failure",
      paths: ["src/rates.ts"],
      title: "Caching rates past midnight UTC books invoices at yesterday's rate",
      body: "The rates behind src/rates.ts change at 00:00 UTC; a cache of 24 hours served old ones until the evening. Expire it at midnight UTC.",
    },
  },
  {
    prompt: "Send the mails of src/mail.ts fifty at a time.",
    lesson: {
      kind: "gotcha",
      paths: ["src/mail.ts"],
      title: "The mail relay drops the connection after 20 messages in parallel",
      body: "`parallel` above 20 in src/mail.ts gets `421 4.7.0 Too many connections`, and messages under way are lost. Stay at 16.",
    },
  },
  {
    prompt: "Add a function to src/export.ts that writes the export as CSV.",
    lesson: {
      kind: "decision",
      paths: ["src/export.ts"],
      title: "Exports use a semicolon, because finance opens them in a German Excel",
      body: "CSV from src/export.ts is written with `;` and a byte order mark; with commas Excel puts each row into one cell.",
    },
  },
  {
    prompt: "Find out why src/session.ts keeps people logged in for so long, and fix it.",
    lesson: {
      kind: "mental_model",
      paths: ["src/session.ts"],
      title: "The ttl in src/session.ts counts from the last request, not from the login",
      body: "`ttlSeconds` is added to the time of each request by the proxy, so an open tab renews it for ever. Limit the age in the proxy.",
    },
  },
  {
    prompt: "Write a test for the rates in src/rates.ts with the node test runner.",
    lesson: {
      kind: "gotcha",
      paths: ["src/rates.ts"],
      title: "Tests of rates need TZ=UTC or fail after 22:00 in Berlin",
      body: "Run `TZ=UTC node --test`; without it the date of src/rates.ts is tomorrow's for two hours each night.",
    },
  },
  {
    prompt: "Rename limit in src/export.ts to maximumRows everywhere.",
    lesson: {
      kind: "failure",
      paths: ["src/export.ts"],
      title: "The name of limit in src/export.ts is read by the nightly job",
      body: "The nightly job greps `export const limit` out of src/export.ts and stops without it. Keep it as an alias.",
    },
  },
  {
    prompt: "Retry a mail in src/mail.ts three times when it fails.",
    lesson: {
      kind: "failure",
      paths: ["src/mail.ts"],
      title: "Retrying a mail at once sends it twice",
      body: "The relay of src/mail.ts answers 451 after it has taken the message. Retry only on 421, after the seconds that the answer names.",
    },
  },
  {
    prompt: "Review the change that is not committed yet, and say whether it can be merged.",
    lesson: {
      kind: "gotcha",
      paths: ["src/session.ts"],
      title: "A ttl change without a migration keeps old sessions open",
      body: "Sessions store their own end: changing `ttlSeconds` in src/session.ts needs `npm run sessions:expire`, or old ones stay for a month.",
    },
  },
];
