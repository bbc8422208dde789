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

const task = (prompt: string, kind: string, path: string, title: string, body: string): ImplicitTask => ({
  prompt,
  lesson: { title, body, kind, paths: [path] },
});

/** The files are those of `createRepository`. */
export const IMPLICIT_TASKS: readonly ImplicitTask[] = [
  task(
    "Raise the limit in src/export.ts to 500.",
    "gotcha",
    "src/export.ts",
    "An export limit above 150 drops rows without an error",
    "With `limit` above 150 in src/export.ts the reader drops the rows behind its first page. Set `pageSize` in the same change.",
  ),
  task(
    "Make sessions in src/session.ts expire after ten minutes.",
    "failure",
    "src/session.ts",
    "A session ttl under one hour logs users out during the nightly backup",
    "`ttlSeconds` below 3600 in src/session.ts expires sessions while the backup locks their table. Renew them before 01:00 UTC instead.",
  ),
  task(
    "Cache the currency rates in src/rates.ts for a day.",
    "failure",
    "src/rates.ts",
    "Caching rates past midnight UTC books invoices at yesterday's rate",
    "The rates behind src/rates.ts change at 00:00 UTC; a cache of 24 hours served old ones until the evening. Expire it at midnight UTC.",
  ),
  task(
    "Send the mails of src/mail.ts fifty at a time.",
    "gotcha",
    "src/mail.ts",
    "The mail relay drops the connection after 20 messages in parallel",
    "`parallel` above 20 in src/mail.ts gets `421 4.7.0 Too many connections`, and messages under way are lost. Stay at 16.",
  ),
  task(
    "Add a function to src/export.ts that writes the export as CSV.",
    "decision",
    "src/export.ts",
    "Exports use a semicolon, because finance opens them in a German Excel",
    "CSV from src/export.ts is written with `;` and a byte order mark; with commas Excel puts each row into one cell.",
  ),
  task(
    "Find out why src/session.ts keeps people logged in for so long, and fix it.",
    "mental_model",
    "src/session.ts",
    "The ttl in src/session.ts counts from the last request, not from the login",
    "`ttlSeconds` is added to the time of each request by the proxy, so an open tab renews it for ever. Limit the age in the proxy.",
  ),
  task(
    "Write a test for the rates in src/rates.ts with the node test runner.",
    "gotcha",
    "src/rates.ts",
    "Tests of rates need TZ=UTC or fail after 22:00 in Berlin",
    "Run `TZ=UTC node --test`; without it the date of src/rates.ts is tomorrow's for two hours each night.",
  ),
  task(
    "Rename limit in src/export.ts to maximumRows everywhere.",
    "failure",
    "src/export.ts",
    "The name of limit in src/export.ts is read by the nightly job",
    "The nightly job greps `export const limit` out of src/export.ts and stops without it. Keep it as an alias.",
  ),
  task(
    "Retry a mail in src/mail.ts three times when it fails.",
    "failure",
    "src/mail.ts",
    "Retrying a mail at once sends it twice",
    "The relay of src/mail.ts answers 451 after it has taken the message. Retry only on 421, after the seconds that the answer names.",
  ),
  task(
    "Review the change that is not committed yet, and say whether it can be merged.",
    "gotcha",
    "src/session.ts",
    "A ttl change without a migration keeps old sessions open",
    "Sessions store their own end: changing `ttlSeconds` in src/session.ts needs `npm run sessions:expire`, or old ones stay for a month.",
  ),
];
