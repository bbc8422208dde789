// Describes a runtime that nobody has run here: what its documentation says, and nothing that only a run can show.
import type { Runtime } from "./runtime.ts";

type Documented = Pick<
  Runtime,
  "name" | "label" | "programs" | "project" | "user" | "format" | "serversKey" | "entry" | "read"
> & { readonly remarks?: Runtime["notes"] };

/** What only a run can show, of a runtime that nobody has run. */
export const UNMEASURED = {
  projectsKey: null,
  localSettings: null,
  startsServersBelow: false,
  permit: null,
  denyLists: [],
  hooks: null,
  newConfig: {},
  instructionsHead: "",
  startLimitMs: null,
  startLimitSetting: null,
  passesOn: () => true,
  environment: "not measured",
} as const satisfies Partial<Runtime>;

export function fromDocumentation({ remarks = [], ...documented }: Documented): Runtime {
  return {
    ...UNMEASURED,
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
