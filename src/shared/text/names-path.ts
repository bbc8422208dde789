// Tells if a text names a file or folder in full.

/** `within`: also where the text names something in that folder. */
export function namingPath(path: string, { within = false } = {}): (text: string) => boolean {
  // A single word such as `docs` is no path.
  if (!/\w[./]\w/.test(path)) return within ? (text) => text.includes(`${path}/`) : () => false;
  const escaped = path.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
  const deeper = within ? "" : "|[./][\\w-]";
  const whole = new RegExp(`(?<![\\w/.@-])(?:\\./)?${escaped}(?![\\w@-]${deeper})`);
  return (text) => whole.test(text);
}
