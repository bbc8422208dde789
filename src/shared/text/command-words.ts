// Reads what a command line does, as far as its words tell.

/** Looks for something: to find nothing is no failure. */
export const SEARCH_COMMAND = /^\s*(?:git\s+grep|rg|grep|find|fd|ag|ack)\b/;

/** Undoes work in git. */
export const TAKES_BACK =
  /\bgit\s+(?:revert\b|restore\b|reset\s+(?:\S+\s+)*--hard\b|checkout\s+(?:\S+\s+)?(?:--\s|\.(?:\s|$))|stash(?:\s+(?:push|save)|\s*$))/;
