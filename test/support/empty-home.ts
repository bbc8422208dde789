// Gives all tests a home without any configuration, so that none sees a setting of the machine that it runs on.
import { removeFolder, temporaryFolder } from "./repository.ts";

export function setup(): () => void {
  const home = temporaryFolder();
  process.env.HOME = home;
  process.env.GIT_CONFIG_NOSYSTEM = "1";
  return () => removeFolder(home);
}
