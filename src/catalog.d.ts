// The build writes this module from what lies in tools/ and resources/ (scripts/catalog.mjs).
declare module "agentops:catalog" {
  const catalog: import("./define.ts").Catalog;
  export default catalog;
}
