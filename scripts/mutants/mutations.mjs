// Says by what a piece of a program can be replaced so that a test should notice: the mutations of one node of its syntax tree.

const BOUNDARIES = { "<": ["<=", ">="], ">": [">=", "<="], "<=": ["<", ">"], ">=": [">", "<"] };
const OPERATORS = {
  ...BOUNDARIES,
  "===": ["!=="],
  "!==": ["==="],
  "+": ["-"],
  "-": ["+"],
  "*": ["/"],
  "/": ["*"],
  "%": ["*"],
};
const ASSIGNMENTS = { "+=": "-=", "-=": "+=", "||=": "&&=", "&&=": "||=", "??=": "&&=" };
const METHODS = {
  some: "every",
  every: "some",
  startsWith: "endsWith",
  endsWith: "startsWith",
  toUpperCase: "toLowerCase",
  toLowerCase: "toUpperCase",
};
/** They change what they are called on, so that the call can be left out. */
const LEFT_OUT = new Set(["filter", "slice", "toSorted", "sort", "toReversed", "reverse", "trim"]);

const within = (node, start, end, text) => ({ start: start - node.start, end: end - node.start, text });
const whole = (node, text) => within(node, node.start, node.end, text);

/** Where the operator between two operands begins; comments between them are no matter here. */
function operatorAt({ left, right, operator }, source) {
  return left.end + source.slice(left.end, right.start).indexOf(operator);
}

function otherOperators(node, source, others) {
  const at = operatorAt(node, source);
  return others.map((other) => within(node, at, at + node.operator.length, other));
}

const isText = ({ type, value }) =>
  type === "TemplateLiteral" || (type === "Literal" && typeof value === "string");

const OF = {
  BinaryExpression(node, source) {
    if (node.operator === "+" && (isText(node.left) || isText(node.right))) return [];
    return otherOperators(node, source, OPERATORS[node.operator] ?? []);
  },
  LogicalExpression(node, source) {
    const alone = ({ start, end }) => whole(node, source.slice(start, end));
    if (node.operator === "??") return [alone(node.left)];
    const other = otherOperators(node, source, [node.operator === "&&" ? "||" : "&&"]);
    return [...other, alone(node.left), alone(node.right)];
  },
  UnaryExpression(node, source) {
    return node.operator === "!" || node.operator === "-"
      ? [whole(node, source.slice(node.argument.start, node.argument.end))]
      : [];
  },
  Literal(node) {
    if (typeof node.value === "boolean") return [whole(node, String(!node.value))];
    // With white space in it, it is a text that somebody reads.
    if (typeof node.value !== "string" || /\s/.test(node.value)) return [];
    return [whole(node, node.value === "" ? '"mutant"' : '""')];
  },
  ArrayExpression: (node) => [whole(node, node.elements.length === 0 ? '["mutant"]' : "[]")],
  AssignmentExpression(node, source) {
    const other = ASSIGNMENTS[node.operator];
    return other ? otherOperators(node, source, [other]) : [];
  },
  UpdateExpression(node, source) {
    const text = source.slice(node.start, node.end);
    return [whole(node, node.operator === "++" ? text.replace("++", "--") : text.replace("--", "++"))];
  },
  CallExpression(node, source) {
    const { callee } = node;
    if (callee.type !== "MemberExpression" || callee.computed) return [];
    const { name, start, end } = callee.property;
    if (LEFT_OUT.has(name)) return [whole(node, source.slice(node.start, start).replace(/\??\.\s*$/, ""))];
    if (callee.object.name === "Math" && /^(?:min|max)$/.test(name))
      return [within(node, start, end, name === "min" ? "max" : "min")];
    return Object.hasOwn(METHODS, name) ? [within(node, start, end, METHODS[name])] : [];
  },
  ConditionalExpression: ({ test }) => CONDITION(test),
  IfStatement: ({ test }) => CONDITION(test),
  WhileStatement: ({ test }) => CONDITION(test).slice(1),
  ForStatement: ({ test }) => (test ? CONDITION(test).slice(1) : []),
};
const CONDITION = (test) => ["true", "false"].map((text) => ({ ...whole(test, text), node: test }));

/** `start` and `end` count from the node on, or from `node` where that is given. */
export const mutationsOf = (node, source) => OF[node.type]?.(node, source) ?? [];

/** `a?.b` without its question mark, for one such place in a chain. */
export function withoutQuestion(node, source) {
  if (!node.optional || !/^(?:Member|Call)Expression$/.test(node.type)) return [];
  const from = (node.object ?? node.callee).end;
  const at = from + source.slice(from).indexOf("?.");
  const isMember = node.type === "MemberExpression" && !node.computed;
  return [within(node, at, at + 2, isMember ? "." : "")];
}

/** A function of one expression that returns nothing. */
export const withoutResult = ({ body }) => [{ ...whole(body, "undefined"), node: body }];
