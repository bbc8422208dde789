// Lists what git's options do, so that an option that is not listed is refused.

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/**
 * Long options that neither name a file nor run a program nor change settings or another branch, whatever the command; each
 * also with `--no-`. Git also takes shortened options; those are not listed, so they are refused.
 */
export const HARMLESS = words(`
  3way abbrev abbrev-ref abort after-context ahead-behind all all-match allow-empty allow-empty-message always amend anchored
  and annotate author author-date-order autosquash autostash basic-regexp before before-context binary boundary branch
  branches break-rewrites cached candidates cc check cherry cherry-mark cherry-pick children chmod cleanup
  clear-decorations color color-by-age color-lines color-moved color-moved-ws color-words column combined-all-paths
  committer compact-summary conflict contains context continue count create cumulative date date-order decorate
  decorate-refs decorate-refs-exclude deduplicate deleted dense depth detach diff-algorithm diff-filter diff-merges
  directory dirstat dirstat-by-file dirty dry-run dst-prefix edit email empty encode-email-headers encoding eol
  error-unmatch exact-match exclude exclude-standard exit-code expand-tabs extended-regexp ff ff-only files-with-matches
  files-without-match find-copies find-copies-harder find-object find-renames first-parent fixed-strings fixup follow
  format full-diff full-history full-index full-name full-tree function-context glob gpg-sign graph grep grep-reflog group guess
  heading histogram ignore-all-space ignore-blank-lines ignore-case ignore-cr-at-eol ignore-errors
  ignore-matching-lines ignore-missing ignore-removal ignore-rev ignore-space-at-eol ignore-space-change
  ignore-submodules ignore-unmatch ignored in-commit-order include incremental indent-heuristic intent-to-add
  inter-hunk-context interactive invert-grep invert-match irreversible-delete is-ancestor ita-invisible-in-index
  ita-visible-in-index jobs keep-empty keep-index killed left-only left-right line-number line-porcelain line-prefix
  list log log-size long mailmap mainline match max-age max-count max-depth max-parents merge-base merged merges message
  min-age min-parents minimal mixed modified multiple name-only name-status new not notes null numbered numstat
  object-only octopus oneline only only-matching onto or ours others output-indicator-context output-indicator-new
  output-indicator-old overlay parents parseopt patch patch-with-raw patch-with-stat pathspec-file-nul patience
  perl-regexp pickaxe-all pickaxe-regex points-at porcelain post-rewrite pretty progress prune quiet quit raw rebase recursive
  reedit-message refresh regexp-ignore-case relative relative-date remotes rename-empty renames renormalize
  reset-author resolve-undo reuse-message reverse rev-list right-only root rotate-to score-debug short shortstat
  show-cdup show-current show-email show-function show-name show-number show-prefix show-pulls show-signature
  show-stash show-toplevel signoff since simplify-by-decoration simplify-merges skip skip-to soft sort source sparse
  squash src-prefix stage staged stat stat-count stat-graph-width stat-name-width stat-width stats status stdin
  submodule summary symbolic symbolic-full-name tags text theirs thin topo-order track trailer unified unmerged until
  untracked-files update use-mailmap verbose verify version walk-reflogs whitespace word-diff word-diff-regex
  word-regexp worktree ws-error-highlight`);
/** Options whose negation does more than the option itself. */
export const NEVER_NEGATED = words("verify exclude-standard post-rewrite gpg-sign");
/** Options that read the file that they name. */
export const READING = words(
  "file template exclude-from exclude-per-directory contents ignore-revs-file add-file mailmap-file",
);
/** Options with a file that lists files, which no rule can see; their negation is harmless. */
export const LISTING = words("pathspec-from-file");
/** Options that write the file or folder that they name. */
export const WRITING = words("output output-directory");

/**
 * Short options of a command: `x` stands alone, `x:` takes a value, `x=` takes one only in the same word, and `x<` names a
 * file.
 */
