// Says why a text is no address that evidence may name.

/** A parser alone would mend `http:/example`, and escape the blanks of a sentence. */
export function addressProblem(text: string): string | null {
  if (!URL.canParse(text) || !/^https?:\/\/[\p{L}\p{N}[]\S*$/iu.test(text))
    return "not an http or https address";
  const { username, password } = new URL(text);
  // However short: no format of credentials would find `ann:pw`.
  return username === "" && password === "" ? null : "an address with a user name in it; leave that out";
}
