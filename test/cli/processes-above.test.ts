// Who stands above a terminal is seen on each system, by what that system says of its processes.
import { expect, it } from "vitest";
import { programsAbove } from "../../src/cli/processes-above.ts";

/** As `ps -A -ww -o pid=,ppid=,command=` prints it on macOS. */
const MACOS = `    1     0 /sbin/launchd
  501     1 /System/Applications/Utilities/Terminal.app/Contents/MacOS/Terminal
  812   501 login -pf anna
  813   812 -zsh
  900   813 node /opt/homebrew/bin/claude --resume
  944   900 /bin/zsh -c agentops-mcp review
  945   944 node /opt/homebrew/bin/agentops-mcp review 01K8ZQ
 1001   813 node /opt/homebrew/bin/agentops-mcp list
`;
/** As Win32_Process has it: no command line of what belongs to the system, quotes around a path with a blank. */
const WINDOWS = [
  "0 0 ",
  "4 0 ",
  String.raw`6120 4 C:\Windows\Explorer.EXE`,
  String.raw`7204 6120 "C:\Program Files\PowerShell\7\pwsh.exe"`,
  String.raw`7300 7204 "C:\Program Files\nodejs\node.exe"  "C:\Users\Änne Özil\npm\node_modules\@openai\codex\bin\codex.js" exec`,
  String.raw`7404 7300 C:\Windows\system32\cmd.exe /d /s /c agentops-mcp.cmd rule`,
  String.raw`7500 7404 "C:\Program Files\nodejs\node.exe" agentops-mcp.js rule`,
].join("\r\n");

const on = (platform: NodeJS.Platform, said: string | null) => ({ platform, run: () => said });

it("is an agent's own terminal on macOS, and not the one beside it", () => {
  expect(programsAbove(944, on("darwin", MACOS))).toEqual(expect.arrayContaining(["claude", "login"]));
  expect(programsAbove(813, on("darwin", MACOS))).not.toContain("claude");
});

it("is seen on Windows behind npm's script, in a path with blanks and umlauts", () => {
  const above = programsAbove(7404, on("win32", WINDOWS));
  expect(above).toEqual(["cmd", "d", "node", "codex", "pwsh", "Explorer"]);
});

it.each(["darwin", "win32"] as const)("is nobody that can be seen where %s says nothing", (platform) => {
  expect(programsAbove(7404, on(platform, null))).toEqual([]);
  expect(programsAbove(7404, on(platform, "garbage\n7404 7404 itself\n"))).toEqual(["itself"]);
});

it("is asked of the system by whole paths, which no folder on the PATH can stand in for", () => {
  const asked: string[] = [];
  for (const platform of ["darwin", "win32"] as const)
    programsAbove(1000, {
      platform,
      run(program) {
        asked.push(program);
        return null;
      },
    });
  expect(asked).toEqual(["/bin/ps", expect.stringMatching(/^[A-Z]:\\.*\\powershell\.exe$/)]);
});

it("is the program of this test, by /proc", () => {
  expect(programsAbove(process.pid)).toContain("node");
});
