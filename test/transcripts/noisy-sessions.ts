// Sessions as people have them: real work between warnings of the machine, looks around, trials and scratch files.
import { claudeLines, codexLines } from "./session-lines.ts";

type Step =
  | readonly ["ran", command: string, output: string, exit?: number]
  | readonly ["edited", file: string]
  | readonly ["said", text: string];

interface Story {
  readonly name: string;
  /** The first half was looked at while the rules were made. */
  readonly part: "tune" | "check";
  /** What each lesson's title says; all other drafts are junk. */
  readonly lessons: readonly RegExp[];
  readonly steps: readonly Step[];
}

const CWD = "/home/ann/shop";
const PUNYCODE =
  "(node:31337) [DEP0040] DeprecationWarning: The `punycode` module is deprecated. Please use a userland alternative instead.\n(Use `node --trace-deprecation ...` to show where the warning was created)";
const DEPRECATED =
  "npm warn deprecated inflight@1.0.6: This module is not supported, and leaks memory. Do not use it.\nnpm warn deprecated glob@7.2.3: Glob versions prior to v9 are no longer supported";
const PIP =
  "WARNING: Running pip as the 'root' user can result in broken permissions and conflicting behaviour with the system package manager\n[notice] A new release of pip is available: 23.0.1 -> 25.3\n[notice] To update, run: pip install --upgrade pip";
const LOCALE =
  'perl: warning: Setting locale failed.\nperl: warning: Please check that your locale settings:\n\tLANGUAGE = (unset),\n\tLC_ALL = (unset)\nperl: warning: Falling back to the standard locale ("C").';

