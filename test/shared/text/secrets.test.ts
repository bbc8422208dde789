// Every token format is built at run time from parts, so that no scanner mistakes this file for a leak.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findSecret } from "../../../src/shared/text/secrets.ts";

let state = 42;
/** A repeatable stand-in for randomness: the same letters in every run. */
function letters(alphabet: string, length: number): string {
  let text = "";
  while (text.length < length) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    text += alphabet[(state >>> 16) % alphabet.length];
  }
  return text;
}
const hex = (length: number): string => letters("0123456789abcdef", length);
const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const word = (length: number): string => letters(`${UPPER}${UPPER.toLowerCase()}0123456789`, length);
const upper = (length: number): string => letters(`${UPPER}234567`, length);
const alpha = (length: number): string => letters(UPPER + UPPER.toLowerCase(), length);
const digits = (length: number): string => letters("123456789", length);
const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const uuid = (): string => [hex(8), hex(4), hex(4), hex(4), hex(12)].join("-");
const join = (...parts: string[]): string => parts.join("");

const TOKENS: readonly (readonly [string, string])[] = [
  ["AWS key id", join("AK", "IA", upper(16))],
  ["AWS temporary key id", join("AS", "IA", upper(16))],
  ["AWS secret", join("aws_secret_access_key = ", word(38), "/+")],
  ["GitHub personal", join("gh", "p_", word(36))],
  ["GitHub OAuth", join("gh", "o_", word(36))],
  ["GitHub user to server", join("gh", "u_", word(36))],
  ["GitHub server to server", join("gh", "s_", word(36))],
  ["GitHub refresh", join("gh", "r_", word(76))],
  ["GitHub fine-grained", join("github", "_pat_", word(22), "_", word(59))],
  ["GitLab personal", join("gl", "pat-", word(20))],
  ["GitLab deploy", join("gl", "dt-", word(20))],
  ["Slack bot", join("xo", "xb-", digits(12), "-", digits(12), "-", word(24))],
  ["Slack user", join("xo", "xp-", digits(12), "-", digits(12), "-", hex(32))],
  ["Slack app", join("xa", "pp-1-A", upper(10), "-", digits(13), "-", hex(64))],
  ["Slack webhook", join("https://hooks.", "slack.com/services/T", upper(8), "/B", upper(8), "/", word(24))],
  ["Discord webhook", join("https://discord.", "com/api/webhooks/", digits(18), "/", word(68))],
  ["Discord bot", join("M", word(23), ".", word(6), ".", word(38))],
  ["Telegram bot", join(digits(10), ":A", "A", word(33))],
  ["Stripe live", join("sk", "_live_", word(24))],
  ["Stripe restricted", join("rk", "_live_", word(24))],
  ["Stripe webhook", join("wh", "sec_", word(32))],
  ["Google API key", join("AI", "za", word(35))],
  ["Google OAuth secret", join("GOC", "SPX-", word(28))],
  ["Google OAuth token", join("ya", "29.", word(60))],
  ["GCP service account", join('"private_key": "-----BEGIN ', "PRIVATE KEY-----\\n", word(64))],
  ["Azure storage", join("DefaultEndpointsProtocol=https;AccountName=x;Account", "Key=", word(86), "==")],
  ["Azure service bus", join("Endpoint=sb://x/;SharedAccessKeyName=r;SharedAccess", "Key=", word(43), "=")],
  ["Azure SAS", join("https://x.blob.core.windows.net/c?sv=2024-01-01&sig", "=", word(43), "%3D")],
  ["Azure client secret", join(word(3), "8", "Q~", word(34))],
  ["OpenAI", join("sk", "-", word(20), "T3BlbkFJ", word(20))],
  ["OpenAI project", join("sk", "-proj-", word(48))],
  ["Anthropic", join("sk", "-ant-api03-", word(93), "AA")],
  ["Hugging Face", join("h", "f_", alpha(34))],
  ["npm", join("np", "m_", word(36))],
  ["npmrc", join("//registry.npmjs.org/:_auth", "Token=", uuid())],
  ["PyPI", join("py", "pi-AgEIcHlwaS5vcmc", word(80))],
  ["DigitalOcean", join("do", "p_v1_", hex(64))],
  ["Heroku", join("HEROKU_API_", "KEY=", uuid())],
  ["Twilio key", join("S", "K", hex(32))],
  ["Twilio token", join("TWILIO_AUTH_", "TOKEN=", hex(32))],
  ["SendGrid", join("S", "G.", word(22), ".", word(43))],
  ["Mailgun", join("ke", "y-", hex(32))],
  ["Mailchimp", join(hex(32), "-us", "12")],
  ["Shopify", join("shp", "at_", hex(32))],
  ["Square", join("sq0", "atp-", word(22))],
  ["Databricks", join("da", "pi", hex(32))],
  ["Datadog", join("DD_API_", "KEY=", hex(32))],
  ["New Relic", join("NR", "AK-", upper(27))],
  ["Grafana", join("gl", "sa_", word(32), "_", hex(8))],
  ["Sentry", join("sntr", "ys_", word(80))],
  ["Linear", join("lin", "_api_", word(40))],
  ["Notion", join("nt", "n_", word(46))],
  ["Doppler", join("dp", ".pt.", word(43))],
  ["Vault", join("hv", "s.", word(24))],
  ["Pulumi", join("pu", "l-", hex(40))],
  ["Terraform Cloud", join(word(14), ".atlas", "v1.", word(64))],
  ["Docker", join("dckr", "_pat_", word(27))],
  ["Atlassian", join("ATA", "TT3", word(180), "=", hex(8))],
  ["age", join("AGE-SECRET-", "KEY-1", upper(58))],
  ["JWT", join(base64url({ alg: "HS256" }), ".", base64url({ sub: "1" }), ".", word(43))],
  ["PEM", join("-----BEGIN RSA ", "PRIVATE KEY-----")],
  ["OpenSSH", join("-----BEGIN OPENSSH ", "PRIVATE KEY-----")],
  ["URL", join("https://ann:", word(16), "@git.acme.dev/x.git")],
  ["Postgres URL", join("postgres://app:", word(16), "@db.internal:5432/app")],
  ["SQL Server", join("Server=db;Database=x;User Id=app;Pass", "word=", word(12), ";")],
  ["Authorization", join("Authorization: Bearer ", word(40))],
  ["assignment", join('password = "', word(8), "-7", word(8), '"')],
  ["environment file", join("SESSION_SECRET=", word(32))],
  ["Cloudflare", join("CLOUDFLARE_API_", "TOKEN=", word(40))],
  ["Fly.io", join("fm", "2_", word(120))],
  ["Supabase", join("sb", "p_", hex(40))],
  ["PlanetScale", join("pscale", "_tkn_", word(43))],
  ["Tailscale", join("ts", "key-auth-", word(12), "-", word(32))],
  ["Airtable", join("pa", "t", word(14), ".", hex(64))],
  ["password in prose", join("Set pass", "word=hunter", "2Zx9!q in the compose file.")],
  ["YAML password", join("DATABASE_PASS", "WORD: s3cr3t", "V4lueZZ9 in values.yaml")],
  ["password option", join("psql --pass", "word Zk39dk", "w02kdQ")],
  ["curl user", join("curl -u admin", ":Zx81kk", "Q92mm https://x.acme.dev")],
  ["docker login", join("docker login -u bob -", "p Zx81kk", "Q92mmPq registry.acme.dev")],
  ["registry auth", join('{"au', 'th": "', Buffer.from(join("bob:Zx8", "1kkQ92")).toString("base64"), '"}')],
  ["Java properties", join("spring.datasource.pass", "word=Zk39dk", "w02kdQ1x")],
  ["XML element", join("<pass", "word>Zk39dk", "w02kd</pass", "word>")],
  ["netrc", join("machine x.acme.dev login bob pass", "word Zk39dk", "w02kd")],
  ["session cookie", join("Cookie: theme=dark; sess", "ion=", hex(32))],
  ["option within option", join("deploy --token pass", "word=hunter", "2Zx9!q")],
  ["password with a sign", join("pass", "wd: Summer", "2024!")],
];

