// Builds the image where an engine answers, and speaks to the server in it.
import { spawnSync } from "node:child_process";
import type { Release } from "./facts.ts";
import { emptyHome, repositoryToTry, run, speak } from "./speak.ts";

export async function tryImage(release: Release, folder: string): Promise<string> {
  const { status } = spawnSync("docker", ["version"], { stdio: "ignore", timeout: 20_000 });
  if (status !== 0) return "not built here: no Docker engine answers";
  const image = `${release.command}:${release.version}`;
  run("docker", ["build", "--quiet", "--tag", image, folder], { cwd: folder });
  const repository = repositoryToTry();
  const args = ["run", "--interactive", "--rm", "--volume", `${repository}:/work`];
  const { uid, gid } = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  return speak(
    { command: "docker", args: [...args, "--user", `${uid}:${gid}`, image] },
    { home: emptyHome(), repository },
  );
}
