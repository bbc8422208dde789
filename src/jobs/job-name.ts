// Makes the short name by which people and agents call a job from its record's id.
import { hash64 } from "../shared/hash.ts";

const LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";
const SHOWN = 8;

/** `j-` and thirteen letters of a hash, as the ids of jobs that were made together look alike. */
export function fullJobName(id: string): string {
  const hash = hash64(id);
  let name = "";
  for (let at = 59n; at >= -1n; at -= 5n) name += LETTERS[Number((at < 0n ? hash << 1n : hash >> at) & 31n)];
  return `j-${name}`;
}

/** The shown beginning: forty bits, so that among a thousand jobs two agree in one of two million repositories. */
export const jobName = (id: string): string => fullJobName(id).slice(0, 2 + SHOWN);

export const isJobName = (text: string): boolean => /^j-[0-9a-z]{4,13}$/i.test(text.trim());
