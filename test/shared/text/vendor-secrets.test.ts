// Tokens of the services that agents work with, in ten places each, and broken over lines and strings: made up anew, as their issuers describe them.
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { findSecret } from "../../../src/shared/text/secrets.ts";
import { withoutSecrets } from "../../../src/shared/text/without-secrets.ts";

const DIGITS = "0123456789";
const LOWER = "abcdefghijklmnopqrstuvwxyz";
const UPPER = LOWER.toUpperCase();
const ALPHABETS: Readonly<Record<string, string>> = {
  h: `${DIGITS}abcdef`,
  a: UPPER + LOWER + DIGITS,
  l: LOWER + DIGITS,
  d: DIGITS,
  b: `${UPPER}${LOWER}${DIGITS}-_`,
};

/** Letters as random as a token's, the same in each run. */
function letters(alphabet: string, count: number, seed: string): string {
  let made = "";
  for (let round = 0; made.length < count; round += 1)
    for (const byte of createHash("sha256").update(`${seed} ${round}`).digest())
      if (byte < 256 - (256 % alphabet.length)) made += alphabet[byte % alphabet.length];
  return made.slice(0, count);
}
/** `{h32}` stands for 32 hexadecimal digits, `{a20}` for letters and digits, `{l..}` for small ones, `{b..}` for those of URLs. */
const tokenOf = (form: string, seed: string): string =>
  form
    .replaceAll("{uuid}", "{h8}-{h4}-4{h3}-a{h3}-{h12}")
    .replace(/\{([a-z])(\d+)\}/g, (_, of: string, count: string, at: number) =>
      letters(ALPHABETS[of] ?? "", Number(count), `${seed} ${at}`),
    );

const VENDORS: Readonly<Record<string, string>> = {
  LANGSMITH_API_KEY: "lsv2_pt_{h32}_{h10}",
  LANGCHAIN_API_KEY: "ls__{h32}",
  LANGFUSE_SECRET_KEY: "sk-lf-{uuid}",
  GROQ_API_KEY: "gsk_{a52}",
  XAI_API_KEY: "xai-{a80}",
  OPENROUTER_API_KEY: "sk-or-v1-{h64}",
  SUPABASE_ACCESS_TOKEN: "sbp_{h40}",
  SUPABASE_SECRET_KEY: "sb_secret_{b31}",
  VERCEL_TOKEN: "vcp_{a56}",
  BLOB_READ_WRITE_TOKEN: "vercel_blob_rw_{a16}_{a30}",
  NEON_API_KEY: "napi_{l64}",
  DATABASE_URL: "postgresql://owner:npg_{a12}@ep-cool-{l8}.eu-central-1.aws.neon.tech/main",
  CLOUDFLARE_ORIGIN_KEY: "v1.0-{h24}-{h146}",
  DOPPLER_TOKEN: "dp.st.prd_backend.{a43}",
  OP_SERVICE_ACCOUNT_TOKEN: "ops_eyJ{a400}",
  LINEAR_API_KEY: "lin_api_{a40}",
  LINEAR_WEBHOOK_SECRET: "lin_wh_{a40}",
  NOTION_TOKEN: "ntn_{d11}{a35}",
  FIGMA_TOKEN: "figd_{b40}",
  DATABRICKS_TOKEN: "dapi{h32}-2",
  HF_TOKEN: "hf_{a34}",
  REPLICATE_API_TOKEN: "r8_{a37}",
  PINECONE_API_KEY: "pcsk_{a5}_{a63}",
  ANTHROPIC_API_KEY: "sk-ant-api03-{b93}AA",
  DEEPSEEK_API_KEY: "sk-{h32}",
  FIREWORKS_API_KEY: "fw_{a22}",
  ELEVENLABS_API_KEY: "sk_{h48}",
  VOYAGE_API_KEY: "pa-{b43}",
  JINA_API_KEY: "jina_{h32}{a28}",
  TAVILY_API_KEY: "tvly-dev-{a32}",
  FIRECRAWL_API_KEY: "fc-{h32}",
  E2B_API_KEY: "e2b_{h40}",
  MODAL_TOKEN_SECRET: "as-{a22}",
  HELICONE_API_KEY: "sk-helicone-{l7}-{l7}-{l7}-{l7}",
  RENDER_API_KEY: "rnd_{a28}",
  TRIGGER_SECRET_KEY: "tr_prod_{a24}",
  INNGEST_SIGNING_KEY: "signkey-prod-{h64}",
  HUBSPOT_TOKEN: "pat-na1-{uuid}",
  BUILDKITE_AGENT_TOKEN: "bkua_{h40}",
  SONAR_TOKEN: "sqp_{h40}",
  CONTENTFUL_TOKEN: "CFPAT-{b43}",
  MAPBOX_SECRET: "sk.eyJ1Ijoi{b60}.{b22}",
  TYPEFORM_TOKEN: "tfp_{b59}",
  PLAID_ACCESS_TOKEN: "access-production-{uuid}",
  DBT_TOKEN: "dbtc_{b43}",
  AZURE_OPENAI_API_KEY: "{a52}JQQJ99{a26}",
  GEMINI_API_KEY: "AQ.{b50}",
  CONVEX_DEPLOY_KEY: "prod:happy-otter-123|{a60}==",
  COCKROACH_API_KEY: "CCDB1_{a22}_{a40}",
  INFISICAL_TOKEN: "st.{h24}.{h32}.{h32}",
  POLAR_ACCESS_TOKEN: "polar_oat_{a43}",
  NVIDIA_API_KEY: "nvapi-{b64}",
  CEREBRAS_API_KEY: "csk-{l48}",
};

