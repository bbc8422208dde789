// Runs any program as a judge, by a contract: the packet on standard input, one JSON object on standard output.
import { type Adapter, NO_COST } from "./adapter.ts";

export const command: Adapter = {
  program: null,
  variables: ({ env }) => env,
  credentials: () => [],
  network: ({ network }) => network,
  command: ({ model }, { argv, checkout, packet, preface }, env) => ({
    argv,
    env: {
      ...env,
      AGENTOPS_PACKET: packet,
      AGENTOPS_CHECKOUT: checkout,
      ...(preface === "" ? {} : { AGENTOPS_PREFACE: preface }),
      ...(model === undefined ? {} : { AGENTOPS_MODEL: model }),
    },
  }),
  // It says itself, in its answer, which model it asked and what that took.
  read: (stdout) => ({ text: stdout.trim(), problem: null, model: null, cost: NO_COST }),
};
