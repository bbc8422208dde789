// Describes a runtime that nobody has run here: what its documentation says, and nothing that only a run can show.
import { type Runtime, USUAL } from "./runtime.ts";

type Documented = Pick<
  Runtime,
  "name" | "label" | "programs" | "project" | "user" | "format" | "serversKey"
> &
  Partial<Pick<Runtime, "entry" | "read">> & { readonly remarks?: Runtime["notes"] };

export function fromDocumentation({ remarks = [], ...documented }: Documented): Runtime {
  return {
    ...USUAL,
    ...documented,
    notes: [
      {
        scope: null,
        text: `Written from the documentation of ${documented.label}; nobody has run it with this server. Hooks are not set up, so lessons come when its model calls the tools.`,
      },
      ...remarks,
    ],
  };
}
