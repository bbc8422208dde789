// The decision itself, for actions whose files are found already: which rule decides, which key opens it, and what stops a call.
import { describe, expect, it } from "vitest";
import type { Action, Bounds, FileTarget, JobBounds } from "../../src/envelope/action.ts";
import { decide, howToAsk, plainWords, stops } from "../../src/envelope/decide.ts";
import { allow, deny } from "../../src/envelope/decision.ts";
import { createFits } from "../../src/envelope/io/open.ts";
import { ENVELOPE_KEYS } from "../../src/envelope/settings.ts";

const NOW = Date.parse("2026-03-01T12:00:00Z");
const fits = createFits();
const bounds = (envelope: object | null, job: Partial<JobBounds> | null = null): Bounds => ({
  envelope: envelope && (ENVELOPE_KEYS.envelope.parse(envelope) as Bounds["envelope"]),
  digest: null,
  base: "main",
  job: job && { id: "j-1", read: null, write: [], within: null, ...job },
});
const file = (path: string, changes: Partial<FileTarget> = {}): FileTarget =>
  path.startsWith("/")
    ? { inside: null, absolute: path, named: [], problem: null, ...changes }
    : { inside: path, absolute: `/repo/${path}`, named: [], problem: null, ...changes };
const reads = (path: string, contents = false, changes: Partial<FileTarget> = {}): Action => ({
  kind: "read",
  file: file(path, changes),
  contents,
});
const writes = (path: string, changes: Partial<FileTarget> = {}): Action => ({
  kind: "write",
  file: file(path, changes),
});
const verdict = (of: Bounds, action: Action, now = NOW) => {
  const { decision, rule, key, by } = decide(of, action, now, fits);
  return [decision, rule, key, by];
};
type Command = Extract<Action, { kind: "command" }>;
const command = (line: string, changes: Partial<Command> = {}): Command => ({
  kind: "command",
  argv: line.split(" "),
  words: [],
  reading: null,
  altered: false,
  ...changes,
});
const OPEN = ["allow", "none", null, "envelope"];
const NO_COMMAND = ["deny", "commands: no entry fits", "commands", "envelope"];

describe("without an envelope", () => {
  it("everything is allowed, but for what a job narrows", () => {
    for (const action of [
      reads("a"),
      writes("a"),
      command("rm a"),
      { kind: "shell", altered: true } as const,
    ])
      expect(verdict(bounds(null), action)).toEqual(OPEN);
    const narrowed = bounds(null, { write: ["src/**"] });
    expect(verdict(narrowed, { kind: "network", host: "a" })).toEqual(OPEN);
    expect(verdict(narrowed, writes("src/a"))).toEqual(["allow", "job j-1", null, "envelope"]);
    expect(verdict(narrowed, writes("a"))).toEqual(["deny", "job j-1: write", null, "job"]);
  });

  it("what a job's scope names in full opens a guarded file, and nothing else does", () => {
    const guarded = ["deny", "built in: guarded file", "write", "envelope"];
    expect(verdict(bounds(null, { write: ["**"] }), writes("CLAUDE.md"))).toEqual(guarded);
    expect(verdict(bounds(null, { write: ["CLAUDE.md"] }), writes("CLAUDE.md"))[0]).toBe("allow");
    expect(verdict(bounds({ write: ["**"] }, { write: ["CLAUDE.md"] }), writes("CLAUDE.md"))).toEqual(
      guarded,
    );
  });
});

describe("an envelope that has run out", () => {
  const run = bounds({ read: ["**"], commands: [["ls"]], expires: "2026-02-28" }, { write: ["src/**"] });

  it("grants nothing from the day after its last on", () => {
    const gone = ["deny", "expires: 2026-02-28", "expires", "envelope"];
    for (const action of [reads("a"), command("ls"), { kind: "tool", name: "x" } as const])
      expect(verdict(run, action)).toEqual(gone);
    expect(verdict(run, reads("a"), Date.parse("2026-03-01T00:00:00Z"))).toEqual(gone);
    expect(verdict(run, reads("a"), Date.parse("2026-02-28T23:59:59.999Z"))[0]).toBe("allow");
    expect(verdict(run, command("ls"), Date.parse("2026-02-28T23:59:59.999Z"))[0]).toBe("allow");
  });

  it("does not hide what a job refuses", () => {
    expect(verdict(run, writes("docs/a"))).toEqual(["deny", "job j-1: write", null, "job"]);
  });
});

