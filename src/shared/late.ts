// Puts off opening something until it is used, so that whoever only hands it on opens nothing.

/** What `open` returns, opened once, when its first member is asked for. */
export function late<T extends object>(open: () => T): T {
  let opened: T | null = null;
  return new Proxy({} as T, {
    get(_, member) {
      opened ??= open();
      return Reflect.get(opened, member);
    },
  });
}
