// Digests a text or bytes as the 64 hex digits of SHA-256.
import { createHash } from "node:crypto";

export const sha256 = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex");
