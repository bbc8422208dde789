// Writes the shell lines between sandbox and command: they tell that the command was found, and set its limits.

/** Bytes of one file, processes of one sandbox; beyond what is measured from outside, the kernel stops these at once. */
export const KERNEL_LIMITS = { fileBytes: 4 * 1024 ** 3, processes: 4096 };

/**
 * Run as `sh -c WRAPPER <program> <arguments…>`, so that `$0` is the program. Descriptor 3 hears `found` or `missing`;
 * silence there means that the sandbox itself did not start. The number of processes can only be limited where they are
 * counted for each user namespace; elsewhere the limit would count all that the user runs. dash calls that limit -p.
 */
export const WRAPPER = [
  'if ! command -v "$0" >/dev/null 2>&1; then echo missing >&3; echo "$0: there is no such program where checks run" >&2; exit 127; fi',
  "echo found >&3; exec 3>&-",
  "ulimit -c 0",
  `ulimit -f ${KERNEL_LIMITS.fileBytes / 512}`,
  `if [ "$AGENTOPS_COUNTED" = 1 ]; then (ulimit -u 1) 2>/dev/null && ulimit -u ${KERNEL_LIMITS.processes} || ulimit -p ${KERNEL_LIMITS.processes}; fi`,
  "unset AGENTOPS_COUNTED",
  'exec "$0" "$@"',
].join("\n");
