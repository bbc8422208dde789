// Compiles all mutants of one file into it at once: at each place the number of the mutant that is switched on decides what runs.
import { parseAst } from "vitest/node";
import { mutationsOf, withoutQuestion, withoutResult } from "./mutations.mjs";

/**
 * The text to run instead of the file, and its mutants. `$mutants.on(n)` is asked at each place, and each turn of a loop
 * is told by `$mutants.turn()`.
 */
export function instrument(source, file, firstNumber) {
  const walk = { source, mutants: [], inserts: [], next: firstNumber };
  visit(walk, parseAst(source, { lang: "ts" }, file), {});
  const text = `const $mutants = globalThis.$mutants;${withInserts(source, walk.inserts)}`;
  return { text, mutants: walk.mutants.map((each) => ({ file, ...each, ...described(source, each) })) };
}

/** What a reader sees of a change: the line as it is and as it becomes. */
function described(source, { start, end, text }) {
  const begin = source.lastIndexOf("\n", start - 1) + 1;
  const close = (at) => (source.indexOf("\n", at) < 0 ? source.length : source.indexOf("\n", at));
  const flat = (lines) => lines.replace(/\s+/g, " ").trim().slice(0, 200);
  return {
    line: source.slice(0, start).split("\n").length,
    before: flat(source.slice(begin, close(end))),
    after: flat(source.slice(begin, start) + text + source.slice(end, close(end))),
  };
}

/** At one place the inner wrap closes before an outer one, and closes before the next one opens. */
function withInserts(source, inserts) {
  const sorted = inserts.toSorted((a, b) => a.at - b.at || a.order - b.order);
  let [text, from] = ["", 0];
  for (const { at, insert } of sorted) {
    text += source.slice(from, at) + insert;
    from = at;
  }
  return text + source.slice(from);
}

function wrap(walk, { start, end }, prefix, suffix) {
  const size = end - start;
  walk.inserts.push({ at: start, insert: prefix, order: 1e9 - size });
  walk.inserts.push({ at: end, insert: suffix, order: size - 1e9 });
}

function number(walk, mutant) {
  walk.mutants.push({ number: walk.next, ...mutant });
  walk.next += 1;
  return walk.next - 1;
}

/** Chooses between an expression and what it becomes; `target` is the node around it that can be chosen as a whole. */
function choose(walk, target, found) {
  if (found.length === 0) return;
  const original = walk.source.slice(target.start, target.end);
  const arms = found.map(({ start, end, text }) => {
    const n = number(walk, { start, end, text });
    const mutated = original.slice(0, start - target.start) + text + original.slice(end - target.start);
    return `$mutants.on(${n})?(${mutated}):`;
  });
  wrap(walk, target, `(${arms.join("")}(`, "))");
}

/** What the language has no value for, what names things, and what only people read. */
const SKIPPED = new Set([
  "ImportDeclaration",
  "ExportAllDeclaration",
  "TSTypeAliasDeclaration",
  "TSInterfaceDeclaration",
]);
const TEXT_CALLS = new Set(["describe", "meta"]);

function isForPeople(node) {
  if (node.type === "TemplateLiteral") return node.quasis.some(({ value }) => /\s/.test(value.raw));
  if (node.type !== "CallExpression") return false;
  const { callee } = node;
  return callee.type === "MemberExpression" && TEXT_CALLS.has(callee.property.name);
}

/** `chain`: the optional chain that the node is a link of, as a link can't be wrapped without breaking it. */
function visit(walk, node, { chain = null, parent = null }) {
  if (!node || typeof node.type !== "string" || SKIPPED.has(node.type)) return;
  if (node.type.startsWith("TS") && !node.expression) return;
  if (isForPeople(node)) {
    if (node.type === "CallExpression") visit(walk, node.callee.object, { chain, parent: node });
    return;
  }
  const links = chain ?? (node.type === "ChainExpression" ? node : null);
  const found = [...mutationsOf(node, walk.source), ...withoutQuestion(node, walk.source)];
  place(walk, node, found, links);
  statement(walk, node, parent);
  for (const [child, isLink] of childrenOf(node))
    visit(walk, child, { chain: isLink ? links : null, parent: node });
}

/** Mutations of a node, at itself, at its condition, or at the chain that it is a link of. */
function place(walk, node, found, chain) {
  if (found.length === 0) return;
  const absolute = found.map((each) => {
    const from = (each.node ?? node).start;
    return { start: from + each.start, end: from + each.end, text: each.text };
  });
  const target = found[0].node ?? chain ?? node;
  choose(walk, target, absolute);
}

function statement(walk, node, parent) {
  if (node.type === "ArrowFunctionExpression" && node.expression && !isTrivial(node.body))
    place(walk, node, withoutResult(node), null);
  if (isRemovable(node, parent)) {
    const n = number(walk, { start: node.start, end: node.end, text: ";" });
    wrap(walk, node, `{if(!$mutants.on(${n}))`, "}");
  }
  const loop = /^(?:For|While|DoWhile)/.test(node.type) ? node.body : null;
  if (loop?.type === "BlockStatement")
    walk.inserts.push({ at: loop.start + 1, insert: "$mutants.turn();", order: -1 });
  else if (loop) wrap(walk, loop, "{$mutants.turn();", "}");
}

const isTrivial = ({ type, value }) => type === "Literal" && value === null;

/** A whole branch that is left out is a condition that is never true, and would count twice. */
function isRemovable({ type, argument }, parent) {
  if (parent?.type === "IfStatement") return false;
  return (
    type === "ExpressionStatement" ||
    type === "ContinueStatement" ||
    (type === "ReturnStatement" && Boolean(argument))
  );
}

function* childrenOf(node) {
  for (const [key, value] of Object.entries(node)) {
    if (isLeftAlone(node, key)) continue;
    const isLink = (key === "object" || key === "callee" || key === "expression") && LINKS.has(node.type);
    for (const child of Array.isArray(value) ? value : [value])
      if (child && typeof child === "object") yield [child, isLink];
  }
}

const LINKS = new Set(["MemberExpression", "CallExpression", "ChainExpression", "TSNonNullExpression"]);

function isLeftAlone(node, key) {
  if (
    key === "key" ||
    key === "id" ||
    key === "typeAnnotation" ||
    key === "typeArguments" ||
    key === "returnType"
  )
    return true;
  if (key === "property") return !node.computed;
  if (key === "value" && node.shorthand) return !/Pattern$/.test(node.value.type);
  if (node.type === "AssignmentExpression" && key === "left") return true;
  if (node.type === "UpdateExpression") return true;
  // Behind its code an error says what is wrong and what to do.
  return node.type === "NewExpression" && key === "arguments" && /Error$/.test(node.callee.name ?? "");
}
