// Codes search segments as bytes: numbers below 128, which are nearly all, take one byte.

/** A buffer that grows while it is written. */
export function createWriter() {
  let bytes = Buffer.allocUnsafe(1024);
  let length = 0;
  const reserve = (more: number): void => {
    if (length + more <= bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(bytes.length * 2, length + more));
    bytes.copy(larger, 0, 0, length);
    bytes = larger;
  };
  return {
    length: (): number => length,
    /** Writes a whole number from 0 to 2^32 - 1 in groups of seven bits, lowest first. */
    number(value: number): void {
      reserve(5);
      let rest = value;
      while (rest > 127) {
        bytes[length++] = (rest & 127) | 128;
        rest >>>= 7;
      }
      bytes[length++] = rest;
    },
    /** Writes the UTF-8 bytes of a text without its length. */
    text(value: string): void {
      reserve(value.length * 3);
      length += bytes.write(value, length, "utf8");
    },
    /** Writes one byte for each character, all of which must be below 256. */
    latin1(value: string): void {
      reserve(value.length);
      length += bytes.write(value, length, "latin1");
    },
    /** What was written; the writer must not be used afterwards. */
    done: (): Buffer => bytes.subarray(0, length),
  };
}

/** Reads a segment's numbers in order, from `position` on. */
export function createReader(bytes: Buffer, position: number) {
  let at = position;
  const number = (): number => {
    let byte = bytes[at++] ?? 0;
    if (byte < 128) return byte;
    let value = byte & 127;
    let shift = 7;
    do {
      byte = bytes[at++] ?? 0;
      value |= (byte & 127) << shift;
      shift += 7;
    } while (byte > 127);
    return value >>> 0;
  };
  const text = (length: number): string => {
    at += length;
    return bytes.toString("utf8", at - length, at);
  };
  return { number, text };
}