const DIFF = "p s u U: z B= M= C= D R a b w W O< G: S: I: X= l: r t c m n: i E F P g L: q";
export const SHORTS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    "diff log show whatchanged rev-list diff-tree diff-index diff-files range-diff cherry reflog"
      .split(" ")
      .map((name) => [name, DIFF]),
  ),
  status: "s b v z u= M=",
  add: "n v i p e u A N",
  commit: "a q v s e z i o p m: C: c: F< t< u= S=",
  branch: "a v r q i l",
  tag: "l n= a s m: F< i",
  blame: "b c l t w f n s e p M= C= L: S<",
  annotate: "b c l t w f n s e p M= C= L: S<",
  grep: "a I i w v h H E G P F n l L z c o p W q A: B: C: e: m: f<",
  "ls-files": "c d m o i s k t u v z f x: X<",
  "ls-tree": "d r t l z",
  "cat-file": "t s p e",
  "rev-parse": "q",
  describe: "",
  shortlog: "n s e c w=",
  stash: "p u k q a m:",
  switch: "c: d q t",
  checkout: "b: q t p",
  restore: "s: S W p q",
  reset: "q p N",
  rm: "r q n",
  mv: "k n v",
  clean: "n q d e:",
  fetch: "q v t p a j:",
  pull: "q v r",
  push: "q v n u",
  merge: "m: n q v S= F< X:",
  rebase: "i q v m",
  "cherry-pick": "e x n s m:",
  revert: "e n s m:",
  apply: "v z",
  archive: "v l o>",
  "format-patch": "o> n N s v: k",
  remote: "v",
  config: "l",
  worktree: "v",
  notes: "",
  submodule: "q",
  bisect: "",
  "merge-base": "a",
  "name-rev": "",
  "for-each-ref": "",
  "show-ref": "q d s",
  "show-branch": "a r",
  "count-objects": "v H",
  "check-ignore": "q v z n",
  "check-attr": "a z",
  "verify-commit": "v",
  "verify-tag": "v",
  version: "",
};

/** For commands whose first word says what they do: the words that only look. A `-` means no word. */
export const LOOKING: Readonly<Record<string, ReadonlySet<string>>> = {
  config: words("list get"),
  remote: words("- show get-url"),
  worktree: words("list"),
  notes: words("- list show"),
  reflog: words("- show exists"),
  submodule: words("- status summary"),
  bisect: words("start good bad new old skip reset log view terms"),
  stash: words("- push list show pop apply branch create"),
};
/** Commands that write what a patch or commit says, unless one of these options is there. */
export const ONLY_WITH: Readonly<Record<string, ReadonlySet<string>>> = {
  apply: words("check stat numstat summary"),
  config: words("list get get-all get-regexp l"),
  "format-patch": words("stdout"),
};
/** Options that are harmless only in this command. */
export const HARMLESS_IN: Readonly<Record<string, ReadonlySet<string>>> = {
  apply: words("numstat summary"),
  config: words("get get-all get-regexp local show-origin show-scope name-only default"),
  "format-patch": words("stdout"),
  log: words("all branches"),
  push: words("set-upstream atomic"),
  rebase: words("keep-base"),
};
/** Options that are harmless elsewhere, but here reach more branches and tags than the one named. */
export const HARMFUL_IN: Readonly<Record<string, ReadonlySet<string>>> = {
  push: words("all branches tags prune"),
};
/** What the operands of a command are: files that it writes, files that it reads, or names of several kinds. */
export const OPERANDS: Readonly<Record<string, "writes" | "may write" | "reads">> = {
  mv: "writes",
  rm: "writes",
  restore: "writes",
  clean: "writes",
  // A person commits the files that decide what agents may do.
  add: "may write",
  commit: "may write",
  checkout: "may write",
  reset: "may write",
  stash: "may write",
  apply: "reads",
};
/** Options in front of the command itself. */
export const GLOBALLY = words(
  "--no-pager -P --no-optional-locks --literal-pathspecs --glob-pathspecs --noglob-pathspecs --icase-pathspecs --no-replace-objects --no-lazy-fetch --no-advice --version -v",
);
