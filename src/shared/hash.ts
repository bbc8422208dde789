// Hashes a text for names and comparison; it protects no secret and stops no forger.

const MASK = (1n << 64n) - 1n;

/** FNV-1a over UTF-16 units, then the finaliser of MurmurHash3; both are in the public domain. */
export function hash64(text: string): bigint {
  let hash = 0xcbf29ce484222325n;
  for (let at = 0; at < text.length; at++)
    hash = ((hash ^ BigInt(text.charCodeAt(at))) * 0x100000001b3n) & MASK;
  hash = ((hash ^ (hash >> 33n)) * 0xff51afd7ed558ccdn) & MASK;
  hash = ((hash ^ (hash >> 33n)) * 0xc4ceb9fe1a85ec53n) & MASK;
  return hash ^ (hash >> 33n);
}
