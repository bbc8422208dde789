// Says why a text is not a web address that evidence may name.

/** The pattern comes on top of the parser, which would repair `http:/example` and escape the spaces of a sentence. */
export function addressProblem(text: string): string | null {
  if (!URL.canParse(text) || !/^https?:\/\/[\p{L}\p{N}[]\S*$/iu.test(text))
    return "not an http or https address";
  const { username, password } = new URL(text);
  // The scan for credentials would not find a short `ann:pw`.
  return username === "" && password === "" ? null : "an address with a user name in it; leave that out";
}