describe("a command", () => {
  const of = bounds({ commands: [["npm"], ["npm", "run", "x"]], setup: ["npm ci"], write: ["src/**"] });
  const refused = { at: 2, is: "refused", why: "It is odd." } as const;
  const word = (at: number, path: string, more: object = {}) =>
    ({ at, is: "write", path, named: false, file: file(path), ...more }) as Command["words"][number];

  it("is allowed by the longest entry that it begins with", () => {
    expect(verdict(of, command("npm run x"))).toEqual(["allow", "commands: npm run x", null, "envelope"]);
    expect(verdict(of, command("npm run y"))).toEqual(["allow", "commands: npm", null, "envelope"]);
    expect(verdict(of, command("npx run"))).toEqual(NO_COMMAND);
    const turned = bounds({ commands: [["a", "b", "c"], ["a"], ["a", "b"]] });
    expect(verdict(turned, command("a b c"))[1]).toBe("commands: a b c");
    expect(verdict(turned, command("a b"))[1]).toBe("commands: a b");
  });

  it("is refused for a word that no entry spells, and allowed by one that spells it", () => {
    const option = command("npm run x", { words: [refused] });
    expect(verdict(of, option)[0]).toBe("allow");
    const other = command("npm run y", { words: [refused] });
    expect(verdict(of, other)).toEqual(["deny", "commands: npm: option", "commands", "envelope"]);
    expect(decide(of, other, NOW, fits).why).toBe(
      "It is odd. An entry of `commands` that spells it out opens it.",
    );
  });

  it("is refused for a file that it would touch outside, and says which it is", () => {
    const outside = command("npm run y", { words: [word(2, "docs/a")] });
    expect(verdict(of, outside)).toEqual(["deny", "write: no entry fits", "write", "envelope"]);
    expect(decide(of, outside, NOW, fits).why).toBe("It would write a file. No entry of `write` names it.");
    for (const words of [[word(2, "src/a")], [word(2, "docs/a", { named: true })], [word(0, "docs/a")]])
      expect(verdict(of, command("npm run y", { words }))[0]).toBe("allow");
    const guarded = [word(2, "src/a"), word(2, "CLAUDE.md", { named: true })];
    expect(verdict(of, command("npm run y", { words: guarded }))[1]).toBe("built in: guarded file");
  });

  it("is allowed word for word as set-up, whatever its words do", () => {
    const setup = ["allow", "setup: npm ci", null, "envelope"];
    expect(verdict(of, command("npm ci"))).toEqual(setup);
    expect(verdict(of, command("npm ci", { words: [{ ...refused, at: 1 }] }))).toEqual(setup);
    expect(verdict(of, command("npm ci x"))[1]).toBe("commands: npm");
    expect(verdict(bounds({}), command("npm ci"))).toEqual(NO_COMMAND);
  });

  it("that only reads needs no entry where `read` names all that it reads", () => {
    const some = bounds({ read: ["src/**"], commands: [["cat", "docs/b"]] });
    const reading = (path: string) => [{ ...word(1, path), is: "read" }] as Command["words"];
    const only = ["allow", "read: a command that only reads", null, "envelope"];
    expect(verdict(some, command("cat src/a", { reading: reading("src/a") }))).toEqual(only);
    const outside = command("cat docs/a", { reading: reading("docs/a") });
    expect(verdict(some, outside)).toEqual(["deny", "read: no entry fits", "read", "envelope"]);
    expect(verdict(some, command("cat docs/b", { reading: reading("docs/b") }))[1]).toBe(
      "commands: cat docs/b",
    );
    const whole = [{ ...word(1, "."), is: "read", contents: true }] as Command["words"];
    expect(verdict(some, command("grep x", { reading: whole }))[0]).toBe("deny");
    const names = [{ ...word(1, "."), is: "read" }] as Command["words"];
    expect(verdict(some, command("ls", { reading: names }))).toEqual(only);
  });

  it.each([
    ["deny", "deny"],
    ["ask", "ask"],
    ["runtime", "ask"],
  ] as const)("that does not run as its words say is, under shell: %s, %s", (shell, decision) => {
    const altered = command("npm run y", { altered: true });
    const told = [decision, `shell: ${shell}`, null, "envelope"];
    expect(verdict(bounds({ commands: [["npm"]], shell }), altered)).toEqual(told);
    expect(verdict(bounds({ shell }), altered)).toEqual(NO_COMMAND);
    const line = [
      shell === "runtime" ? "allow" : shell,
      `shell: ${shell}`,
      shell === "runtime" ? null : "shell",
      "envelope",
    ];
    expect(verdict(bounds({ shell }), { kind: "shell", altered: false })).toEqual(line);
    expect(verdict(bounds({ shell }), { kind: "shell", altered: true })).toEqual(
      shell === "runtime" ? told : line,
    );
  });
});

