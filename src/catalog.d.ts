// The build writes these modules from what lies in the folders (scripts/catalog.mjs).
declare module "agentops:catalog" {
  const catalog: import("./define.ts").Catalog;
  export default catalog;
}

declare module "agentops:commands" {
  const commands: Readonly<
    Record<string, () => Promise<{ default: import("./cli/define-command.ts").CommandSpec }>>
  >;
  export default commands;
}
