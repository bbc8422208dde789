// Reads `.agentops/skin.yaml` where it exists; a mistake in it costs nobody an answer.

import { AgentOpsError } from "../shared/errors.ts";
import { parseSettings } from "../shared/settings-file.ts";
import { type Skin, type SkinInForce, STANDARD_SKIN, skinSchema } from "./skin.ts";

export const SKIN_PATH = ".agentops/skin.yaml";

/** Throws CONFIG_INVALID with the key, the line and what was probably meant. */
export const parseSkin = (file: Buffer, where = "at the base commit"): Promise<Skin> =>
  parseSettings(skinSchema(), file, `${SKIN_PATH} ${where}`);

/** The words that `read` gives, or the standard ones where it throws CONFIG_INVALID. */
export async function orStandard(read: () => Promise<Skin>): Promise<SkinInForce> {
  try {
    return { words: await read(), broken: false };
  } catch (error) {
    if (!(error instanceof AgentOpsError)) throw error;
    return { words: STANDARD_SKIN, broken: true };
  }
}
