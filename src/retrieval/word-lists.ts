// Gives searches the lists of words. A hook rarely searches, so its bundle reads this module from a file of its own.
import { EVERYDAY } from "./everyday-list.ts";
import { STEMS } from "./foreign-stems.ts";
import { PLAIN_WORDS } from "./plain-words.ts";
import { SOFTWARE } from "./software-list.ts";
import { UNSPACED_WORDS } from "./unspaced-words.ts";
import { USER_WORDS } from "./user-words.ts";

export const wordLists = () => ({
  everyday: EVERYDAY,
  software: SOFTWARE,
  stems: STEMS,
  unspaced: UNSPACED_WORDS,
  user: `${USER_WORDS};${PLAIN_WORDS}`,
});
