// Lists the records that marks of the page lead to, each with its facts and the command that tells more.
import type { JournalRecord } from "../records/record.ts";
import { html, type Markup, written } from "./markup.ts";

export interface Traces {
  /** The address of a record's entry, which it makes. `facts` are names and values. */
  to(record: JournalRecord, title: string, facts: readonly (readonly [string, string])[]): string;
  /** The address of an entry for a number that no single record holds. */
  toNumber(name: string, title: string, facts: readonly (readonly [string, string])[]): string;
  entries(): Markup[];
}

export function createTraces(): Traces {
  const entries = new Map<string, Markup>();
  return {
    to(record, title, facts) {
      const { id, at, session, runtime, role } = record;
      if (!entries.has(id)) {
        const origin = [
          ["recorded", `${at} by ${session} in ${runtime} as ${role}`],
          ["record", `${record.record} ${id}`],
        ] as const;
        const command = `agentops-mcp trace ${id}`;
        entries.set(id, entry({ id, kind: record.record, title, facts: [...facts, ...origin], command }));
      }
      return `#t-${id}`;
    },
    toNumber(name, title, facts) {
      if (!entries.has(name))
        entries.set(name, entry({ id: name, kind: "number", title, facts, command: "agentops-mcp measure" }));
      return `#t-${name}`;
    },
    entries: () => [...entries.values()],
  };
}

interface Entry {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly facts: readonly (readonly [string, string])[];
  readonly command: string;
}

const entry = ({
  id,
  kind,
  title,
  facts,
  command,
}: Entry): Markup => html`<article class="trace" id="t-${id}">
<h3><span class="kind">${kind}</span> ${written(title)}</h3>
<dl>${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${written(value)}</dd></div>`)}</dl>
<code>${command}</code>
</article>
`;
