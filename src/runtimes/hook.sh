# agentops-mcp hook, form 4. Written by agentops-mcp init, the same in every repository: run init again, don't edit it.
# sh .agentops/hook <runtime> <event> [<program>], in the top folder of a working tree.
# Finds the program and hands it one event. Before a tool no answer must not mean yes, once base has an envelope.

runtime=$1 event=$2 said=${3-}
case $event in
PreToolUse | BeforeTool | preToolUse | beforeShellExecution | beforeReadFile | beforeMCPExecution) guards=yes ;;
*) guards= ;;
esac

# Up to the program everything is built into the shell: this runs at each call of a tool.
program= pnp=
installed=node_modules/@PACKAGE@/dist/agentops-mcp.js
try() { [ -n "$program" ] || [ ! -f "$1" ] || program=$1; }
find_program() {
  case $said in
  /*)
    try "$said"
    return
    ;;
  ?*) try "$PWD/$said" ;;
  esac
  try "$PWD/$installed"
  [ -z "$program" ] || return
  git=.git main=
  if [ -f .git ]; then
    IFS= read -r git <.git
    git=${git#gitdir: }
    # A linked worktree: what the main one has installed serves it as well.
    case $git in */.git/worktrees/*) main=${git%/.git/worktrees/*} ;; esac
    git=${git%/worktrees/*}
  fi
  if [ -n "$main" ]; then
    [ -z "$said" ] || try "$main/$said"
    try "$main/$installed"
  fi
  # What init has noted, on this machine.
  if [ -z "$program" ] && [ -f "$git/agentops/program" ]; then
    IFS= read -r noted <"$git/agentops/program"
    try "$noted"
  fi
  [ -z "$program" ] || return
  # Yarn keeps packages in archives that only its own loader reads.
  if [ -f .pnp.cjs ] && grep -q '"@PACKAGE@"' .pnp.cjs; then pnp=$PWD/.pnp.cjs program=agentops-mcp; fi
  [ -n "$program" ] || ! command -v agentops-mcp >/dev/null || program=agentops-mcp
}
find_program
case $program$pnp in *.js | *.[cm]js) command -v node >/dev/null || program= ;; esac

# What base says, in the order in which the program looks for base; fails where nobody can tell what it says.
policy() {
  case $(LC_ALL=C git rev-parse --git-dir 2>&1 || echo refused) in
  # What lies here proves nothing of base.
  *dubious*refused | *found*refused)
    [ ! -e .agentops/config.yaml ]
    return
    ;;
  esac
  # By whole refs: a shorter name would find a tag first, which anybody can push.
  named=$(git config agentops.base)
  local=refs/heads/${named#refs/heads/} remote=refs/remotes/${named#refs/remotes/}
  id=
  # Only where it names a branch: an id is what a fetch writes there of a branch that somebody has called HEAD.
  if git symbolic-ref -q refs/remotes/origin/HEAD >/dev/null 2>&1; then
    id=$(git show-ref --verify --hash -- refs/remotes/origin/HEAD 2>/dev/null)
  fi
  # A name that is no branch, or two, is nothing that this shell could follow.
  [ -n "$id" ] || [ "$named" != HEAD ] || id=$(git show-ref --verify --hash HEAD 2>/dev/null)
  if [ -z "$id" ] && [ -n "$named" ]; then
    found=0
    for ref in "$local" "$remote"; do
      ! git show-ref -q --verify -- "$ref" || found=$((found + 1))
    done
    [ $found = 1 ] || return 1
  fi
  for ref in "$local" "$remote" refs/heads/main refs/heads/master HEAD; do
    [ -n "$id" ] || id=$(git show-ref --verify --hash -- "$ref" 2>/dev/null)
  done
  [ -n "$id" ] || return 0
  entry=$(GIT_NO_REPLACE_OBJECTS=1 git ls-tree --full-tree "$id" -- .agentops/config.yaml 2>/dev/null) || return 1
  case $entry in
  '') return 0 ;;
  '100644 blob '* | '100755 blob '*) ;;
  *) return 1 ;;
  esac
  entry=${entry#* blob }
  GIT_NO_REPLACE_OBJECTS=1 git cat-file blob "${entry%%[!0-9a-f]*}" 2>/dev/null
}
# This is no reader of YAML, so it believes two things only: that a text without the word, or any way to write it in other
# letters, has no envelope; and the very two lines that init writes for a trial. All else is an envelope.
is_enforced() {
  base=$(policy) || {
    base=
    return 0
  }
  [ -n "$base" ] || return 1
  ! printf '%s\n' "$base" | tr -d '\r' | LC_ALL=C awk '
    !/["'"'"']/ { sub(/[ \t]#.*/, "") }
    # A line of a text in quotes may look like a comment, and go on behind the quote.
    /^[ \t]*#/ && /["'"'"']/ && tolower($0) ~ /envelope|enforce/ { odd = 1 }
    /^[ \t]*(#|$)/ { next }
    behind { trial += /^  enforce: warn *$/; behind = 0 }
    /\\/ || /^(---|\.\.\.|%)/ { odd = 1 }
    tolower($0) ~ /envelope/ { named += 1; behind = /^envelope: *$/ }
    /enforce/ { enforced += 1 }
    END { exit !(!odd && (!named || named == 1 && trial == 1 && enforced == 1)) }'
}
stop() {
  # Copilot CLI shows its model nothing of what such an end says.
  if [ "$runtime" = copilot ]; then
    echo "{\"permissionDecision\":\"deny\",\"permissionDecisionReason\":\"agentops-mcp: stopped. $1\"}"
    exit 0
  fi
  echo "agentops-mcp: stopped. $1" >&2
  exit 2
}