const INNOCENT = [
  "commit 1ced6850bd6c1f1a2e3d4c5b6a7980f1e2d3c4b5 broke it",
  "tree 9fceb02d0ae598e95dc970b74767f19372d61af8a1b2c3d4e5f60718293a4b5c",
  "id 123e4567-e89b-12d3-a456-426614174000",
  "record 01HZX3V5J8K2M4N6P8Q0R2S4T6",
  '"integrity": "sha512-v2kDEe57lecTulaDIuNTPy3Ry4gLGJ6Z1O3vE1krgXZNrsQ+LFTGHVxVjcXPs17LhbZVGedAJv8XZ1tvj5FvSg=="',
  "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk",
  "set OPENAI_API_KEY=sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
  "export TOKEN=<YOUR_TOKEN>",
  "Authorization: Bearer <token>",
  "Authorization: Bearer $GITHUB_TOKEN",
  "Authorization: Bearer your-api-key-goes-here",
  "password: process.env.DB_PASSWORD",
  'password: "process.env.DB_PASSWORD2"',
  'token = os.environ["GITHUB_TOKEN"]',
  'const secret = await vault.read("kv/data/app1")',
  'password = "changeme123"',
  join('password: "$', '{DB_PASSWORD_1}"'),
  'apiKey: "YOUR_API_KEY_123"',
  "postgres://user:password@localhost:5432/app",
  "postgres://app:$PGPASSWORD@localhost/app",
  "https://user:<password>@host.example.org",
  "redis://localhost:6379/0",
  "git@github.com:acme/app.git and ssh://git@host:22/x",
  "http://localhost:3000/a@b",
  "the max_tokens: 4096 limit and token_count = 128000",
  'key: "node-modules-v2-linux"',
  'tokenizer = "o200k_base"',
  'secretName: "db-credentials-v2"',
  'csrfToken: "csrf-token-header"',
  "useInternationalizedDateTimeFormatterWithRelativeUnitsHook",
  "AbstractSingletonProxyFactoryBeanConfigurationManagerImpl2",
  "sk-learn-pipeline-with-standard-scaler-and-gridsearch",
  "GITHUB_TOKEN is read-only on forks; npm_config_cache is set",
  "ghp_ tokens have 36 characters after the prefix",
  "AKIA is the prefix of a long-term key",
  "-----BEGIN PUBLIC KEY-----",
  "-----BEGIN CERTIFICATE-----",
  "secrets are passed with --mount=type=secret,id=npm",
  "PASSWORD= is empty in .env.example",
  join("JWT_SECRET=$", "{JWT_SECRET}"),
  "API_KEY=$(cat /run/secrets/api_key)",
  "the header eyJ marks a JSON Web Token",
  "pytest -k test_password_reset_token_2",
  "refs/agentops/clones/01HZX3V5J8K2M4N6P8Q0R2S4T6",
  "FORCE_COLOR_KEY=primary-button-label",
  "https://img.shields.io/npm/v/zod?color=key-0123",
  "--token $TOKEN and token=<TOKEN> and --password=$PGPASSWORD1",
  "password = getPassword2() and password: await readPassword1()",
  "session=abc in the Cookie: session=abc header",
  "token: config.auth2.token1 and secret := resp1.Secret2",
  "token = Uint8Array, secret: base64Sha256, apiKey: oauth2ClientV2",
  "secret: arn:aws:secretsmanager:us-east-1:123456789012:secret:db-1a2b3c",
  "token: 2024-01-01T00:00:00Z is its expiry; password: GITHUB_TOKEN_2_V3",
  "docker run -u 1000:1000 -p 127.0.0.1:8080:80/tcp and docker login && docker run -p 127.0.0.1:80:80/tcp",
  "curl -u $USER:$PASS and curl -u admin:<password>",
  "machine github.com login USERNAME password TOKEN",
  "<password>changeme123</password> and <password>string</password>",
  '{"auth": "required", "auth": "basicAuthentication"}',
  "token:4096-token-limit, tokens: 128k, password: min 8 characters",
  "private_key: certs/server2.key and token_file=/run/secrets/t0k3n",
  "password=[^&]{8,32} and token=\\w+8x9",
  "nanoid V1StGXR8_Z5jdHi6B-myT",
];

