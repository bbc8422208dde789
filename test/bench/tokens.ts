// Counts what the server costs a model before it has done anything: tool list, instructions, brief.
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { startClient } from "../support/client.ts";
import { repositoryWithLearnings } from "./filled-repository.ts";
import type { Benchmark } from "./measure.ts";

const LEARNINGS = 1_000;

export const tokens: Benchmark = {
  name: "tokens",
  title: "Tokens that a session pays",
  async run() {
    const { repository } = await repositoryWithLearnings(LEARNINGS);
    const client = await startClient(repository.dir);
    try {
      const { tools } = await client.client.listTools();
      const perTool = tools.map((tool) => ({ name: tool.name, cost: count(JSON.stringify(tool)) }));
      const list = count(JSON.stringify(tools));
      const instructions = client.client.getInstructions() ?? "";
      const brief = count(await client.read("agentops://brief"));
      const tokenRow = (what: string, cost: number) => ({ what, samples: [cost], unit: "tokens" });
      return {
        data: `the server's own answers as JSON, by the tokenizer o200k_base; the brief of ${LEARNINGS} generated learnings`,
        rows: [
          ...perTool.map(({ name, cost }) => tokenRow(`tool ${name}`, cost)),
          tokenRow("tools/list in total", list),
          tokenRow("instructions", count(instructions)),
          { what: "instructions", samples: [instructions.length], unit: "characters" },
          tokenRow("agentops://brief", brief),
        ],
        targets: [
          {
            what: "dearest tool",
            value: Math.max(...perTool.map(({ cost }) => cost)),
            atMost: 400,
            unit: "tokens",
          },
          { what: "instructions", value: instructions.length, atMost: 1_999, unit: "characters" },
          { what: "brief", value: brief, atMost: 800, unit: "tokens" },
        ],
      };
    } finally {
      await client.close();
      repository.remove();
    }
  },
};

const count = (text: string): number => encode(text).length;