describe("a host", () => {
  const asks = (host: string | null, network: false | string[]) =>
    verdict(bounds({ network }), { kind: "network", host });
  const none = ["deny", "network: no entry fits", "network", "envelope"];

  it("is asked where the envelope names it, or all of its domain", () => {
    expect(asks("a.org", false)).toEqual(["deny", "network: false", "network", "envelope"]);
    expect(asks("a.org", ["b.org", "a.org"])).toEqual(["allow", "network: a.org", null, "envelope"]);
    expect(asks("x.a.org", ["*.a.org"])).toEqual(["allow", "network: *.a.org", null, "envelope"]);
    expect(asks("b.org", ["*"])[1]).toBe("network: *");
    for (const host of ["a.org", "xa.org", "b.org"]) expect(asks(host, ["*.a.org"])).toEqual(none);
    expect(asks("x.a.org", ["a.org"])).toEqual(none);
  });

  it("that the tool chooses is any host", () => {
    expect(asks(null, ["*"])[0]).toBe("allow");
    expect(asks(null, ["a.org", "*.a.org"])).toEqual(none);
  });
});

it("a tool is called where the envelope names it, or the beginning of its name", () => {
  const calls = (name: string, ...tools: string[]) => verdict(bounds({ tools }), { kind: "tool", name });
  expect(calls("a/b", "x", "a/b")).toEqual(["allow", "tools: a/b", null, "envelope"]);
  expect(calls("a/b", "a/*")).toEqual(["allow", "tools: a/*", null, "envelope"]);
  for (const tools of [["a/"], ["b/*"], ["ab/*"], ["a/bc*"], ["a/b2"], ["/b"], []])
    expect(calls("a/b", ...tools)).toEqual(["deny", "tools: no entry fits", "tools", "envelope"]);
});

