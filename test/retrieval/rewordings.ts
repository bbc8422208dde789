// Tells twenty lessons again in other words, and gives each of them five others that differ in one number or name.
export interface Told {
  readonly title: string;
  readonly body: string;
}

/** Each with one place `{}` that says which thing is meant, and six things that it could be. */
const LESSONS: readonly (readonly [title: string, body: string, things: readonly string[]])[] = [
  [
    "Worker on port {} keeps its socket after a crash",
    "The worker that listens on port {} leaves its socket in TIME_WAIT when it crashes. Set SO_REUSEADDR before it binds, or the next start fails with EADDRINUSE.",
    ["8080", "8081", "8443", "9090", "3000", "5000"],
  ],
  [
    "Node {} refuses to load the native addon",
    "The native addon was built for another ABI, so Node {} stops with ERR_DLOPEN_FAILED. Run npm rebuild after every change of the Node version.",
    ["18.20.1", "20.11.0", "20.12.2", "21.7.3", "22.1.0", "22.12.0"],
  ],
  [
    "The replica at {} lags behind after a vacuum",
    "A full vacuum floods the log, and the replica at {} falls minutes behind. Read from the primary until pg_stat_replication shows no lag.",
    ["10.0.0.5", "10.0.0.6", "10.0.1.5", "10.1.0.5", "192.168.7.20", "192.168.7.21"],
  ],
  [
    "Generated code in {} must not be edited",
    "The build overwrites {} from the schema each time. Change the schema and run the generator, or the edit is lost without a warning.",
    [
      "src/api.gen.ts",
      "src/types.gen.ts",
      "src/client.gen.ts",
      "lib/api.gen.ts",
      "src/model.gen.ts",
      "src/routes.gen.ts",
    ],
  ],
  [
    "Upload fails with status {} behind the proxy",
    "The proxy cuts bodies that are larger than its buffer and answers with status {}. Raise client_max_body_size in the proxy and restart it.",
    ["413", "408", "499", "502", "504", "411"],
  ],
  [
    "A retry after {} seconds hides the deadlock",
    "The job waits {} seconds and tries again, so the deadlock is only seen as slowness. Log the lock that was waited for before the retry.",
    ["5", "10", "15", "30", "45", "60"],
  ],
  [
    "The function {} reads stale configuration",
    "The function {} keeps the first configuration that it has read for the life of the process. Pass the configuration in, or tests see each other's values.",
    ["loadLimits", "loadRoutes", "readPolicy", "openStore", "resolveHost", "parseFlags"],
  ],
  [
    "The variable {} is ignored by the container",
    "The entry point drops the environment, so {} never reaches the program inside of the container. Name it in the env section of the compose file.",
    ["LOG_LEVEL", "CACHE_URL", "HTTP_PROXY", "NODE_OPTIONS", "TZ_NAME", "MAX_WORKERS"],
  ],
  [
    "Certificates for {} expire without a warning",
    "The renewal job skips {} since its challenge is answered by another machine. Check the date of the certificate in the nightly job.",
    [
      "api.example.com",
      "www.example.com",
      "shop.example.com",
      "auth.example.com",
      "cdn.example.com",
      "mail.example.com",
    ],
  ],
  [
    "The option {} makes the test run in one process",
    "With {} the runner keeps all files in one process, and a leaked timer of the first file fails the last one. Leave it out in the pipeline.",
    ["--runInBand", "--no-isolate", "--single-thread", "--pool-forks", "--sequence", "--no-threads"],
  ],
  [
    "The table {} has no index for the nightly export",
    "The nightly export scans all rows of {} and blocks writers for minutes. Add an index on updated_at before the export is switched on.",
    ["order_items", "user_events", "audit_log", "stock_moves", "price_history", "cart_lines"],
  ],
  [
    "Version {} of the parser drops comments",
    "Since version {} the parser throws comments away, so formatted files lose their licence header. Pin the version before, or keep the header apart.",
    ["4.1.0", "4.2.0", "4.2.1", "5.0.0", "5.1.3", "6.0.0"],
  ],
  [
    "The queue loses messages above {} bytes",
    "A message that is larger than {} bytes is cut by the broker without an error. Store the content in the bucket and send only its key.",
    ["65536", "131072", "262144", "524288", "1048576", "2097152"],
  ],
  [
    "The signal {} does not end the child processes",
    "The parent dies at {} while its children live on and hold the lock file. Start them in a process group and signal the group.",
    ["SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT", "SIGUSR1", "SIGUSR2"],
  ],
  [
    "Rounding in {} differs from the invoice",
    "The total in {} is rounded for each line and the invoice rounds the sum, so cents go missing. Keep all amounts as whole cents until the end.",
    ["src/cart.ts", "src/quote.ts", "src/refund.ts", "src/basket.ts", "src/order.ts", "src/voucher.ts"],
  ],
  [
    "The migration {} can't be run twice",
    "The migration {} adds a column without looking whether it is there, so a second start fails. Write IF NOT EXISTS in each of its statements.",
    ["0012", "0013", "0021", "0034", "0041", "0107"],
  ],
  [
    "The error {} comes from a full inode table",
    "The disk has room, and still {} is thrown, since the folder of sessions has used up all inodes. Delete old sessions each night.",
    ["ENOSPC", "EDQUOT", "EMFILE", "ENFILE", "EMLINK", "EROFS"],
  ],
  [
    "The cache key of {} lacks the tenant",
    "The key that {} builds holds only the id of the user, so one tenant can see the page of another. Put the tenant in front of the key.",
    ["pageCache", "menuCache", "priceCache", "userCache", "tokenCache", "imageCache"],
  ],
  [
    "Builds on runner {} use an old compiler",
    "The runner {} has its own toolchain in front of the path, so builds differ from those of all others. Print the compiler version at the start of the build.",
    ["ci-01", "ci-02", "ci-03", "ci-07", "ci-11", "ci-12"],
  ],
  [
    "Dates before {} are read in the wrong zone",
    "The library applies today's rules to all dates, so those before {} are an hour off. Store the offset beside each date.",
    ["1970", "1980", "1996", "2002", "2007", "2016"],
  ],
];

