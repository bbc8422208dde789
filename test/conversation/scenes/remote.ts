// Two clones share a remote in this scene: records travel, each sees those of the other, and a redaction takes hold everywhere.
import path from "node:path";
import type { Talk } from "../talk.ts";

export async function remote(talk: Talk): Promise<void> {
  talk.commit("first", { "README.md": "# test\n", ".agentops/config.yaml": "review: protected-base\n" });
  const [origin, other] = ["origin.git", "other"].map((name) => path.join(talk.folder, name)) as [
    string,
    string,
  ];
  talk.git("clone", "-q", "--bare", talk.dir, origin);
  talk.git("remote", "add", "origin", origin);
  talk.git("fetch", "-q", "origin");
  talk.git("clone", "-q", origin, other);
  const there = talk.in(other);

  talk.scene("one clone records and syncs");
  const monday = await talk.start("monday");
  const { id } = await monday.call("record_learning", {
    title: "git clone does not fetch refs/agentops",
    kind: "gotcha",
    body: "git clone brings only branches and tags. Refs below refs/agentops need an explicit refspec: git fetch origin 'refs/agentops/*:refs/agentops/*'.",
  });
  await monday.end();
  await talk.cli("sync");
  await talk.cli("sync", "--yes", "--json");
  await talk.cli("sync", "--yes");

  talk.scene("another clone reads and answers");
  await there.cli("show", "--json");
  await there.cli("sync", "--yes");
  await there.cli("show");
  const tuesday = await there.start("tuesday");
  await tuesday.call("cite_learnings", {
    citations: [{ id, outcome: "applied", note: "it was the refspec" }],
  });
  await tuesday.call("record_learning", {
    title: "A bare clone has no refs/remotes",
    kind: "mental_model",
    body: "git clone --bare copies branches to refs/heads and sets no remote-tracking refs, so origin/main does not resolve in origin.git. Name refs/heads/main there.",
  });
  await tuesday.end();
  await there.cli("sync", "--yes", "--json");

  talk.scene("both see the same");
  await talk.cli("sync", "--fetch", "--json");
  await talk.cli("trace", String(id));
  await talk.cli("show", "stats", "--json");
  await talk.cli("sync", "--compact", "--yes");
  await talk.cli("redact", String(id), "--reason", "names a customer", "--push", "--yes", "--json");
  await there.cli("sync", "--yes", "--json");
  await there.cli("show", String(id));
  await there.cli("verify", "--json");
  await talk.cli("sync", "--remote", "nowhere");
  talk.scene("the journal");
  talk.journal();
}
