// Describes Zed: `.zed/settings.json` with the key `context_servers`, AGENTS.md for instructions.
import path from "node:path";
import { fromDocumentation } from "./from-documentation.ts";

export const zed = fromDocumentation({
  name: "zed",
  label: "Zed",
  programs: ["zed", "zeditor"],
  project: { config: [".zed/settings.json"], instructions: "AGENTS.md", signs: [".zed"] },
  user({ home, env, platform }) {
    const folder =
      platform === "win32"
        ? path.join(env.APPDATA || path.join(home, "AppData/Roaming"), "Zed")
        : path.join(env.XDG_CONFIG_HOME || path.join(home, ".config"), "zed");
    return { config: [path.join(folder, "settings.json")], instructions: null, signs: [folder] };
  },
  format: "jsonc",
  serversKey: "context_servers",
  entry: ({ command, args }) => ({ source: "custom", command, args }),
});
