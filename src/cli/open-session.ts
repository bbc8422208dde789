// Opens the session that a command line describes, for the server and for every other command.
import path from "node:path";
import type { Role } from "../records/record.ts";
import { createSession, type Session } from "../session/session.ts";
import { sessionFromProcess } from "../shared/identity.ts";
import type { Log } from "../shared/log.ts";
import type { CommandInput } from "./define-command.ts";
import { VERSION } from "./help.ts";
import { layerIn } from "./named-layer.ts";
import { folderOf } from "./option-values.ts";

export function openSession(options: CommandInput["options"], role: Role, log: Log): Session {
  const layer = layerIn(options);
  const knowledge = options.knowledge === undefined ? null : path.resolve(String(options.knowledge));
  return createSession(
    {
      dir: folderOf(options),
      knowledge: layer?.folder ?? knowledge,
      base: textOf(options.base) ?? null,
      ...(layer === null ? {} : { layerOf: layer.folder }),
      role,
      runtimeProcess: sessionFromProcess(),
      program: process.argv[1] ?? "",
      version: VERSION,
      waits: options.wait === true || !["", "0", "false"].includes(process.env.CI ?? ""),
    },
    log,
  );
}

const textOf = (value: string | boolean | undefined): string | undefined =>
  typeof value === "string" ? value : undefined;