# The commands of `envelope.setup` on base, one a line; none where they stand in more than one place or in another form.
setups() {
  printf '%s\n' "$base" | tr -d '\r' | LC_ALL=C awk '
    /^[ \t]*(#|$)/ { next }
    /^[^ ]/ { inside = /^envelope: *$/; listing = 0; next }
    !inside { next }
    /setup/ { places += 1 }
    /^  setup: \[[A-Za-z0-9_@+:.\/=", -]*\]$/ {
      text = substr($0, 11, length($0) - 11)
      count = split(text, each, / *, */)
      for (at = 1; at <= count; at++) found[++n] = each[at]
      next
    }
    /^  setup: *$/ { listing = 1; next }
    listing && /^ +- / { sub(/^ *- +/, ""); sub(/ +$/, ""); found[++n] = $0; next }
    { listing = 0 }
    END { if (places == 1) for (at = 1; at <= n; at++) print found[at] }' |
    tr -d '"'"'" | grep -E '^[A-Za-z0-9_@+:./=-]+( [A-Za-z0-9_@+:./=-]+)*$'
}

# True if the call is that very command and nothing else. What stands in a text has its quotes escaped, so only a
# field's name is found by them; a name that is there twice could be another argument that poses as it.
asks_for() {
  case $input in
  *'"command":'*'"command":'* | *'"tool_name":'*'"tool_name":'* | *'"cmd":'* | *'"env":'* | *'"args":'*) return 1 ;;
  *'"command":"'"$1"'"'*) ;;
  *) return 1 ;;
  esac
  [ "$event" != beforeShellExecution ] || return 0
  case $input in *'"tool_name":"Bash"'* | *'"tool_name":"run_shell_command"'* | *'"tool_name":"Shell"'*) return 0 ;; esac
  return 1
}

how_to_install() {
  if ! grep -qs '"@PACKAGE@"' package.json; then
    echo 'npm install --global <folder or .tgz of agentops-mcp>, never by its name'
  elif [ -f pnpm-lock.yaml ]; then
    echo 'pnpm install'
  elif [ -f yarn.lock ]; then
    echo 'yarn install'
  elif [ -f bun.lock ]; then
    echo 'bun install'
  elif [ -f package-lock.json ]; then
    echo 'npm ci'
  else
    echo 'npm install'
  fi
}

if [ -z "$program" ]; then
  missing='agentops-mcp is not installed here'
  command -v node >/dev/null || missing='Node is not on the PATH of this runtime'
  if [ -n "$guards" ]; then
    is_enforced || exit 0
    ways=$(setups)
    # More than that is no call of such a command.
    input=$(head -c 20001 | sed 's/": "/":"/g')
    [ ${#input} -le 20000 ] || ways=
    while IFS= read -r way; do
      [ -z "$way" ] || ! asks_for "$way" || exit 0
    done <<END
$ways
END
    [ -n "$ways" ] || stop "Base has an envelope, and $missing, which asks it. Tell the person to run: $(how_to_install)"
    stop "Base has an envelope, and $missing, which asks it. Allowed until then, word for word: $(echo "$ways" | tr '\n' ';' | sed 's/;$//; s/;/; /g')"
  fi
  sentence="$missing, so this session gets no lessons. To have them: $(how_to_install), then start again."
  case $event in
  SessionStart)
    [ "$runtime" != copilot ] || { echo "{\"additionalContext\":\"$sentence\"}" && exit 0; }
    echo "{\"systemMessage\":\"$sentence\",\"hookSpecificOutput\":{\"hookEventName\":\"SessionStart\",\"additionalContext\":\"$sentence\"}}"
    ;;
  sessionStart) echo "{\"additional_context\":\"$sentence\"}" ;;
  esac
  exit 0
fi

set -- hook --runtime "$runtime" "$event"
case $program$pnp in
*.pnp.cjs)
  # What it starts itself needs the loader as well.
  export NODE_OPTIONS="${NODE_OPTIONS:+$NODE_OPTIONS }--require \"$pnp\""
  set -- node -e 'const f = require.resolve("@PACKAGE@/dist/agentops-mcp.js"); process.argv.splice(1, 0, f); require(f)' "$@"
  ;;
*.js | *.[cm]js) set -- node "$program" "$@" ;;
*) set -- "$program" "$@" ;;
esac
[ -n "$guards" ] || exec "$@"

# Ended later than by its own deadline, and before the runtime goes on without an answer. Descriptor 3 is the runtime's
# input, as a shell gives none to what it starts in the background.
exec 3<&0
"$@" <&3 3<&- &
hook=$!
(
  trap 'kill $timer; exit' TERM
  sleep 4 &
  timer=$!
  wait $timer
  kill -9 $hook
) 3<&- >/dev/null 2>&1 &
watch=$!
wait $hook
code=$?
kill $watch 2>/dev/null
case $code in 0 | 2) exit $code ;; esac
! is_enforced || stop "Base has an envelope, and the hook that asks it gave no answer ($code). Try once more, then tell the person: agentops-mcp doctor."
# The program does not know whether there is an envelope (src/hooks/io/guard.ts): only what is no repository of ours is let go.
[ $code = 3 ] || exit 1
git --version >/dev/null 2>&1 || stop 'Neither the hook nor git can tell what base allows.'
