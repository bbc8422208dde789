// Defines bounded shapes that several kinds of records use, so that no record can grow without end.
import * as z from "zod";
import { RECORD_ID } from "../shared/ids.ts";

export const RecordId = z.string().regex(RECORD_ID, "must be a ULID");
export const ObjectId = z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/);
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** Distinguishes the runtime process that hosts a session from others. */
export const HostProcess = z.string().max(40);
/** Distinguishes tasks, commands and errors of a session, and reveals nothing else about them. */
export const ShortHash = z.string().regex(/^[0-9a-f]{16}$/);
export const ShortText = z.string().max(1000);