const lessonOf = ([title, body]: (typeof LESSONS)[number], thing: string): Told => ({
  title: title.replaceAll("{}", thing),
  body: body.replaceAll("{}", thing),
});

export const ORIGINALS: readonly Told[] = LESSONS.map((each) => lessonOf(each, each[2][0] ?? ""));

/** A hundred pairs of an original and one that differs in its number or name alone. */
export const DIFFERENT: readonly (readonly [Told, Told])[] = LESSONS.flatMap((each) =>
  each[2].slice(1).map((thing) => [lessonOf(each, each[2][0] ?? ""), lessonOf(each, thing)] as const),
);

/** What people say in place of each other; whole words, whichever way. */
const SYNONYMS: readonly (readonly [string, string])[] = [
  ["fails", "breaks"],
  ["since", "because"],
  ["so", "therefore"],
  ["larger", "bigger"],
  ["each", "every"],
  ["stops", "exits"],
  ["throws", "raises"],
  ["keeps", "holds on to"],
  ["before", "ahead of"],
  ["only", "just"],
  ["all", "all of the"],
  ["must not", "should never"],
  ["can't", "cannot"],
  ["makes", "causes"],
  ["without", "with no"],
  ["restart", "reload"],
  ["Set", "Configure"],
  ["Check", "Verify"],
  ["Add", "Create"],
  ["Store", "Save"],
  ["Delete", "Remove"],
  ["Print", "Show"],
  ["Log", "Record"],
  ["Write", "Put"],
  ["Leave", "Take"],
];
const replaced = (text: string, from: number, step: number): string =>
  SYNONYMS.filter((_, at) => at % step === from).reduce(
    (told, [one, other]) => told.replace(new RegExp(`(?<![\\w-])${one}(?![\\w-])`, "g"), other),
    text,
  );
const sentences = (body: string): string[] => body.split(/(?<=\.) /);

/** Five ways in which somebody tells it again, who knows nothing of the words that were used before. */
const WAYS: readonly ((told: Told) => Told)[] = [
  ({ title, body }) => ({ title: replaced(title, 0, 1), body: replaced(body, 0, 1) }),
  ({ title, body }) => ({ title, body: sentences(body).toReversed().join(" ") }),
  ({ title, body }) => ({
    title: `Note: ${title.charAt(0).toLowerCase()}${title.slice(1)}`,
    body: `We saw this again today. ${replaced(body, 0, 2)}`,
  }),
  ({ title, body }) => ({
    title: replaced(title, 1, 2),
    body: `${sentences(replaced(body, 1, 2))
      .toReversed()
      .join(" ")} This holds for everybody.`,
  }),
  ({ title, body }) => ({
    title: replaced(title, 0, 1),
    body: body
      .replace(/, and /g, "; also ")
      .replace(/, so /g, ", which is why ")
      .replace(/\bThe /g, "Our "),
  }),
];

export const PARAPHRASES: readonly (readonly [Told, Told])[] = ORIGINALS.flatMap((told) =>
  WAYS.map((way) => [told, way(told)] as const),
);