describe("a file", () => {
  const of = bounds({ read: ["docs/**", "!docs/x"], write: ["src/**"], deny: ["**/.env*", "/srv/**"] });

  it("is read where `read` or `write` names it, and written where `write` does", () => {
    expect(verdict(of, reads("docs/a"))).toEqual(["allow", "read: docs/**", null, "envelope"]);
    expect(verdict(of, reads("src/a"))).toEqual(["allow", "write: src/**", null, "envelope"]);
    expect(verdict(of, writes("src/a"))).toEqual(["allow", "write: src/**", null, "envelope"]);
    expect(verdict(of, writes("docs/a"))).toEqual(["deny", "write: no entry fits", "write", "envelope"]);
    expect(verdict(of, reads("docs/x"))).toEqual(["deny", "read: no entry fits", "read", "envelope"]);
    expect(verdict(bounds({ read: ["!docs/x", "!docs/y"] }), reads("docs/a"))[0]).toBe("deny");
    expect(verdict(bounds({ read: ["!/srv/x", "**"] }), reads("docs/a"))[1]).toBe("read: **");
  });

  it("outside is let in by a glob from the root alone", () => {
    const why = (action: Action, by = of) => decide(by, action, NOW, fits).why;
    expect(verdict(bounds({ read: ["/opt/**"] }), reads("/opt/a"))).toEqual([
      "allow",
      "read: /opt/**",
      null,
      "envelope",
    ]);
    expect(verdict(bounds({ read: ["**"] }), reads("/opt/a"))[0]).toBe("deny");
    expect(verdict(bounds({ read: ["/opt/**", "!/opt/x"] }), reads("/opt/x"))[0]).toBe("deny");
    expect(verdict(bounds({ read: ["/opt/**"] }), reads("opt/a"))[0]).toBe("deny");
    expect(why(reads("/opt/a"))).toBe("It lies outside of the repository.");
    expect(why(reads("a"))).toBe("No entry of `read` names it.");
    expect(why(reads(".", true))).toBe("No entry of `read` names it. All files would be read.");
  });

  it("is spelled as the entry that lets it in, and in any case where it is denied", () => {
    expect(verdict(of, reads("DOCS/a"))[0]).toBe("deny");
    expect(verdict(of, reads("src/.ENV"))).toEqual(["deny", "deny: **/.env*", "deny", "envelope"]);
    expect(verdict(of, reads("src/a", false, { named: [{ inside: null, absolute: "/srv/a" }] }))[1]).toBe(
      "deny: /srv/**",
    );
    expect(decide(of, reads("src/.env"), NOW, fits).byName).toBe(true);
    expect(decide(of, reads("a"), NOW, fits).byName).toBeUndefined();
  });

  it("of git's own folder is nobody's, under any of its names", () => {
    const git = ["deny", "built in: .git", null, "envelope"];
    for (const path of [
      ".git/config",
      "src/.GIT/x",
      ".git. /x",
      ".g\u200cit/x",
      ".git:x/y",
      "git~1/x",
      "/opt/.git/x",
    ])
      expect(verdict(of, reads(path))).toEqual(git);
    expect(
      verdict(of, reads("src/a", false, { named: [{ inside: ".git/x", absolute: "/repo/.git/x" }] })),
    ).toEqual(git);
    expect(decide(of, reads(".git/x"), NOW, fits).byName).toBe(true);
    for (const path of ["src/.gitignore", "src/git~x", "src/x.git"])
      expect(verdict(of, reads(path))[0]).toBe("allow");
  });

  it("whose place nobody can tell is refused", () => {
    expect(verdict(of, reads("src/a", false, { problem: "is odd" }))).toEqual([
      "deny",
      "path",
      null,
      "envelope",
    ]);
    expect(decide(of, reads("src/a", false, { problem: "is odd" }), NOW, fits).why).toBe("The path is odd.");
  });

  it("that is the top may be listed where anything may be read, and is never written", () => {
    expect(verdict(of, reads("."))).toEqual(["allow", "read", null, "envelope"]);
    expect(verdict(bounds({ read: [], write: ["src/**"] }), reads("."))[0]).toBe("deny");
    expect(verdict(of, reads(".", true))[0]).toBe("deny");
    expect(verdict(bounds({}), reads(".", true))[1]).toBe("read: **");
    expect(verdict(bounds({ write: ["**"] }), writes("."))).toEqual([
      "deny",
      "built in: guarded file",
      "write",
      "envelope",
    ]);
  });

  it("that is a lesson may always be written, under all of its names", () => {
    const lesson = ".agentops/learnings/a.md";
    const welcome = ["allow", "built in: learnings", null, "envelope"];
    expect(verdict(of, writes(lesson))).toEqual(welcome);
    const link = (inside: string | null) => ({ named: [{ inside, absolute: `/repo/${inside}` }] });
    expect(verdict(of, writes(lesson, link(".agentops/learnings/b.md")))).toEqual(welcome);
    expect(verdict(of, writes(lesson, link(null)))).toEqual(welcome);
    expect(verdict(of, writes(lesson, link("docs/a.md")))[0]).toBe("deny");
    expect(verdict(bounds({}, { write: ["src/**"] }), writes(lesson))).toEqual(welcome);
    const trial = bounds({ enforce: "warn" }, { write: ["src/**"] });
    expect(verdict(trial, writes(lesson))).toEqual(welcome);
    expect(verdict(bounds({}, { read: ["src/**"] }), reads(lesson))).toEqual([
      "deny",
      "job j-1: read",
      null,
      "job",
    ]);
    expect(verdict(of, reads(lesson))[0]).toBe("deny");
  });
});

