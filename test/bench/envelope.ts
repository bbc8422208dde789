// Measures what it costs to ask before an action, beside what its glob library takes alone.
import picomatch from "picomatch";
import { createRepository } from "../support/repository.ts";
import { type Benchmark, inTurns, p95, timed } from "./measure.ts";
import { INITIALIZE, startRawServer } from "./raw-server.ts";

const PING = "ping";
const ALLOWED = "check_action, allowed";
const ALONE = "picomatch alone, the same globs compiled";
const WRITE = ["src/**", "test/**", "docs/**", "tools/**", "*.md"];
const DENY = ["**/.env*", "**/*.pem", "**/*.key", "**/id_rsa*"];
const ENVELOPE = `envelope:
  write: ${JSON.stringify(WRITE)}
  deny: ${JSON.stringify(DENY)}
  commands: [[npm, test], [npm, run, lint], [git, status]]
  network: [registry.npmjs.org]
`;

export const envelope: Benchmark = {
  name: "envelope",
  title: "Asking before an action",
  async run(full) {
    const repository = createRepository();
    repository.commit({ ".agentops/config.yaml": ENVELOPE, "src/a.ts": "x\n" }, "policy");
    const server = startRawServer(repository.dir);
    try {
      await server.request("initialize", INITIALIZE);
      server.notify("notifications/initialized");
      const [wanted, denied] = [picomatch(WRITE, { dot: true }), picomatch(DENY, { dot: true })];
      const samples = await inTurns(full ? 2_000 : 300, [
        async () => ({ [PING]: await timed(() => server.request("ping", {})) }),
        async (round) => ({ [ALLOWED]: await timed(() => ask(server, `src/deep/file-${round}.ts`)) }),
        async (round) => {
          const file = `src/deep/file-${round}.ts`;
          return { [ALONE]: await timed(() => wanted(file) && !denied(file)) };
        },
      ]);
      const [ping, allowed] = [samples(PING), samples(ALLOWED)];
      return {
        data: `an envelope of ${WRITE.length + DENY.length} globs on base, one warm server, a path that nobody asked before; what is denied is also recorded, which the benchmark record measures; no compared server offers this`,
        rows: [PING, ALLOWED, ALONE].map((what) => ({ what, samples: samples(what) })),
        targets: [
          {
            what: `p95 of ${ALLOWED}, beyond ${PING}`,
            value: p95(allowed) - p95(ping),
            atMost: 2,
            unit: "ms",
          },
        ],
      };
    } finally {
      await server.end();
      repository.remove();
    }
  },
};

async function ask(server: ReturnType<typeof startRawServer>, target: string): Promise<void> {
  const asked = { name: "check_action", arguments: { action: "write", target: [target] } };
  const { structuredContent } = await server.request("tools/call", asked);
  if (!JSON.stringify(structuredContent).includes("allow"))
    throw new Error(JSON.stringify(structuredContent));
}
