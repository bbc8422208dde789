// Opens something only when it is used, so that passing it on opens nothing.

/** The result of `open`, which is called once, when the first member is used. */
export function late<T extends object>(open: () => T): T {
  let opened: T | null = null;
  return new Proxy({} as T, {
    get(_, member) {
      opened ??= open();
      return Reflect.get(opened, member);
    },
  });
}
