// Chooses the longest form of an answer that fits a number of bytes.

const bytesOf = (text: string): number => new TextEncoder().encode(text).length + 1;

/** The first of the texts that, on lines of their own below `head`, take no more than `most` bytes in UTF-8. */
export function firstThatFit(texts: readonly string[], most: number, head = ""): string[] {
  let room = most - bytesOf(head);
  const end = texts.findIndex((text) => {
    room -= bytesOf(text);
    return room < 0;
  });
  return texts.slice(0, end < 0 ? texts.length : end);
}