describe("findSecret", () => {
  it.each(TOKENS)("finds: %s", (_name, token) => {
    const text = `first line\nuse ${token} here`;
    const secret = findSecret(text);
    expect(secret).not.toBeNull();
    expect(secret?.line).toBe(2);
    expect(text).not.toContain(secret?.rule);
  });

  it.each(INNOCENT)("passes: %s", (text) => {
    expect(findSecret(`first line\n${text} here`)).toBeNull();
  });

  it("finds a token that zero-width characters split", () => {
    expect(findSecret(join("gh", "p_\u200b", word(20), "\u2060", word(16)))?.rule).toBe("GitHub token");
  });

  it("finds one within a text that is a string of another one", () => {
    const value = join("rw8Kq2", "Zt5mX9bL4c");
    for (const inner of [
      `password: "${value}"`,
      JSON.stringify({ api_key: value }),
      `machine a.example\n  login b\n  password ${value}`,
    ]) {
      let text = inner;
      for (let depth = 0; depth < 4; depth += 1) {
        expect([depth, findSecret(`first\n${text}`)?.line ?? null]).toEqual([depth, 2]);
        text = JSON.stringify({ said: text });
      }
    }
    expect(findSecret(JSON.stringify(JSON.stringify({ password: "changeme", token: "<token>" })))).toBeNull();
  });

  it.each([
    `SMTP_PASS=${join("rw8Kq2", "Zt5mX9bL4c")}`,
    `CI_PAT=${join("rw8kq2zt5mx9", "bl4crw8kq2zt5mx9bl4c")}`,
    `pass: '${join("rw8Kq2", "Zt5mX9bL4c")}'`,
    `SECRET_KEY = "${join("x!2(k$=9w", "@q7)m%3v^e_1&z*r8+t5-b6n4h0(d")}"`,
    `SECRET_KEY = "${join("django-inse", "cure-x2k9wq7m3ve1zr8t5b6n4h0dx2k9wq7m3ve1zr8t5b6n4h0")}"`,
  ])("finds a name and a value of another form: %s", (text) => {
    expect(findSecret(text)).not.toBeNull();
  });

  it.each([
    "MY_PATH=/usr/local/bin1:/opt/x2",
    "passes: 'node20-linux-x64'",
    'pass: "check1(a[0], b2)"',
    "BYPASS=no-proxy-for-10",
  ])("passes a name that only looks like one: %s", (text) => {
    expect(findSecret(text)).toBeNull();
  });

  it("counts the key of the AWS documentation as found", () => {
    expect(findSecret(join("AKIA", "IOSFODNN7", "EXAMPLE"))?.rule).toBe("AWS access key id");
  });

  it("never throws, and returns only a rule's name and a line", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
        const secret = findSecret(text);
        if (secret !== null) expect(Object.keys(secret)).toEqual(["rule", "line"]);
      }),
    );
  });

  it.each([
    "a",
    "password aws-secret_",
    "server=a;",
    "eyJ",
    "https://a:",
    "twilio token ",
    "sk-a",
    "_",
    "0",
    "Cookie: sess",
    "--token ",
    "login -p ",
    "login a password ",
    "<token>",
  ])("takes time in proportion to the length of repeated %j", (part) => {
    const time = (length: number): number => {
      const text = part.repeat(Math.ceil(length / part.length));
      const start = process.cpuUsage();
      findSecret(text);
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1_000;
    };
    time(20_000);
    const small = Math.min(time(100_000), time(100_000), time(100_000));
    const large = Math.min(time(1_000_000), time(1_000_000));
    // Quadratic growth would be a factor of 100; 5 ms absorb the timer and the collector.
    expect(large).toBeLessThan(40 * (small + 5));
  });
});