describe("a job's scope", () => {
  const scoped = (job: Partial<JobBounds>, envelope: object | null = { write: ["**"] }) =>
    bounds(envelope, job);

  it("narrows what is written, and what is read only where it says so", () => {
    expect(verdict(scoped({ write: ["src/**"] }), writes("src/a"))[0]).toBe("allow");
    expect(verdict(scoped({ write: ["src/**"] }), writes("docs/a"))).toEqual([
      "deny",
      "job j-1: write",
      null,
      "job",
    ]);
    expect(verdict(scoped({ write: ["src/**"] }), reads("docs/a"))[0]).toBe("allow");
    const both = scoped({ write: ["src/**"], read: ["docs/**"] });
    for (const path of ["docs/a", "src/a"]) expect(verdict(both, reads(path))[0]).toBe("allow");
    expect(verdict(both, reads("a"))).toEqual(["deny", "job j-1: read", null, "job"]);
    expect(verdict(both, writes("docs/a"))[3]).toBe("job");
    expect(verdict(both, reads("/opt/a"))[3]).toBe("job");
    for (const [glob, path] of [
      ["caf\u00e9/**", "cafe\u0301/a"],
      ["cafe\u0301/**", "caf\u00e9/a"],
    ] as const)
      expect(verdict(scoped({ write: [glob] }, null), writes(path))[0]).toBe("allow");
    expect(verdict(scoped({ write: ["SRC/**"] }), writes("src/a"))[3]).toBe("job");
  });

  it("lets the top be listed, and not be read through", () => {
    const some = scoped({ read: ["docs/**"] });
    expect(verdict(some, reads("."))[0]).toBe("allow");
    expect(verdict(some, reads(".", true))[3]).toBe("job");
    expect(verdict(scoped({ read: ["**"] }), reads(".", true))[0]).toBe("allow");
    expect(verdict(some, reads("docs/a", true))[0]).toBe("allow");
    expect(verdict(scoped({ write: ["**"] }), writes("."))[1]).toBe("built in: guarded file");
    const trial = { write: ["**"], enforce: "warn" };
    expect(verdict(scoped({ write: ["**"] }, trial), writes("."))[1]).toBe("job j-1: write");
  });

  it("is its own worktree where it has one", () => {
    const own = scoped({ write: ["src/**"], within: "/trees/j-1" });
    const at = (absolute: string) => writes("src/a", { absolute });
    for (const place of ["/trees/j-1/src/a", "/trees/j-1\\src\\a"])
      expect(verdict(own, at(place))[0]).toBe("allow");
    for (const place of ["/repo/src/a", "/trees/j-12/src/a", "/trees/j-2/src/a", "/x/trees/j-1/src/a"])
      expect(verdict(own, at(place))).toEqual(["deny", "job j-1: worktree", null, "job"]);
    expect(verdict(own, reads("src/a"))[0]).toBe("allow");
    const odd = writes("src/a", { absolute: "/repo/src/a", problem: "is odd" });
    expect(verdict(own, odd)).toEqual(["deny", "path", null, "envelope"]);
    const trial = scoped({ write: ["src/**"], within: "/trees/j-1" }, { enforce: "warn" });
    expect(verdict(trial, odd)).toEqual(["deny", "job j-1: write", null, "job"]);
  });

  it("refuses before an envelope on trial notes, and behind what is built in otherwise", () => {
    const outside = writes(".git/x");
    expect(verdict(scoped({ write: ["src/**"] }), outside)[1]).toBe("built in: .git");
    expect(verdict(scoped({ write: ["src/**"] }, { write: ["**"], enforce: "warn" }), outside)[3]).toBe(
      "job",
    );
    expect(verdict(scoped({ write: ["src/**"] }, { enforce: "warn" }), writes("src/a"))[3]).toBe("envelope");
  });
});

describe("a refusal", () => {
  it("stops the call, but for that of an envelope on trial", () => {
    const [deciding, trial] = [bounds({}), bounds({ enforce: "warn" })];
    const no = deny("r", "w", "write");
    expect([deciding, trial, bounds(null)].map((each) => stops(each, no))).toEqual([true, false, true]);
    expect(stops(deciding, { ...no, decision: "ask" })).toBe(true);
    expect(stops(trial, { ...no, by: "job" })).toBe(true);
    expect([deciding, trial].map((each) => stops(each, { ...allow("r", "w"), by: "job" }))).toEqual([
      false,
      false,
    ]);
  });

  it("says who can open it: a person, the supervisor of a job, or nobody", () => {
    const [alone, working] = [bounds({}), bounds({}, {})];
    expect(howToAsk({ key: "write", by: "envelope" }, alone)).toMatch(
      /only they can change envelope\.write in \.agentops\/config\.yaml on main\./,
    );
    expect(howToAsk({ key: null, by: "job" }, working)).toMatch(/^Stay inside the scope of job j-1,/);
    for (const [by, of] of [
      ["envelope", working],
      ["envelope", alone],
      ["job", alone],
    ] as const)
      expect(howToAsk({ key: null, by }, of)).toMatch(/^No setting opens this\./);
  });
});

it("words are plain where every shell agrees on them", () => {
  expect(plainWords("\n npm  test")).toBeNull();
  expect(plainWords(" \tnpm run a=b\n")).toEqual(["npm", "run", "a=b"]);
  for (const line of ["", "a;b", "a =b", "A=1 b", "a $b", "a\nb"]) expect(plainWords(line)).toBeNull();
});
