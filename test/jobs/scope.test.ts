// Places of a job in any spelling: stored as the repository names them, each once, and refused where no job may have them.
import { describe, expect, it } from "vitest";
import { type JobPlace, problemInScope, scopeNamed } from "../../src/jobs/scope.ts";
import { refusalOf } from "../support/refusal.ts";

/** Names what lies below `/repo` from there, as the repository does. */
const place: JobPlace = {
  root: null,
  home: null,
  named: (written) =>
    written.startsWith("/repo/")
      ? { path: written.slice("/repo/".length), line: "", isInside: true }
      : { path: written, line: "", isInside: !written.startsWith("/") && !written.startsWith("../") },
};

describe("a place", () => {
  it("is named as the repository names it, once, without a dot before or a slash behind", () => {
    const written = ["src/a/**", "/repo/src/a/**", "./docs/", "/repo/docs"];
    expect(scopeNamed("write", written, place)).toEqual(["src/a/**", "docs"]);
    expect(problemInScope("/repo/src/**", place)).toBeNull();
  });

  it.each([
    ["/etc/passwd", /below the top of the repository/],
    ["../other/**", /below the top of the repository/],
    ["!src/**", /below the top of the repository/],
    ["src/*/../../x", /below the top of the repository/],
    ["src/{a,b}\\..", /below the top of the repository/],
    ["src/.git/hooks", /outside .git/],
    ["src/+(a)", /\* and \? only/],
  ])("%s is none that a job can have", (written, why) => {
    expect(problemInScope(written, place)).toMatch(why);
    const error = refusalOf(() => scopeNamed("read", ["src/**", written], place));
    expect(error.code).toBe("INVALID_ARGUMENT");
    expect(error.message).toMatch(/^read\.1: /);
    expect(error.fix).toBe("Correct read.1, for example to src/auth/**.");
  });

  it("that a link leads out of the repository lies outside, however it is written", () => {
    const elsewhere = { ...place, named: () => ({ path: "/srv/x", line: "", isInside: false }) };
    expect(problemInScope("docs/out/x", elsewhere)).toBe("lies outside of the repository");
  });

  it("that goes up behind a wildcard is not looked for on the disk", () => {
    const asked: string[] = [];
    const watching: JobPlace = {
      ...place,
      named(written) {
        asked.push(written);
        return { path: "src", line: "", isInside: true };
      },
    };
    for (const written of ["src/*/../x", "src/a?/..", "src/[a]/..\\x", "!src"])
      expect(problemInScope(written, watching)).not.toBeNull();
    expect(asked).toEqual([]);
    expect(problemInScope("src/../src", watching)).toBeNull();
    expect(problemInScope("src/*/..x", watching)).toBeNull();
    expect(asked).toEqual(["src/../src", "src/*/..x"]);
  });
});
