// Finds credentials in a text before it is kept, without ever repeating them.
import { sanitise } from "./safe-text.ts";

/** Token formats as their issuers publish them. Every repetition is bounded, so that a scan stays linear. */
const FORMATS: readonly (readonly [rule: string, pattern: string, flags?: string])[] = [
  ["AWS access key id", "(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])"],
  [
    "AWS secret access key",
    String.raw`aws.{0,20}(?:secret|private).{0,20}?[:=]{1,2}>?\s{0,4}["'\x60]?[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])`,
    "i",
  ],
  ["AWS Bedrock key", "ABSK[A-Za-z0-9+/]{100,300}={0,2}"],
  ["GitHub token", "gh[pousr]_[A-Za-z0-9]{36,255}"],
  ["GitHub fine-grained token", "github_pat_[A-Za-z0-9_]{36,255}"],
  ["GitLab token", "gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|soat|ffct|oas)-[A-Za-z0-9_.-]{20,64}"],
  ["GitLab runner token", "GR1348941[A-Za-z0-9_-]{20}"],
  ["Bitbucket app password", "ATBB[A-Za-z0-9]{32}"],
  ["Atlassian token", "ATATT3[A-Za-z0-9_=-]{60,300}"],
  ["Slack token", "xox[abeprs](?:\\.xox[bp])?-[A-Za-z0-9-]{10,250}"],
  ["Slack app token", "xapp-\\d-[A-Z0-9]{6,20}-\\d{6,20}-[a-f0-9]{32,80}"],
  ["Slack webhook", "hooks\\.slack\\.com/(?:services|workflows|triggers)/[A-Za-z0-9/]{30,120}"],
  [
    "Teams webhook",
    "[a-z0-9-]{1,40}\\.webhook\\.office\\.com/webhookb2/[a-f0-9-]{36}@[A-Za-z0-9@/-]{36,200}",
  ],
  ["Discord webhook", "discord(?:app)?\\.com/api/webhooks/\\d{15,22}/[A-Za-z0-9_-]{50,90}"],
  ["Discord bot token", "[MNO][A-Za-z0-9_-]{22,27}\\.[A-Za-z0-9_-]{6}\\.[A-Za-z0-9_-]{27,40}"],
  ["Telegram bot token", "\\d{8,10}:AA[A-Za-z0-9_-]{32,34}"],
  ["Stripe key", "(?:sk|rk)_(?:live|test|prod)_[A-Za-z0-9]{16,200}"],
  ["Stripe webhook secret", "whsec_[A-Za-z0-9+/=]{24,80}"],
  ["Google API key", "AIza[A-Za-z0-9_-]{35}"],
  ["Google OAuth client secret", "GOCSPX-[A-Za-z0-9_-]{24,40}"],
  ["Google OAuth token", "ya29\\.[A-Za-z0-9_-]{20,250}"],
  ["Google refresh token", "1//0[A-Za-z0-9_-]{30,120}"],
  ["Azure storage key", "AccountKey\\s{0,3}=\\s{0,3}[A-Za-z0-9+/]{80,90}={0,2}", "i"],
  ["Azure shared access key", "SharedAccessKey\\s{0,3}=\\s{0,3}[A-Za-z0-9+/]{40,90}={0,2}", "i"],
  ["Azure SAS", "(?<=[?&])sig=[A-Za-z0-9%+/]{40,120}(?:=|%3D)?", "i"],
  ["Azure client secret", "[A-Za-z0-9_~.-]{3}\\dQ~[A-Za-z0-9_~.-]{31,34}"],
  ["Anthropic key", "sk-ant-[a-z0-9]{2,12}-[A-Za-z0-9_-]{20,200}"],
  ["OpenAI key", "sk-(?:proj-|svcacct-|admin-|None-)?[A-Za-z0-9_-]{32,200}"],
  ["OpenRouter key", "sk-or-v1-[a-f0-9]{64}"],
  ["Hugging Face token", "(?:hf|api_org)_[A-Za-z]{34,40}"],
  ["Replicate token", "r8_[A-Za-z0-9]{30,44}"],
  ["Groq key", "gsk_[A-Za-z0-9]{40,60}"],
  ["xAI key", "xai-[A-Za-z0-9]{60,100}"],
  ["Perplexity key", "pplx-[A-Za-z0-9]{40,60}"],
  ["npm token", "npm_[A-Za-z0-9]{36}"],
  ["npmrc token", "_(?:authToken|auth|password)\\s{0,3}=\\s{0,3}[\"']?[A-Za-z0-9+/_=-]{16,300}"],
  ["PyPI token", "pypi-[A-Za-z0-9_-]{50,250}"],
  ["RubyGems key", "rubygems_[a-f0-9]{48}"],
  ["crates.io token", "cio[A-Za-z0-9]{32}"],
  ["NuGet key", "oy2[a-z0-9]{43}"],
  ["Docker token", "dckr_(?:pat|oat)_[A-Za-z0-9_-]{24,64}"],
  ["DigitalOcean token", "do[opr]_v1_[a-f0-9]{64}"],
  ["Heroku key", "HRKU-[A-Za-z0-9_-]{36,70}"],
  [
    "Heroku key",
    "heroku.{0,30}[:=]\\s{0,3}[\"']?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    "i",
  ],
  ["Fly.io token", "(?:fo1_[A-Za-z0-9_-]{40,60}|fm[12][ar]?_[A-Za-z0-9+/=_-]{60,700})"],
  ["Vercel token", "(?:vc[piark]|vercel_blob_rw)_[A-Za-z0-9_]{24,80}"],
  ["Netlify token", "nfp_[A-Za-z0-9_]{36,50}"],
  ["Cloudflare token", "v1\\.0-[a-f0-9]{24}-[a-f0-9]{100,160}"],
  ["Cloudflare token", "(?:cfut|cfat|cfk)_[A-Za-z0-9_-]{36,60}"],
  [
    "Cloudflare key",
    "(?:cloudflare|CF)[A-Za-z0-9_ .-]{0,20}(?:token|key|secret)[\"']?\\s{0,3}[:=]\\s{0,3}[\"']?[A-Za-z0-9_-]{37,40}",
    "i",
  ],
  ["Supabase key", "(?:sbp_[a-f0-9]{40}|sb_secret_[A-Za-z0-9_-]{20,60})"],
  ["PlanetScale token", "pscale_(?:tkn|oauth|pw)_[A-Za-z0-9_.=-]{32,64}"],
  ["Neon key", "napi_[a-z0-9]{48,70}"],
  ["Twilio key", "SK[0-9a-f]{32}"],
  ["Twilio token", "twilio.{0,40}(?:token|secret).{0,10}?[:=]\\s{0,3}[\"']?[0-9a-f]{32}", "i"],
  ["SendGrid key", "SG\\.[A-Za-z0-9_-]{16,32}\\.[A-Za-z0-9_-]{32,64}"],
  ["Mailgun key", "key-[0-9a-f]{32}"],
  ["Mailgun key", "[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}"],
  ["Mailchimp key", "[0-9a-f]{32}-us\\d{1,2}"],
  ["Brevo key", "xkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}"],
  ["Resend key", "re_[A-Za-z0-9]{8}_[A-Za-z0-9]{24}"],
  ["Postman key", "PMAK-[a-f0-9]{24}-[a-f0-9]{34}"],
  ["Shopify token", "shp(?:at|ca|pa|ss|tka)_[a-fA-F0-9]{32}"],
  ["Square token", "(?:EAAA[A-Za-z0-9_-]{58,62}|sq0(?:atp|csp|idp)-[A-Za-z0-9_-]{22,43})"],
  ["PayPal token", "access_token\\$(?:production|sandbox)\\$[a-z0-9]{16}\\$[a-f0-9]{32}"],
  ["Databricks token", "dapi[a-f0-9]{32}(?:-\\d)?"],
  [
    "Datadog key",
    "(?:datadog|dd)[A-Za-z0-9_ .-]{0,20}key[\"']?\\s{0,3}[:=]\\s{0,3}[\"']?[a-f0-9]{32}(?:[a-f0-9]{8})?",
    "i",
  ],
  ["New Relic key", "(?:NR(?:AK|II|IQ|RA|SP)-[A-Z0-9]{27,42}|NRJS-[a-f0-9]{19}|[a-f0-9]{36}NRAL)", "i"],
  ["Grafana token", "gl(?:c_[A-Za-z0-9+/]{32,400}={0,2}|sa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8})"],
  ["Sentry token", "sntr(?:ys_[A-Za-z0-9+/=_-]{60,400}|yu_[a-f0-9]{64})"],
  ["Sentry DSN secret", "https://[a-f0-9]{32}:[a-f0-9]{32}@[a-z0-9.]{1,60}sentry\\.io"],
  ["Linear key", "lin_(?:api|oauth)_[A-Za-z0-9]{32,64}"],
  ["Notion token", "(?:secret_[A-Za-z0-9]{43}|ntn_[A-Za-z0-9]{40,50})"],
  ["Airtable token", "pat[A-Za-z0-9]{14}\\.[a-f0-9]{64}"],
  ["Asana token", "[12]/\\d{12,20}(?:/\\d{12,20})?:[a-f0-9]{32}"],
  ["Figma token", "fig[dour]_[A-Za-z0-9_-]{38,50}"],
  ["Dropbox token", "sl\\.(?:u\\.)?[A-Za-z0-9_-]{100,300}"],
  ["Doppler token", "dp\\.(?:pt|st|ct|sa|scim|audit)\\.(?:[a-z0-9_-]{2,35}\\.)?[A-Za-z0-9]{40,44}"],
  ["Vault token", "hv[sbr]\\.[A-Za-z0-9_-]{24,300}"],
  ["Pulumi token", "pul-[a-f0-9]{40}"],
  ["Terraform Cloud token", "[A-Za-z0-9]{14}\\.atlasv1\\.[A-Za-z0-9_-]{60,70}"],
  ["1Password token", "ops_eyJ[A-Za-z0-9+/]{100,900}={0,2}"],
  ["age secret key", "AGE-SECRET-KEY-1[0-9A-Z]{58}"],
  ["Tailscale key", "tskey-[a-z]{3,10}-[A-Za-z0-9]{8,20}-[A-Za-z0-9]{20,40}"],
  ["CircleCI token", "CCIP(?:AT|RJ)_[A-Za-z0-9]{20,30}_[a-f0-9]{40}"],
  ["Sourcegraph token", "sg[pd]_(?:[a-f0-9]{16}_|local_)?[a-f0-9]{40}"],
  ["PostHog key", "ph[xsr]_[A-Za-z0-9_]{40,60}"],
  ["LaunchDarkly key", "(?:sdk|mob|api)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"],
  ["JSON Web Token", "eyJ[A-Za-z0-9_-]{10,2000}\\.eyJ[A-Za-z0-9_-]{10,4000}\\.[A-Za-z0-9_-]{10,1000}"],
  ["private key", "-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----"],
  ["private key", "PuTTY-User-Key-File-\\d"],
  ["OpenSSH private key body", "b3BlbnNzaC1rZXktdjE[A-Za-z0-9+/=\\s]{40,200}"],
  [
    "credentials in an Authorization header",
    "authorization[\"']?\\s{0,3}[:=]\\s{0,3}[\"'`]?(?:bearer|basic|token)\\s{1,3}[A-Za-z0-9._~+/=-]{16,400}",
    "i",
  ],
  [
    "password in a URL",
    "[a-z][a-z0-9+.-]{1,20}://[^\\s:/?#@\"'`<>]{0,64}:(?<value>[^\\s:/?#@\"'`<>]{3,128})@[A-Za-z0-9[]",
    "i",
  ],
  [
    "password in a connection string",
    "(?:server|host|data source|user id|uid|username)\\s{0,2}=[^;\\n]{1,80};[^\\n]{0,120}?(?:password|pwd)\\s{0,2}=\\s{0,2}(?<value>[^;\\s\"']{4,100})",
    "i",
  ],
];

