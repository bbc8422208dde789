// Globs fit what people know from other tools, and none takes long, as some of them come from other clones.
import fc from "fast-check";
import picomatch from "picomatch";
import { describe, expect, it } from "vitest";
import { matcher } from "../../src/shared/glob.ts";

const fits = (glob: string, path: string) => matcher([glob], true)(path);

describe("a glob", () => {
  it.each([
    ["src", "src src/a src/a/b", "source a/src"],
    ["src/*", "src/a src/.env src/a/b", "src other/a"],
    ["src/*.ts", "src/a.ts src/.ts", "src/a.tsx src/a/b.ts"],
    ["src/**", "src src/a src/a/b.ts", "source/a a/src"],
    ["**/a.ts", "a.ts x/a.ts x/y/a.ts", "ba.ts x/ba.ts"],
    ["src/**/a.ts", "src/a.ts src/x/a.ts src/x/y/a.ts", "src/ba.ts srcx/a.ts"],
    ["**", "a a/b .env", ""],
    ["a**b", "ab axb a*b", "a/b"],
    ["a?c", "abc a?c", "ac a/c abbc"],
    ["[abc].ts", "a.ts [abc].ts", "d.ts ab.ts"],
    ["[!a-c]x", "dx", "ax x /x"],
    ["[]a]", "] a", "b"],
    ["a[b", "a[b", "ab"],
    ["a[b/c]", "a[b/c]", "ab"],
    [
      "app/(group)/[id]/page.tsx",
      "app/(group)/[id]/page.tsx app/(group)/i/page.tsx",
      "app/group/[id]/page.tsx",
    ],
    ["*.{js,ts}", "a.js a.ts", "a.jsx a.{js,ts}"],
    ["{src,test/**}/a", "src/a test/a test/x/a", "a"],
    ["x{**,b}", "xa xb", "ya"],
    ["{a,{b,c}d}", "a bd cd", "b c d"],
    ["{a}", "{a}", "a"],
    ["{a,b", "{a,b", "a b"],
    ["f{8..11}", "f8 f10 f11", "f7 f12 f8..11"],
    ["f{08..10}", "f08 f10", "f8"],
    ["{c..a}", "a b c", "d"],
    ["@(a|b).ts", "a.ts b.ts", "ab.ts .ts"],
    ["?(a)b", "b ab", "aab"],
    ["+(a|b)", "a abba", "c"],
    ["x*(a|b)", "x xab", "xc"],
    ["a\\*b", "a*b", "axb"],
    ["\\[a]", "[a]", "a"],
    ["c++/a|b", "c++/a|b", "c/a b"],
    ["./src/", "src src/a", "srca"],
  ])("%s", (glob, fitting, others) => {
    const paths = fitting.split(" ");
    expect(paths.filter((path) => !fits(glob, path))).toEqual([]);
    expect(others.split(" ").filter((path) => path && fits(glob, path))).toEqual([]);
  });

  it("that excludes more than its syntax says is never one that allows", () => {
    expect(fits("src/!(a)", "src/b")).toBe(false);
    expect(fits("src/!(a)", "src/!(a)")).toBe(true);
    expect(matcher(["src/!(a)"])("src/b")).toBe(true);
  });

  it("fits as disks do, unless it allows", () => {
    expect(matcher(["SRC/Caf\u00e9"])("src/cafe\u0301/a")).toBe(true);
    expect(matcher(["src"], true)("SRC/a")).toBe(false);
    expect(matcher(["src", "!src/Secret"], true)("src/secret/a")).toBe(false);
  });
});

it("fits what picomatch fits, wherever both know the sign", () => {
  const name = fc.array(fc.constantFrom("a", "b", "ab", ".", "*", "?", "[ab]", "{a,b}", "{a,*b}"), {
    minLength: 1,
    maxLength: 4,
  });
  const glob = fc
    .array(
      fc.oneof(
        name.map((parts) => parts.join("")),
        fc.constant("**"),
      ),
      { minLength: 1, maxLength: 4 },
    )
    .map((names) => names.join("/"))
    // Here picomatch takes `**` for more, or two dots for the folder above.
    .filter((text) => !/\.\.|(?:^|\/)\.(?:\/|$)|\*[*?[{]|[^/]\*\*|[}\]?]\*/.test(text));
  const path = fc
    // A name that ends with a dot is for picomatch none that `*.*` fits.
    .array(fc.stringMatching(/^[ab.]{0,3}[ab]$/), { minLength: 1, maxLength: 4 })
    .map((names) => names.join("/"));
  fc.assert(
    fc.property(glob, fc.array(path, { minLength: 8, maxLength: 8 }), (text, paths) => {
      const other = picomatch([text, `${text}/**`], { dot: true });
      const own = matcher([text], true);
      expect(paths.filter((each) => own(each) !== other(each))).toEqual([]);
    }),
    { numRuns: 3_000 },
  );
});

it("of many globs, each is fitted as it is alone", () => {
  const globs = ["src/**/*.ts", "docs", "*.{md,txt}", "test/[a-c]*/**", "**/x?"];
  const all = matcher(globs, true);
  const path = fc.array(fc.stringMatching(/^[a-dx.]{1,3}$|^src$|^docs$|^test$/), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(path, (names) => {
      const text = names.join("/");
      expect(all(text)).toBe(globs.some((glob) => fits(glob, text)));
    }),
    { numRuns: 2_000 },
  );
});

it.each([
  "{*,}+{aa*,}+",
  "((*|",
  "[a-b]+**a[a-b]+***a*[a-b]?)aa",
  "**/a/".repeat(40),
  "*a".repeat(100),
  "+(a|aa)+(a|aa)+(+(a)|a)b",
  "*(*(*(*(a))))b",
  "{a,}".repeat(50),
  `${"{".repeat(100)}a,b${"}".repeat(100)}b`,
  `${"@(".repeat(80)}a${")".repeat(80)}b`,
  "?".repeat(200),
])("%s is compared with the longest name", (glob) => {
  // One that takes for ever never comes back from here.
  const paths = ["a".repeat(4_096), `${"a/".repeat(2_000)}b`, `${"a".repeat(2_000)}/${"a".repeat(2_000)}`];
  const isFitting = matcher([glob]);
  expect(paths.map(isFitting)).toEqual(paths.map(matcher([glob])));
});

it("forgets what it has worked out before it holds too much", () => {
  const isFitting = matcher(["*é*/**", "[一-鿿]?x"]);
  for (let code = 0x4e00; code < 0x9fff; code += 1) {
    const text = String.fromCodePoint(code);
    expect(isFitting(`${text}${text}x`), text).toBe(true);
    for (const more of [1, 2, 3, 4, 5])
      isFitting(`${text}${String.fromCodePoint(0x3000 + ((code * more) % 0x1000))}y`);
  }
  expect(isFitting("né/a")).toBe(true);
});