export const STORIES: readonly Story[] = [
  {
    name: "install warnings, then a real error",
    part: "tune",
    lessons: [/"npm ci" failed before it worked: .*ERESOLVE/],
    steps: [
      [
        "ran",
        "npm ci",
        `${DEPRECATED}\nnpm error code ERESOLVE\nnpm error ERESOLVE could not resolve\nnpm error While resolving: shop@1.0.0\nnpm error Found: react@19.0.0`,
        1,
      ],
      ["edited", "package.json"],
      ["ran", "npm ci", `${DEPRECATED}\nadded 312 packages in 9s\n57 packages are looking for funding`],
      [
        "ran",
        "npm run lint",
        "npm warn EBADENGINE Unsupported engine {\nnpm warn EBADENGINE   package: 'x@1.0.0'",
        1,
      ],
      ["ran", "npm run lint", "ok"],
    ],
  },
  {
    name: "a deprecation warning alone",
    part: "tune",
    lessons: [],
    steps: [
      ["ran", "npx prisma generate", PUNYCODE, 1],
      ["ran", "npx prisma generate", `${PUNYCODE}\nGenerated`],
    ],
  },
  {
    name: "a command that fails without a word",
    part: "tune",
    lessons: [],
    steps: [
      ["ran", "node warn.mjs", "", 1],
      ["ran", "npm run build", "built"],
      ["ran", "node warn.mjs", "(node:31337) [DEP0005] DeprecationWarning: Buffer() is deprecated."],
    ],
  },
  {
    name: "a probe in the temporary folder",
    part: "tune",
    lessons: [],
    steps: [
      ["edited", "/tmp/probe.py"],
      [
        "ran",
        "python3 /tmp/probe.py",
        "Traceback (most recent call last):\n  File \"/tmp/probe.py\", line 3, in <module>\nKeyError: 'total'",
        1,
      ],
      ["edited", "/tmp/probe.py"],
      ["ran", "python3 /tmp/probe.py", "42"],
      ["ran", "rm /tmp/probe.py", ""],
    ],
  },
  {
    name: "a scratch script in the checkout, and the test that it was for",
    part: "tune",
    lessons: [/"npx vitest run test\/cart\.test\.ts" failed before it worked: .*AssertionError/],
    steps: [
      [
        "ran",
        "npx vitest run test/cart.test.ts 2>&1 | tail -30",
        "FAIL  test/cart.test.ts > total\nAssertionError: expected 19.98 to be 20 // Object.is equality\n Test Files  1 failed (1)",
        1,
      ],
      ["edited", "scratch.mjs"],
      ["ran", "node scratch.mjs", "SyntaxError: Unexpected token 'export'", 1],
      ["ran", "node scratch.mjs", "19.98"],
      ["ran", "rm scratch.mjs", ""],
      ["edited", "src/cart.ts"],
      ["ran", "npx vitest run test/cart.test.ts 2>&1 | tail -30", " Test Files  1 passed (1)"],
    ],
  },
  {
    name: "looking around",
    part: "tune",
    lessons: [],
    steps: [
      ["ran", "ls dist", "ls: cannot access 'dist': No such file or directory", 2],
      ["ran", "npm run build > /tmp/build.log 2>&1; tail -5 /tmp/build.log", "built"],
      ["ran", "ls dist", "index.js"],
      ["ran", "cat docs/api.md", "cat: docs/api.md: No such file or directory", 1],
      ["ran", "git log --oneline -3 -- docs/api.md", "fatal: ambiguous argument 'docs/api.md'", 128],
      ["ran", "git log --oneline -3 -- docs/api.md", "abc docs"],
      ["ran", "cat docs/api.md", "# API"],
      ["ran", "which jq", "", 1],
      ["ran", "find / -name shop.toml", "find: '/proc/1/task': Permission denied", 1],
      ["ran", "find / -name shop.toml", "/etc/shop.toml"],
    ],
  },
  {
    name: "pip's notices around a missing header",
    part: "tune",
    lessons: [/"pip install -e \." failed before it worked: .*pg_config/],
    steps: [
      ["ran", "pip install -e .", `Collecting psycopg2\nError: pg_config executable not found.\n${PIP}`, 1],
      ["edited", "pyproject.toml"],
      ["ran", "pip install -e .", `Successfully installed shop-0.1.0\n${PIP}`],
      ["ran", "pip install ruff", `${PIP}`, 1],
      ["ran", "pip install ruff", `Successfully installed ruff-0.6.0\n${PIP}`],
    ],
  },
  {
    name: "programs given on the command line",
    part: "tune",
    lessons: [],
    steps: [
      [
        "ran",
        "node -e 'console.log(require(\"./package.json\").nope.x)'",
        "TypeError: Cannot read properties of undefined (reading 'x')",
        1,
      ],
      ["ran", "node -e 'console.log(require(\"./package.json\").nope.x)'", "1"],
      [
        "ran",
        "python3 - <<'EOF'\nimport shop\nprint(shop.total)\nEOF",
        "AttributeError: module 'shop' has no attribute 'total'",
        1,
      ],
      ["ran", "python3 - <<'EOF'\nimport shop\nprint(shop.total)\nEOF", "3"],
    ],
  },
  {
    name: "work taken back, and a stash that came back",
    part: "tune",
    lessons: [/Work was undone by "git checkout -- src\/orders\.ts"/],
    steps: [
      ["edited", "src/orders.ts"],
      ["ran", "npm test", "Error: deadlock detected on table orders", 1],
      ["ran", "git checkout -- src/orders.ts", ""],
      ["edited", "src/cart.ts"],
      ["ran", "git stash", "Saved working directory and index state WIP on main: 1a2b3c4"],
      ["ran", "git stash pop", "On branch main"],
    ],
  },
  {
    name: "a shell that does not know a program",
    part: "tune",
    lessons: [],
    steps: [
      ["ran", "jq .version package.json", "bash: line 1: jq: command not found", 127],
      ["ran", "sudo apt-get install -y jq", `${LOCALE}\nE: Unable to locate package jq`, 100],
      ["ran", "sudo apt-get install -y jq", "debconf: unable to initialize frontend: Dialog"],
      ["ran", "jq .version package.json", '"1.0.0"'],
      ["ran", "cd /nowhere && make", "bash: cd: /nowhere: No such file or directory", 1],
    ],
  },
  {
    name: "a command that never worked, and one that only warned three times",
    part: "tune",
    lessons: [/"docker compose up -d" never worked: .*Bind for 0\.0\.0\.0:5432 failed/],
    steps: [
      ...[1, 2, 3].map(
        (): Step => [
          "ran",
          "docker compose up -d",
          "Error response from daemon: driver failed: Bind for 0.0.0.0:5432 failed: port is already allocated",
          1,
        ],
      ),
      ...[1, 2, 3].map(
        (): Step => [
          "ran",
          "npx browserslist",
          "Browserslist: caniuse-lite is outdated. Please run:\n  npx update-browserslist-db@latest",
          1,
        ],
      ),
    ],
  },
  {
    name: "pytest with warnings",
    part: "check",
    lessons: [/"pytest -q tests\/test_orders\.py" failed before it worked: .*IntegrityError/],
    steps: [
      [
        "ran",
        "pytest -q tests/test_orders.py",
        "E   sqlalchemy.exc.IntegrityError: (sqlite3.IntegrityError) UNIQUE constraint failed: orders.number\n/usr/lib/python3/dist-packages/pytz.py:12: DeprecationWarning: datetime.utcnow() is deprecated\n1 failed in 0.3s",
        1,
      ],
      ["edited", "shop/orders.py"],
      ["ran", "pytest -q tests/test_orders.py", "1 passed, 1 warning in 0.2s"],
      ["ran", "python -W error -m shop.report", "UserWarning: pkg_resources is deprecated as an API", 1],
      ["ran", "python -W error -m shop.report", "ok"],
    ],
  },
  {
    name: "a trial project in a temporary folder",
    part: "check",
    lessons: [],
    steps: [
      [
        "ran",
        "mkdir -p /tmp/try && cd /tmp/try && npm init -y && npm install zod",
        "npm error code ENOTFOUND\nnpm error network request failed",
        1,
      ],
      ["ran", "mkdir -p /tmp/try && cd /tmp/try && npm init -y && npm install zod", "added 1 package"],
      [
        "ran",
        "cd /tmp/try && npx tsc",
        "a.ts(1,7): error TS2322: Type 'string' is not assignable to type 'number'.",
        2,
      ],
      ["ran", "cd /tmp/try && npx tsc", ""],
      ["ran", "rm -rf /tmp/try", ""],
    ],
  },
  {
    name: "what the agent's own tools say",
    part: "check",
    lessons: [/"cargo test" failed before it worked: .*E0502/],
    steps: [
      ["ran", "npm run dev", "Command timed out after 2m 0.0s", 1],
      ["ran", "npm run dev", "ready"],
      [
        "ran",
        "cargo test",
        "error[E0502]: cannot borrow `cart` as mutable because it is also borrowed as immutable\n  --> src/cart.rs:14:9",
        101,
      ],
      ["edited", "src/cart.rs"],
      ["ran", "cargo test", "test result: ok. 12 passed"],
      [
        "ran",
        "git push",
        "The user doesn't want to proceed with this tool use. The tool use was rejected",
        1,
      ],
      ["ran", "git push", "main -> main"],
    ],
  },
  {
    name: "git's own remarks",
    part: "check",
    lessons: [/"git push origin main" failed before it worked: .*failed to push some refs/],
    steps: [
      [
        "ran",
        "git add -A",
        "warning: in the working copy of 'a.txt', LF will be replaced by CRLF the next time Git touches it",
        1,
      ],
      ["ran", "git add -A", ""],
      [
        "ran",
        "git push origin main",
        "To github.com:ann/shop.git\n ! [rejected]        main -> main (non-fast-forward)\nerror: failed to push some refs to 'github.com:ann/shop.git'\nhint: Updates were rejected because the tip of your current branch is behind",
        1,
      ],
      ["ran", "git pull --rebase origin main", "Successfully rebased"],
      ["ran", "git push origin main", "main -> main"],
      [
        "ran",
        "ssh build@host make",
        "Warning: Permanently added 'host' (ED25519) to the list of known hosts.",
        255,
      ],
      ["ran", "ssh build@host make", "ok"],
    ],
  },
  {
    name: "java's greetings and a failing build",
    part: "check",
    lessons: [/"\.\/gradlew test" failed before it worked: .*LazyInitializationException/],
    steps: [
      [
        "ran",
        "./gradlew test",
        "Picked up JAVA_TOOL_OPTIONS: -Xmx2g\nOpenJDK 64-Bit Server VM warning: Sharing is only supported for boot loader classes\nOrderTest > total() FAILED\norg.hibernate.LazyInitializationException: could not initialize proxy - no Session",
        1,
      ],
      ["edited", "src/main/java/Order.java"],
      ["ran", "./gradlew test", "BUILD SUCCESSFUL"],
      ["ran", "java -version", "Picked up JAVA_TOOL_OPTIONS: -Xmx2g", 1],
      ["ran", "java -version", "openjdk 21"],
    ],
  },
  {
    name: "a reproduction that was deleted again",
    part: "check",
    lessons: [/"npm run e2e" failed before it worked: .*TimeoutError/],
    steps: [
      ["edited", "login-check.mjs"],
      ["ran", "node login-check.mjs", "Error: socket hang up ECONNRESET", 1],
      ["edited", "login-check.mjs"],
      ["ran", "node login-check.mjs", "200"],
      [
        "ran",
        "npm run e2e 2>&1 | tail -20",
        "TimeoutError: page.click: Timeout 30000ms exceeded waiting for locator('#pay')",
        1,
      ],
      ["edited", "src/pay.tsx"],
      ["ran", "npm run e2e 2>&1 | tail -20", "12 passed"],
      ["ran", "rm login-check.mjs", ""],
    ],
  },
  {
    name: "permissions of the machine",
    part: "check",
    lessons: [],
    steps: [
      [
        "ran",
        "npm install -g serve",
        "npm error code EACCES\nnpm warn config optional Use `--omit=optional`\nPermission denied: '/usr/local/lib'",
        243,
      ],
      ["ran", "mkdir /var/lib/shop", "mkdir: cannot create directory '/var/lib/shop': Permission denied", 1],
      ["ran", "./deploy.sh", "bash: ./deploy.sh: Permission denied", 126],
      ["ran", "chmod +x deploy.sh", ""],
      ["ran", "./deploy.sh", "dry run"],
    ],
  },
  {
    name: "a server that could not bind, with node's warnings",
    part: "check",
    lessons: [/"npm start" failed before it worked: .*EADDRINUSE/],
    steps: [
      [
        "ran",
        "npm start",
        `${PUNYCODE}\nError: listen EADDRINUSE: address already in use :::3000\n    at Server.setupListenHandle [as _listen2] (node:net:1463:16)`,
        1,
      ],
      ["edited", "src/server.ts"],
      ["ran", "npm start", `${PUNYCODE}\nlistening`],
      [
        "ran",
        "node --test",
        "(node:99) ExperimentalWarning: SQLite is an experimental feature and might change at any time",
        1,
      ],
      ["ran", "node --test", "ok 1"],
    ],
  },
  {
    name: "go's downloads and a race",
    part: "check",
    lessons: [/"go test -race \.\/\.\.\." failed before it worked: .*race in cart/],
    steps: [
      [
        "ran",
        "go test -race ./...",
        "go: downloading github.com/stretchr/testify v1.9.0\nWARNING: DATA RACE\nWrite at 0x00c0000 by goroutine 8:\n  shop/cart.(*Cart).Add()\npanic: race in cart",
        1,
      ],
      ["edited", "cart/cart.go"],
      ["ran", "go test -race ./...", "ok  shop/cart 0.4s"],
      ["ran", "go vet ./...", "go: downloading golang.org/x/tools v0.24.0", 1],
      ["ran", "go vet ./...", ""],
    ],
  },
  {
    name: "a screenless browser",
    part: "check",
    lessons: [/"npx playwright test" failed before it worked: .*Executable doesn't exist/],
    steps: [
      [
        "ran",
        "npx playwright test",
        "[1023/120000.123:ERROR:bus.cc(407)] Failed to connect to the bus\nError: browserType.launch: Executable doesn't exist at ~/.cache/ms-playwright/chromium",
        1,
      ],
      ["ran", "npx playwright install chromium", "downloaded"],
      ["ran", "npx playwright test", "3 passed"],
      [
        "ran",
        "xvfb-run ./shop-ui",
        "Fontconfig error: Cannot load default config file\nlibGL error: failed to load driver: swrast\ndconf-WARNING **: failed to commit changes",
        1,
      ],
      ["ran", "xvfb-run ./shop-ui", "ok"],
    ],
  },
];

/** Beside the steps stand the lines that each client writes for itself. */
export function sessionOf({ steps }: Story, runtime: "claude" | "codex"): string {
  const claude = claudeLines(CWD);
  const codex = codexLines(CWD);
  const lines = steps.map(([did, text, output = "", exit = 0]) => {
    const ran = { command: text, output, exit };
    if (runtime === "claude")
      return did === "ran"
        ? claude.ran(ran)
        : did === "edited"
          ? claude.edited(text.startsWith("/") ? text : `${CWD}/${text}`)
          : claude.said(text);
    return did === "ran" ? codex.ran(ran) : did === "edited" ? codex.patched(text) : "";
  });
  const [before, after] = runtime === "claude" ? CLAUDE : [codex.start(), CODEX];
  return `${before}${lines.join("")}${after}`;
}

const json = (...lines: object[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join("");
const CLAUDE = [
  json(
    {
      type: "file-history-snapshot",
      messageId: "m",
      snapshot: { trackedFileBackups: {} },
      isSnapshotUpdate: false,
    },
    {
      type: "user",
      isMeta: true,
      cwd: CWD,
      sessionId: "s",
      message: { role: "user", content: "<command-name>/clear</command-name>" },
    },
    { type: "user", cwd: CWD, sessionId: "s", message: { role: "user", content: "Please mend the cart." } },
  ),
  json({ type: "summary", summary: "Mending the cart", leafUuid: "x" }),
] as const;
const CODEX = json(
  { timestamp: "2026-03-01T12:00:00.000Z", type: "event_msg", payload: { type: "token_count", info: null } },
  {
    timestamp: "2026-03-01T12:00:00.000Z",
    type: "event_msg",
    payload: { type: "agent_message", message: "Done." },
  },
);
