// A question in another language must find the lesson that its identifiers name, though none of its own words is known.
import { describe, expect, it } from "vitest";
import { isConvincing } from "../../src/briefing/reading-order.ts";
import { createSearchEngine } from "../../src/retrieval/engine.ts";
import { foreignLanguage } from "../../src/retrieval/language.ts";
import { sampleDocument } from "./samples.ts";

describe("the language of a line", () => {
  it.each([
    ["de", "Der Build bricht ab, weil die Datei nicht gefunden wird"],
    ["es", "La prueba falla cuando se ejecuta con la base de datos"],
    ["fr", "Le test échoue dans la CI quand le cache est vide"],
    ["it", "La build non funziona quando si usa il proxy della rete"],
    ["pt", "O teste falha quando não há conexão com o banco de dados"],
    ["nl", "De test faalt omdat het bestand niet is gevonden"],
  ])("is %s", (language, line) => {
    expect(foreignLanguage(line)).toBe(language);
  });

  it.each([
    "the test fails in CI when os.path and os.fork are used",
    "O(n) scan per dirty path, non-interactive mode in CI",
    "TypeError: undefined is not a function",
    "a per-entry hook is called in vitest",
  ])("is not told of %s", (line) => {
    expect(foreignLanguage(line)).toBeNull();
  });
});

describe("a question in another language", () => {
  const engine = createSearchEngine();
  engine.add([
    sampleDocument(
      "routes-router",
      "hydrateRoot loses the router of nested routes",
      "After hydrateRoot a component that calls useRouter in a nested route gets a dead context. Mount the provider above it.",
      { tags: ["useRouter", "hydrateRoot"] },
    ),
    sampleDocument(
      "cache",
      "The cache of the build is stale after a rename",
      "Delete .cache before a release build.",
    ),
    sampleDocument(
      "queue",
      "A worker takes a job twice",
      "The lease is renewed too late; renew it at half of its time.",
    ),
  ]);
  const best = (task: string) => engine.search({ task, paths: [], limit: 3 })[0];

  it.each([
    "在子目录里调用useRouter时报错,hydrateRoot之后导航完全没有反应,页面一直停在加载状态",
    "サブルートでuseRouterを呼び出すとhydrateRootの後にナビゲーションが反応しなくなる",
    "Nach hydrateRoot reagiert die Navigation nicht mehr, wenn man useRouter in einer verschachtelten Route aufruft",
  ])("finds the lesson by its identifiers: %s", (task) => {
    const hit = best(task);
    expect(hit?.id).toBe("routes-router");
    expect(hit && isConvincing(hit)).toBe(true);
  });

  it("gets nothing where it shares no word with a lesson", () => {
    const hit = best("Wie lange muss ich ein Ei kochen, damit es nicht zu hart wird?");
    expect(hit !== undefined && isConvincing(hit)).toBe(false);
  });
});
