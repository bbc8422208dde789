// Tells the idea that the twelve factors rest on.
import { defineResource } from "../src/api/define.ts";
import { OPERATOR_MODEL } from "./doctrine/operator_model.ts";

export default defineResource({
  uri: "agentops://operator-model",
  title: "Operator model",
  description: "The model beneath the factors, what this server does for each part, sources and licence.",
  read: async () => `# The operator model\n\n${OPERATOR_MODEL}\n`,
});
