// A git on PATH that kills the process that started it, at the n-th start, before or after doing its work.
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { removeFolder, temporaryFolder } from "./repository.ts";

export interface DeadlyGit {
  /** For the server that is to be killed. */
  readonly env: Record<string, string>;
  /** From now on the n-th git, counted from 1, kills. */
  arm(nth: number): void;
  /** The arguments of the git that has killed; null while none has. Disarms it. */
  victim(): string | null;
  remove(): void;
}

export function createDeadlyGit(when: "before" | "after"): DeadlyGit {
  const folder = temporaryFolder();
  const [count, log, shim] = ["count", "log", "git"].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
  ];
  const real = (process.env.PATH ?? "")
    .split(":")
    .map((each) => path.join(each, "git"))
    .find(existsSync);
  writeFileSync(
    shim,
    `#!/bin/sh
if [ -e '${count}' ]; then
  read -r left < '${count}'
  left=$((left - 1))
  echo $left > '${count}'
  if [ $left = 0 ]; then
    echo "$@" > '${log}'
    ${when === "after" ? `'${real}' "$@" > /dev/null` : ":"}
    kill -9 $PPID
    exit 1
  fi
fi
exec '${real}' "$@"
`,
  );
  chmodSync(shim, 0o755);
  return {
    env: { PATH: `${folder}:${process.env.PATH}` },
    arm: (nth) => writeFileSync(count, `${nth}\n`),
    victim() {
      rmSync(count, { force: true });
      if (!existsSync(log)) return null;
      const args = readFileSync(log, "utf8").trim();
      rmSync(log);
      return args.replace(/^(-c \S+ )*/, "");
    },
    remove: () => removeFolder(folder),
  };
}
