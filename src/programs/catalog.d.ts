// Types the modules that the build writes from what lies in the folders (scripts/catalog.mjs).
declare module "agentops:catalog" {
  const catalog: import("../api/define.ts").Catalog;
  export default catalog;
}

declare module "agentops:commands" {
  const commands: Readonly<
    Record<string, () => Promise<{ default: import("../cli/define-command.ts").CommandSpec }>>
  >;
  export default commands;
}

declare module "agentops:calibration" {
  /** As the files say; to be parsed by the schema of a case. */
  const cases: Readonly<Record<string, unknown>>;
  export default cases;
}

declare module "agentops:records" {
  const kinds: readonly import("../records/define-record.ts").RecordKind[];
  export default kinds;
}

declare module "agentops:stories" {
  const tellers: readonly import("../records/story.ts").Teller[];
  export default tellers;
}

declare module "agentops:package-name" {
  /** As package.json says it, without the rest of that file. */
  const name: string;
  export default name;
}

declare module "agentops:website" {
  /** Where the project lies, as a release says it; empty in a build of one's own. */
  const website: string;
  export default website;
}

declare module "agentops:hook-script" {
  /** The text of src/runtimes/hook.sh. */
  const script: string;
  export default script;
}

declare module "agentops:page-script" {
  /** The text of src/ui/page-script.js. */
  const script: string;
  export default script;
}

declare module "agentops:server-file" {
  /** The text of src/runtimes/server.cjs. */
  const text: string;
  export default text;
  /** Its sha256 as base64. */
  export const digest: string;
}
