// Names why a scenario of the protocol's own tests does not apply to this server; what is named nowhere has to pass.

/** The scenario or the check, as a pattern of `scenario check`. */
export const REASONS: readonly (readonly [of: RegExp, reason: string])[] = [
  [
    /^(?:tools-call-|resources-read-|resources-templates-read |prompts-get-|json-schema-2020-12 |input-required-result-|elicitation-)/,
    "calls a tool, resource or prompt that only a server made for these tests has",
  ],
  [
    /^server-stateless sep-2575-(?:server-rejects-undeclared-capability|missing-capability-http-400|http-server-no-independent-requests-on-stream|server-no-log-without-loglevel)$/,
    "calls a tool that only a server made for these tests has",
  ],
  [
    /^(?:dns-rebinding-protection |http-header-validation |http-custom-header-server-validation |server-stateless sep-2575-http-)/,
    "is a rule of HTTP, which this server does not speak: the tests reach it by a bridge",
  ],
  [
    /^server-stateless sep-2575-request-meta-invalid-/,
    "over stdin a first message that does not say its era is of the older one, and is answered in it",
  ],
  [
    /^server-stateless sep-2575-server-(?:sends-subscription-ack|tags-subscription-id|honors-notification-filter)$/,
    "needs a stream, which the bridge has none of; test/mcp/eras.test.ts listens over stdin",
  ],
  [
    /^(?:logging-set-level|resources-(?:un)?subscribe) /,
    "is of a capability that this server does not declare",
  ],
  [/^tasks-/, "is of the extension for tasks, which this server does not declare"],
];
