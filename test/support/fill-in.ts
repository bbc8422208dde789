// Puts earlier answers in the place of `"$name.field"`, as examples and the demo write them.

export function fillIn<T>(value: T, answers: Record<string, unknown>): T {
  if (typeof value === "string") {
    const [, name = "", field = ""] = /^\$(\w+)\.(\w+)$/.exec(value) ?? [];
    return (name ? Reflect.get(Object(answers[name]), field) : value) as T;
  }
  if (Array.isArray(value)) return value.map((item) => fillIn(item, answers)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fillIn(inner, answers)])) as T;
}