const PLACES: readonly ((name: string, token: string) => string)[] = [
  (_, token) => `I used ${token} to reproduce it and it worked after a retry.`,
  (name, token) => `export ${name}=${token}`,
  (name, token) => `{"env": {"${name}": "${token}"}}`,
  (name, token) => `env:\n  ${name}: ${token}\n  NODE_ENV: test`,
  (name, token) => `client = Client(${name.toLowerCase()}="${token}")`,
  (_, token) => `curl -H "Authorization: Bearer ${token}" https://api.example.com/v1/models`,
  (name, token) => `Run with \`${name}=${token} npm test\` or the suite is skipped.`,
  (name, token) => `${name}='${token}'`,
  (_, token) => `401 Unauthorized: key ${token} has expired`,
  (name, token) => `docker run -e ${name}=${token} -p 80:80 app`,
];

const cut = (token: string, at: number): [string, string] => [token.slice(0, at), token.slice(at)];
const BROKEN: Readonly<Record<string, (token: string) => string>> = {
  "by a backslash": (token) => `export KEY=${cut(token, 14).join("\\\n")}`,
  "by a backslash before blanks": (token) => `curl -H "X: ${cut(token, 14).join("\\\n    ")}"`,
  "by quotes and a plus": (token) => `const key = "${cut(token, 12).join('" +\n  "')}";`,
  "by quotes and a plus in front": (token) => `const key = '${cut(token, 12).join("'\n  + '")}';`,
  "in one line": (token) => `k = "${cut(token, 9).join('" + "')}"`,
  "by quotes alone": (token) => `key = ("${cut(token, 12).join('"\n       "')}")`,
  "by a dot": (token) => `$key = '${cut(token, 12).join("' . '")}';`,
  "by a fold of YAML": (token) => `key: >-\n  ${cut(token, 16).join("\n  ")}`,
  "by a fold in quotes": (token) => `key: "${cut(token, 16).join("\\\n  ")}"`,
  "by a terminal of 80 columns": (token) =>
    `$ echo the key that the service wanted in this case was in the end the one: ${token}`.replace(
      /(.{80})/g,
      "$1\n",
    ),
  "in a quotation": (token) => `> ${cut(token, 20).join("\n> ")}`,
  "in a list that is joined": (token) => `["${cut(token, 10).join('", "')}"].join("")`,
  "in a diff": (token) => `+KEY=${cut(token, 20).join("\n+")}`,
};
/** Those that a word before all else tells. */
const TOLD = [
  "LANGSMITH_API_KEY",
  "GROQ_API_KEY",
  "ANTHROPIC_API_KEY",
  "PINECONE_API_KEY",
  "OPENROUTER_API_KEY",
];

it("finds each of five hundred, in prose, settings, code, headers and logs", () => {
  const missed = Object.entries(VENDORS).flatMap(([name, form]) =>
    PLACES.flatMap((place, at) =>
      findSecret(place(name, tokenOf(form, `${name} ${at}`))) === null ? [`${name} in place ${at}`] : [],
    ),
  );
  expect(missed).toEqual([]);
});

describe.each(Object.keys(BROKEN))("a token that is broken %s", (how) => {
  it("is found, and all of it is taken out", () => {
    for (const name of TOLD) {
      const token = tokenOf(VENDORS[name] ?? "", `${name} ${how}`);
      const text = `before\n${BROKEN[how]?.(token)}\nbehind`;
      expect([name, findSecret(text)?.rule]).toEqual([name, expect.any(String)]);
      const kept = withoutSecrets(text);
      expect(kept.startsWith("before\n")).toBe(true);
      expect(kept).not.toContain(token.slice(-8));
    }
  });
});

it.each([
  "npm_config_cache=/tmp/x\nnpm_config_offline=true\nnpm_lifecycle_event=test",
  '"sk-learn" + "pipeline-with-standard-scaler-2"',
  "Of these only gsk_ and xai- name a vendor,\nand the others say nothing at all about where they come from 12345678.",
  'const prefixes = ["ghp_", "gho_", "ghu_", "github_pat_", "glpat-", "sk-ant-", "xoxb-"];\nreturn prefixes.join("|");',
  "as-soon-as-possible-after-2026 and pa-rallel-runs-of-the-suite-on-2-cores-take-43-s",
  "fc-cache-0123456789 is run by fontconfig",
  "sha256 of the archive:\n  9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\n  60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
  "prod:happy-otter|the deployment that people see",
  "hf_transfer_enabled_for_the_whole_download and hf_hub_download_with_retries_2",
])("takes no harmless text for one: %s", (text) => {
  expect(findSecret(text)).toBe(null);
});