const KEYWORD = `(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|auth[_-]?key|private[_-]?key|encryption[_-]?key|signing[_-]?key|credential)(?!i[sz]|ary)`;
/** A named secret given a quoted value, and the unquoted form of an environment file. */
const ASSIGNMENTS: readonly RegExp[] = [
  new RegExp(
    `${KEYWORD}[A-Za-z0-9_-]{0,20}["'\`]?\\s{0,4}(?:=>|:=|[:=])\\s{0,4}(?<quote>["'\`])(?<value>[^"'\`\\s]{8,200})\\k<quote>`,
    "gi",
  ),
  /(?<![A-Za-z0-9])[A-Z0-9_]{0,40}(?:PASSWORD|PASSWD|SECRET|TOKEN|_KEY|APIKEY|_PWD)[A-Z0-9_]{0,20}=(?<value>[^\s"'`;,)]{12,200})/g,
];

/** What follows a named secret without quotes: an ending of its name that says no more than which one. */
const WHICH = "(?:[_.-]?(?:prod|production|dev|staging|value|old|new|v?\\d{1,2}))?";
const VALUE = "(?<value>[^\\s\"'`;,)<>]{8,200})";
const OPTION =
  "(?:password|passwd|passphrase|pass|pwd|secret|token|api-?key|access-?key|secret-?key|private-?key|credential)";
/** Unquoted credentials in settings, command lines and files; text around them is prose, so the filter is strict. */
const UNQUOTED: readonly RegExp[] = [
  new RegExp(`${KEYWORD}${WHICH}["'\`]?\\s{0,4}(?:=>|:=|[:=])[^\\S\\n]{0,4}${VALUE}`, "gi"),
  new RegExp(`(?<![\\w-])--[a-z-]{0,30}${OPTION}(?:=|[^\\S\\n]{1,3})["']?${VALUE}`, "gi"),
  new RegExp(`(?<![\\w-])(?:-u|--user|--proxy-user)[= ]{0,2}["']?[\\w.@+-]{1,64}:${VALUE}`, "g"),
  new RegExp(
    `\\b(?:login|sshpass|mariadb|mysql[a-z]{0,8})\\b[^\\n|;&]{0,120}?[^\\S\\n]-p[^\\S\\n]{0,2}["']?${VALUE}`,
    "g",
  ),
  new RegExp(`<[\\w:.-]{0,40}${OPTION}>\\s{0,4}${VALUE}\\s{0,4}</`, "gi"),
  new RegExp(`\\blogin\\s{1,4}\\S{1,100}\\s{1,4}password\\s{1,4}${VALUE}`, "g"),
  /\bcookie["']?:[^\n]{0,200}?(?:sess|sid|auth|token|jwt)[\w.-]{0,20}=(?<value>[\w%.~+/-]{16,400})/gi,
];
/** The entry of a container registry in a client's settings: user and password in base64. */
const REGISTRY_AUTH = /["']?\b_?auth["']?\s{0,4}[:=]\s{0,4}["']?(?<value>[A-Za-z0-9+/]{12,400}={0,2})/g;

/** What a text must hold before the slowest patterns, which begin with no fixed letters, are tried at all. */
const NEEDED: Readonly<Record<string, string>> = {
  "Terraform Cloud token": ".atlasv1.",
  "Teams webhook": ".webhook.office.com/",
  "password in a URL": "://",
  "Airtable token": "pat",
  "Vault token": "hv",
  "Mailchimp key": "-us",
};

const TOKENS: readonly (readonly [rule: string, pattern: RegExp])[] = FORMATS.map(
  ([rule, pattern, flags]) => [rule, new RegExp(`(?<![A-Za-z0-9])(?:${pattern})`, `g${flags ?? ""}`)],
);

/**
 * Words that say a value stands for another. The AWS documentation key counts as found all the same:
 * keeping it teaches nothing and a reader cannot tell it from a live one.
 */
const PLACEHOLDER =
  /x{4,}|\*{3,}|\.{3,}|…|<[a-z]|[{}$]|%[A-Z_]{3,}%|your|example|placeholder|change-?me|redacted|dummy|sample|(?:process|import\.meta)\.env|environ|getenv|^(?:pass|password|passwd|pw|pwd|secret|token|user|postgres|root|admin|test|guest)$/i;
const KEBAB_OR_PATH = /^[a-z]+(?:[-_./][a-z0-9]+)+$|^[./~]|:\/\//;

function bitsPerCharacter(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** Measured on innocent assignments: identifiers and words stay without digits or below 2.8 bits a character. */
function looksRandom(value: string): boolean {
  return (
    /\d/.test(value) &&
    /[A-Za-z]/.test(value) &&
    !KEBAB_OR_PATH.test(value) &&
    !/[([]/.test(value) &&
    bitsPerCharacter(value) >= 2.8
  );
}

/** Names with a number in them, which are not the digits of a password. */
const NUMBERED_NAME =
  /(?:sha|md|base|utf|int|float|bytes?|oauth|auth|aes|rsa|ed|ipv|http|hmac|argon|bcrypt|ripemd|python|part|step|page|user|client|version)[-_]?\d{1,4}(?!\d)/gi;
/** A property, a constant, a path, a date or the address of a store, in the place of a value. */
const REFERENCE =
  /^[A-Za-z_]\w*(?:(?:\?|!)?\.[A-Za-z_]\w*)+[.?!]?$|^[A-Z]+\d{0,2}(?:_[A-Z]*\d{0,3})+$|^\d{4}-\d\d-\d\d|^(?:arn|sha\d+|env|file|vault|ref|op|id|ssm|kv|projects)[:/]|^[\\^@&|]|\.(?:pem|key|crt|json|txt|ya?ml|[jt]sx?|py|go|rs|md|env)\b|[=!]=|[&|]{2}|=>/;

/** Stricter than `looksRandom`: digits in two places, or a digit and a sign that no identifier holds. */
function looksTyped(value: string): boolean {
  if (PLACEHOLDER.test(value) || REFERENCE.test(value) || !looksRandom(value)) return false;
  const rest = value.replace(NUMBERED_NAME, "");
  return (
    /\d[^\d]*[A-Za-z][^\d]*\d/.test(rest) || (/\d/.test(rest) && /[!@#%^*~?](?!$)|[!@#%^*~]$/.test(rest))
  );
}

function isUserAndPassword(encoded: string): boolean {
  const [, password] =
    /^[\w.@$+-]{1,80}:([!-~]{3,300})$/.exec(Buffer.from(encoded, "base64").toString("latin1")) ?? [];
  return password !== undefined && !PLACEHOLDER.test(password);
}

function isToken(rule: string, match: RegExpMatchArray): boolean {
  const value = match.groups?.value ?? match[0];
  if (rule.startsWith("AWS")) return !/x{4,}|\*{3,}/i.test(value);
  // Hyphenated words such as `sk-learn-pipeline-with-standard-scaler` share the prefix of a key but hold no digits.
  if (rule === "OpenAI key" && !(/\d/.test(value) && /[A-Z]|[a-z0-9]{30}/.test(value))) return false;
  return !PLACEHOLDER.test(value);
}

const VALUES: readonly (readonly [
  rule: string,
  patterns: readonly RegExp[],
  isReal: (value: string) => boolean,
])[] = [
  ["assigned secret", ASSIGNMENTS, (value) => !PLACEHOLDER.test(value) && looksRandom(value)],
  ["unquoted secret", UNQUOTED, looksTyped],
  ["user and password in base64", [REGISTRY_AUTH], isUserAndPassword],
];

/**
 * The first credential of a known format, or named secret with a random-looking value; `line` counts from 1.
 * Never returns any part of it. Zero-width characters inside a token do not hide it.
 */
export function findSecret(text: string): { rule: string; line: number } | null {
  const plain = sanitise(text);
  const at = (index: number): number => plain.slice(0, index).split("\n").length;
  for (const [rule, pattern] of TOKENS) {
    if (!plain.includes(NEEDED[rule] ?? "")) continue;
    for (const match of plain.matchAll(pattern))
      if (isToken(rule, match)) return { rule, line: at(match.index) };
  }
  for (const [rule, patterns, isReal] of VALUES) {
    for (const match of patterns.flatMap((pattern) => [...plain.matchAll(pattern)]))
      if (isReal(match.groups?.value ?? "")) return { rule, line: at(match.index) };
  }
  return null;
}
