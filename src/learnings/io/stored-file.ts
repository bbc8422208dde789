// Tells whether a lesson's file can be deleted without loss, because the journal holds every byte of it.

import type { State } from "../../records/state.ts";
import Learning from "../records/learning.ts";
import { parseLearningFile, renderLearningFile } from "./learning-file.ts";

/** False for what a person has written or changed. */
export async function isStoredIn(state: State, bytes: Buffer): Promise<boolean> {
  const { id } = await parseLearningFile(bytes);
  const learning = id === null ? undefined : state.get(Learning, id);
  return learning !== undefined && bytes.equals(Buffer.from(renderLearningFile(learning)));
}
