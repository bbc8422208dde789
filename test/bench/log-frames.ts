// Puts a symptom line where people meet it: in the output of a test runner or of a build that failed.

export interface LogFrame {
  readonly name: string;
  frame(symptom: string): string;
}

const CUT_SUMMARY = 60;

export const LOG_FRAMES: readonly LogFrame[] = [
  { name: "bare", frame: (symptom) => symptom },
  {
    name: "vitest",
    frame: (symptom) => ` RUN  v4.1.12 /home/dev/app

 ✓ src/util/format.test.ts (12 tests) 34ms
 ✓ src/store/cart.test.ts (11 tests) 58ms
 ❯ src/sync/importer.test.ts (8 tests | 1 failed) 122ms
   ✓ keeps the order of rows 3ms
   × handles the nightly feed 41ms

⎯⎯⎯⎯⎯⎯⎯ Failed Tests 1 ⎯⎯⎯⎯⎯⎯⎯

 FAIL  src/sync/importer.test.ts > importer > handles the nightly feed
Error: ${symptom}
 ❯ readRows src/sync/importer.ts:42:11
     40|   const rows = await source.read();
     41|   if (rows.length === 0) return [];
     42|     throw new Error(reason);
       |           ^
 ❯ src/sync/importer.test.ts:17:24

⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯[1/1]⎯

 Test Files  1 failed | 2 passed (3)
      Tests  1 failed | 30 passed (31)
   Start at  10:14:03
   Duration  1.21s (transform 210ms, setup 0ms, collect 512ms, tests 214ms, environment 0ms, prepare 301ms)
`,
  },
  {
    name: "pytest",
    frame: (symptom) => `============================= test session starts ==============================
platform linux -- Python 3.11.2, pytest-8.3.3, pluggy-1.5.0
rootdir: /home/dev/app
plugins: cov-5.0.0
collected 24 items

tests/test_cart.py ..........                                            [ 41%]
tests/test_feed.py ......F.......                                        [100%]

=================================== FAILURES ===================================
______________________________ test_nightly_feed _______________________________

    def test_nightly_feed():
        rows = load("feed.json")
>       assert len(process(rows)) == 3

tests/test_feed.py:31: 
_ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ 

rows = []

    def process(rows):
        for row in rows:
>           raise RuntimeError(reason)
E           RuntimeError: ${symptom}

src/feed.py:88: RuntimeError
=========================== short test summary info ============================
FAILED tests/test_feed.py::test_nightly_feed - RuntimeError: ${symptom.slice(0, CUT_SUMMARY)}${symptom.length > CUT_SUMMARY ? "..." : ""}
========================= 1 failed, 23 passed in 1.84s =========================
`,
  },
  {
    name: "build log",
    frame: (symptom) => `
> app@1.4.0 build
> node scripts/build.mjs

[10:14:03] Resolving packages
[10:14:04] Compiling 213 files
[10:14:09] Linking assets
[10:14:10] ${symptom}
[10:14:10] Build stopped after 7.1 s
npm error Lifecycle script \`build\` failed with error:
npm error code 1
npm error path /home/dev/app
npm error workspace app@1.4.0
npm error location /home/dev/app
npm error command failed
npm error command sh -c node scripts/build.mjs
npm error A complete log of this run can be found in: /home/dev/.npm/_logs/2026-03-02T10_14_10_412Z-debug-0.log
`,
  },
];
