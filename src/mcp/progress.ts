// Tells a client how far a long call is, which also keeps some clients from giving up.
import type { ServerNotification } from "@modelcontextprotocol/server";

/** Notifications are sent only where the call carries a token; a client that is gone silently gets none. */
export function progressOf(
  meta: unknown,
  send: (notification: ServerNotification) => Promise<void>,
): (what: string) => void {
  const token: unknown =
    typeof meta === "object" && meta !== null ? Reflect.get(meta, "progressToken") : null;
  let progress = 0;
  return (message) => {
    if (typeof token !== "string" && typeof token !== "number") return;
    progress += 1;
    send({
      method: "notifications/progress",
      params: { progressToken: token, progress, message },
    }).catch(() => {});
  };
}
