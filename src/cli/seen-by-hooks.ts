// Gives pages what hooks have noted in this clone, which the journal may not have yet.
import { injectedInto, notedSessions } from "../hooks/io/injected.ts";
import type { UiPorts } from "../ui/ports.ts";

/** `folder` is this program's in the common git directory; null where there is none. */
export const seenByHooks = (folder: string | null): Pick<UiPorts, "noted" | "injected"> => ({
  noted: async () => (folder === null ? [] : notedSessions(folder)),
  injected: async (state, name) => (folder === null ? [] : injectedInto(state, folder, name)),
});
