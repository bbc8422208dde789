// Rates of the one scanner: two hundred made-up secrets by the rules and by hand, a hundred innocents, and every rule of the table.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toJavaScript } from "../../../scripts/secret-rules.ts";
import { findByGitleaks, gitleaksRules } from "../../../src/shared/text/gitleaks.ts";
import { FORMATS } from "../../../src/shared/text/secret-formats.ts";
import { findSecret } from "../../../src/shared/text/secrets.ts";

const RULES = gitleaksRules();

/** A text that the rule's expression fits, letters as random as a secret's; null where the generator can't read it. */
function sampleOf({ pattern }: (typeof RULES)[number], seed: number): string | null {
  const plain = pattern.source
    .replaceAll("\\b", "")
    .replace(/\(\?:\[\\x60'"\\s;[^\]]*\](?:\\\])?[^)]*\|\$\)/g, '["]')
    .replace(/\[ \\t\\w\.-\]\{0,20\}/g, "_token")
    .replace(/\[\\s'"\]\{0,3\}\(\?:=\|>\|[^)]*\)\[\\x60'"\\s=\]\{0,5\}/g, ' = "')
    .replace(/\{(\d+),(\d+)\}/g, (_, from: string) => `{${Math.max(1, Number(from))}}`)
    .replace(/\(\?<\w+>/g, "(");
  try {
    const [sample] = fc.sample(fc.stringMatching(new RegExp(`^(?:${plain})$`)), { numRuns: 1, seed });
    return sample ?? null;
  } catch {
    return null;
  }
}

describe("the rules of gitleaks", () => {
  it("are at least two hundred, and each of them compiles", () => {
    expect(RULES.length).toBeGreaterThan(210);
    for (const { pattern } of RULES) expect(() => pattern.test("x")).not.toThrow();
  });

  it("have no repetition without an end", () => {
    for (const { id, pattern } of RULES)
      expect([id, pattern.source.replace(/\\.|\[(?:\\.|[^\]\\])*\]/g, "").match(/[*+]|\{\d+,\}/)]).toEqual([
        id,
        null,
      ]);
  });

  it("keep Go's meaning of case: as written, all over, and from a place on", () => {
    const fits = (go: string, text: string) => {
      const { source, flags } = toJavaScript(go);
      return new RegExp(`^(?:${source})$`, flags).test(text);
    };
    expect([fits("ab[c-e]", "aBd"), fits("(?i)ab[c-e]", "aBD")]).toEqual([false, true]);
    expect([fits("a(?i)b[c-e]\\d", "aBD1"), fits("a(?i)b[c-e]", "ABD")]).toEqual([true, false]);
    expect([fits("(?:a(?i)b)c", "aBc"), fits("(?:a(?i)b)c", "aBC"), fits("x(?i:y)z", "xYz")]).toEqual([
      true,
      false,
      true,
    ]);
    expect([fits("[[:alnum:]]+", "a1"), fits("(?P<x>a)\\z", "a"), fits("a{2,}", "aaaa")]).toEqual([
      true,
      true,
      true,
    ]);
  });

  it("take time in proportion to what they read", { timeout: 120_000 }, () => {
    for (const part of [
      "a",
      "aA0_-",
      " ",
      "=",
      '"',
      "key = ",
      "token_",
      "https://",
      "secret: ",
      "\n",
      "eyJ",
      "0123456789abcdef",
    ]) {
      const time = (length: number): number => {
        const text = `${RULES.flatMap(({ keywords }) => keywords).join(" ")} ${part.repeat(Math.ceil(length / part.length))}`;
        const start = process.cpuUsage();
        findByGitleaks(
          text,
          () => true,
          () => true,
        );
        return process.cpuUsage(start).user / 1_000;
      };
      time(2_000);
      const small = Math.min(time(20_000), time(20_000));
      expect([part, time(200_000) < 25 * (small + 20)]).toEqual([part, true]);
    }
  });
});

it("finds at least 95 of 100 secrets that the rules themselves make", () => {
  const samples = RULES.flatMap((rule, at) => {
    const sample = sampleOf(rule, at + 1);
    return sample === null || sample.length < 12 ? [] : [[rule.id, `const it = ${sample}\n`] as const];
  });
  expect(samples.length).toBeGreaterThanOrEqual(180);
  const missed = samples.filter(([, text]) => findSecret(text) === null).map(([id]) => id);
  expect([missed.length / samples.length < 0.05, missed]).toEqual([true, missed]);
});

/** Built from parts, so that no scanner takes this file for a leak; letters without meaning, in the same order each time. */
const join = (...parts: string[]): string => parts.join("");
const mixed = (length: number, seed: number): string => {
  const alphabet = "aQ7xW2mK9pZ4vB1tR8nL5cH3jY6dF0gS";
  return Array.from(
    { length },
    (_, at) => alphabet[(at * 7 + seed * 11 + at * at * 3) % alphabet.length],
  ).join("");
};
const base64 = (text: string): string => Buffer.from(text).toString("base64");
const PEM = join(
  "-----BEGIN ",
  "RSA PRIVATE KEY-----\n",
  mixed(64, 3),
  "\n",
  mixed(64, 4),
  "\n-----END RSA PRI",
  "VATE KEY-----\n",
);

const BY_HAND: readonly (readonly [string, string])[] = [
  ["PEM in base64", `TLS_KEY=${base64(PEM)}`],
  ["PEM in base64, one letter in", `data: ${base64(`a${PEM}`)}`],
  ["PEM in base64, two letters in", `data: ${base64(`ab${PEM}`)}`],
  ["kubeconfig key", `    client-key-data: ${base64(mixed(90, 5))}`],
  ["kubeconfig token", `users:\n- user:\n    token: ${mixed(40, 6)}`],
  [".pgpass", join("db.acme.dev:5432:app:app:", "hunter2z")],
  [".pgpass with stars", join("*:*:*:postgres:", "correcthorse")],
  [".netrc", join("machine api.acme.dev login bob password ", "swordfish")],
  [".netrc over lines", join("machine api.acme.dev\n  login bob\n  password ", "swordfish")],
  [".netrc default", join("default login anonymous password ", "swordfish9")],
  ["JWK of RSA", `{"kty":"RSA","n":"x","e":"AQAB","d":"${mixed(86, 7)}"}`],
  ["JWK of an octet key", `{"kty":"oct","k":"${mixed(43, 8)}"}`],
  ["Basic", `Authorization: Basic ${base64("bob:hunter2zx")}`],
  ["Token", `Authorization: Token ${mixed(40, 9)}`],
  ["ApiKey", `"Authorization": "ApiKey ${mixed(32, 10)}"`],
  ["SSWS", `Authorization: SSWS ${mixed(42, 11)}`],
  ["GenieKey", `Authorization: GenieKey ${mixed(36, 12)}`],
  ["Splunk", `authorization: Splunk ${mixed(36, 13)}`],
  ["proxy", `Proxy-Authorization: Basic ${base64("proxy:hunter2zx")}`],
  ["x-api-key", `curl -H "x-api-key: ${mixed(40, 14)}" https://api.acme.dev`],
  ["private-token", `PRIVATE-TOKEN: ${mixed(24, 15)}`],
  ["subscription key", `Ocp-Apim-Subscription-Key: ${mixed(32, 16)}`],
  ["libpq", join("host=db user=app dbname=x password=", "swordfish")],
  ["libpq, password first", join("user=app password=", "swordfish host=db")],
  ["ADO.NET", join("Password=", "swordfish;Server=db;Database=x")],
  ["JDBC", join("jdbc:postgresql://db:5432/x?user=app&password=", "swordfish")],
  ["JDBC of SQL Server", join("jdbc:sqlserver://db;user=sa;password=", "swordfish;encrypt=true")],
  ["Mongo", join("mongodb+srv://app:", "swordfish", "@cluster0.acme.mongodb.net/x")],
  ["Redis without a user", join("redis://:", "swordfish", "@cache:6379/0")],
  ["AMQP", join("amqp://app:", "swordfish", "@mq:5672/vhost")],
  ["SMTP", join("smtps://bob%40acme.dev:", "swordfish", "@mail.acme.dev:465")],
  ["SAS", `https://acme.blob.core.windows.net/c/x?sv=2024-01-01&sr=b&sig=${mixed(43, 17)}%3D&se=2026-01-01`],
  ["SAS of a bus", `SharedAccessSignature sr=sb%3a%2f%2fx&sig=${mixed(43, 18)}%3d&se=1700000000&skn=r`],
  ["one-time password", `otpauth://totp/acme:bob?secret=${"JBSWY3DPEHPK3PXPMZXW6YTB"}&issuer=acme`],
  ["token with letters in order", join("gh", "p_abcdefghijklmnopqrstuvwxyz0123456789")],
  ["token with digits in order", join("gl", "pat-", "ABCDEFGHIJ1234567890")],
  ["token with xxxx inside", join("gh", "p_", mixed(14, 19), "xxxx", mixed(18, 20))],
  ["token with your inside", join("gh", "p_", mixed(14, 21), "your", mixed(18, 22))],
  ["token with example inside", join("gl", "pat-", mixed(9, 23), "example", mixed(4, 24))],
  ["password with a brace", join('password = "', "Zx{8}kkQ92$mm", '"')],
  ["password with an insertion", join('db_password: "', "Zk39dk$", '{x}w02kdQ81"')],
  ["password in a shell variable's text", join('PGPASSWORD="', "Zk39$dk{w02kdQ", '"')],
];
const INNOCENT = [
  ...[
    "client-certificate is read from ~/.kube/config",
    'the d parameter is a number, e.g. {"d": "2024-01-01"}',
    "a:5432:b",
    "10:30:45:12:ok",
  ],
  ...[
    "http://localhost:8080:app",
    "Authorization: Basic <base64>",
    join("Authorization: Bearer $", "{TOKEN}"),
    "Authorization: Token $API_TOKEN",
  ],
  ...[
    "Authorization header uses the Bearer scheme",
    "x-api-key: <your key>",
    "x-api-key: YOUR_API_KEY_GOES_HERE",
    "x-request-id: 7f9c24e5b1d84a3e",
  ],
  ...[
    "host=localhost user=app dbname=x password=$PGPASSWORD",
    "Server=db;Database=x;Password={0};",
    "password=****;Server=db",
  ],
  ...[
    join("jdbc:postgresql://localhost/x?user=app&password=$", "{DB_PASSWORD}"),
    "jdbc:h2:mem:test",
    "redis://:@localhost:6379",
    "redis://cache:6379/0",
  ],
  ...[
    "postgres://user:pass@localhost/db",
    "mongodb://localhost:27017/x",
    "amqp://guest:guest@localhost",
    "amqp://rabbit:5672",
  ],
  ...[
    "machine api.acme.dev login USER password TOKEN",
    "the netrc file has a line machine, a login and a password",
    "sig=none",
  ],
  ...[
    "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "glpat-xxxxxxxxxxxxxxxxxxxx",
    "sk-your-api-key-here-1234567890",
    "sk-ant-api03-xxxxxxxxxxxxxxxxxxxxxxxx",
  ],
  ...[
    "AKIAXXXXXXXXXXXXXXXX",
    "npm_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "xoxb-your-token-here",
    "SG.xxxxxxxxxxxxxxxxxxxxxx.xxxxxxxxxxxxxxxxxxxxxx",
  ],
  ...[
    "STRIPE_KEY=sk_test_xxxxxxxxxxxxxxxxxxxxxxxx",
    "password: changeme",
    "password = 'example'",
    'secret: "<secret>"',
    "secret = {{ .Values.secret }}",
  ],
  ...[
    join("token: $", "{{ secrets.GITHUB_TOKEN }}"),
    "api_key: %API_KEY%",
    "apiKey: import.meta.env.VITE_API_KEY",
    "const token = await getToken(user)",
  ],
  ...[
    "tokenEndpoint: https://auth.acme.dev/oauth2/token",
    "SECRET_KEY_BASE is 128 hex digits",
    "set AUTH_TOKEN in .env",
    "keyId: 2024-signing",
  ],
  ...[
    "key: user:1234:profile",
    join("cacheKey = `$", "{user.id}:$", "{locale}`"),
    "primaryKey: [tenant_id, order_id]",
    "sort key is created_at#id",
    "foreign_key: order_items_order_id_fkey",
  ],
  ...[
    "publicKeyToken=b77a5c561934e089",
    "integrity sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC",
    'etag: W/"5f3a-18c2d9"',
  ],
  ...[
    "commit 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
    "image@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "uuid 550e8400-e29b-41d4-a716-446655440000",
  ],
  ...[
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGk5 bob@acme",
    "-----BEGIN CERTIFICATE REQUEST-----",
    "JWT has three parts: header.payload.signature",
    "kid: 2024-01-key-1",
  ],
  ...[
    "the password must have 12 characters, 1 digit and 1 sign",
    "passwordMinLength: 12",
    "password_reset_token_expires_in: 3600",
    "tokens_per_minute=90000",
  ],
  ...[
    "max_tokens=4096, temperature=0.7",
    "tokenizer: cl100k_base",
    "access_token expires after 3600 s",
    "refresh_token is rotated at each use",
    "auth: oauth2",
  ],
  ...[
    "git+ssh://git@github.com/acme/x.git#v1.2.3",
    "npm install @acme/x@1.2.3-beta.4",
    "arn:aws:iam::123456789012:role/deploy",
    "s3://acme-bucket/key/2024/01/01",
  ],
  ...[
    "base64 of hello is aGVsbG8=",
    "data:font/woff2;base64,d09GMgABAAAAAA",
    "xxhash64 0x9f86d081884c7d65",
    "AccountName=x;AccountKey=<key>;",
    "sv=2024-01-01",
  ],
  ...[
    "secretKeyRef: { name: db, key: password }",
    "type: kubernetes.io/dockerconfigjson",
    "kind: Secret\nmetadata:\n  name: db",
    "vault kv get secret/app",
  ],
  ...[
    "CSRF token mismatch (419)",
    "the AWS region is eu-central-1",
    "GOOGLE_APPLICATION_CREDENTIALS=/etc/gcp/key.json",
    "SSH_AUTH_SOCK=/tmp/ssh-XXXX/agent.123",
    "token bucket: 100 per minute",
    "idempotency-key: order-2024-0001",
    "session_id=abc",
    "set-cookie: theme=dark; Path=/",
    "nonce-r4nd0m",
    "secret santa 2024",
    "KEY_LENGTH=256",
    "encryption_key_rotation_days = 90",
    "signing_key_id: v2",
    "pwd: /home/app/src2",
    "error: invalid_token, token expired at 1700000000",
    "x-auth-token header is missing",
    "credentials: 'include'",
    "credential: same-origin",
  ],
];

it("finds what is written by hand, each in its own form", () => {
  expect(BY_HAND.filter(([, text]) => findSecret(text) === null).map(([name]) => name)).toEqual([]);
});

it("alarms at no more than 3 of 100 innocents", () => {
  expect(INNOCENT.length).toBeGreaterThanOrEqual(95);
  const alarms = INNOCENT.filter(
    (text) => findSecret(`It says ${text} here.`) !== null || findSecret(text) !== null,
  );
  expect([alarms.length / INNOCENT.length <= 0.03, alarms]).toEqual([true, alarms]);
});

it("is looked for wherever it can be: each text that a format fits holds one of the format's words", () => {
  for (const [rule, holds, source] of FORMATS) {
    // The generator reads no look-around; what it would exclude is in no word.
    const plain = source.replace(/\(\?<?[=!](?:\[[^\]]*\]|[^()[\]])*\)/g, "");
    const samples = fc.sample(fc.stringMatching(new RegExp(plain)), { numRuns: 40, seed: 7 });
    const lacking = samples.filter(
      (text) => !holds.split(" ").some((word) => text.toLowerCase().includes(word)),
    );
    expect([rule, lacking]).toEqual([rule, []]);
  }
});
