// Counts tokens as the models of OpenAI do; the others are close.
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";

export const tokensOf = (value: unknown): number =>
  countTokens(typeof value === "string" ? value : JSON.stringify(value));
