// A kept text says nothing of its machine but repository paths and system paths.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { relativise } from "../../../src/shared/text/relative-paths.ts";

const root = "/home/ann/proj";
const home = "/home/ann";

describe("relativise", () => {
  it.each([
    ["see /home/ann/proj/src/a.ts:12", "see src/a.ts:12"],
    ["`/home/ann/proj/src/a.ts`, then /home/ann/proj.", "`src/a.ts`, then .."],
    ["/home/ann/proj-old/src/a.ts", "~/proj-old/src/a.ts"],
    ["/home/ann/proj/.claude/worktrees/fix-1/src/a.ts", "src/a.ts"],
    ["/home/ann/proj/.worktrees/fix-1/src/a.ts", "src/a.ts"],
    ["file:///home/ann/proj/src/a.ts", "src/a.ts"],
    ["/home/bob/other/b.ts", "~/other/b.ts"],
    ["(/Users/bob.smith/code/x.py)", "(~/code/x.py)"],
    ["/var/home/bob/x", "~/x"],
    ["/mnt/c/Users/bob/x.txt and /c/Users/bob/x.txt", "~/x.txt and ~/x.txt"],
    ["cd /root/app/src", "cd ~/app/src"],
    ["C:\\Users\\Bob\\code\\a.ts", "~/code/a.ts"],
    ["C:\\Users\\Bob Lee\\code\\a.ts", "~/code/a.ts"],
    ['"C:\\\\Users\\\\bob\\\\code\\\\a.ts"', '"~/code/a.ts"'],
    ["in \\\\?\\C:\\Users\\bob\\x", "in ~/x"],
    ['"\\\\\\\\?\\\\C:\\\\Users\\\\bob\\\\x"', '"~/x"'],
    ["c:/users/bob/code", "~/code"],
    ["file:///C:/Users/bob/code/a.ts", "~/code/a.ts"],
    ["\\\\wsl$\\Ubuntu\\home\\bob\\x", "~/x"],
    ["PATH=/home/bob/bin:/usr/bin", "PATH=~/bin:/usr/bin"],
  ])("%s", (text, expected) => {
    expect(relativise(text, root, home)).toBe(expected);
  });

  it.each([
    "GET /api/users and /users/:id",
    "https://example.org/home/ann/page",
    "http://localhost:3000/Users/list",
    "/etc/hosts, /usr/lib/node, /dev/null, /tmp/x, /var/log/syslog",
    "src/home/page.tsx and ./home/ann",
    "/Users/Shared/x",
    "/home/<user>/x and /home/$USER/x",
    "a ratio of 1/2 and and/or",
  ])("leaves alone: %s", (text) => {
    expect(relativise(text, root, home)).toBe(text);
  });

  it("handles a Windows root in either case and either slash", () => {
    const windows = "D:\\Work\\proj";
    expect(relativise("D:\\Work\\proj\\src\\a.ts", windows, null)).toBe("src/a.ts");
    expect(relativise("d:/Work/proj/src/a.ts", windows, null)).toBe("src/a.ts");
    expect(relativise("\\\\?\\D:\\Work\\proj\\src\\a.ts", windows, null)).toBe("src/a.ts");
    expect(relativise("file:///D:/Work/proj/src/a.ts", windows, null)).toBe("src/a.ts");
  });

  it("takes a home outside the usual places from its argument", () => {
    expect(relativise("/data/people/ann/x", null, "/data/people/ann")).toBe("~/x");
  });

  it("does not take the whole disk for a repository", () => {
    expect(relativise("/etc/hosts", "/", null)).toBe("/etc/hosts");
  });

  it("never leaves the user's name in a path and is idempotent", () => {
    const segment = fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/);
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 4 }), segment, (parts, user) => {
        fc.pre(!parts.includes(user));
        const text = `at /home/${user}/${parts.join("/")}, then C:\\Users\\${user}\\${parts.join("\\")}`;
        const once = relativise(text, null, null);
        expect(once).toBe(`at ~/${parts.join("/")}, then ~/${parts.join("/")}`);
        expect(relativise(once, null, null)).toBe(once);
      }),
    );
  });
});
