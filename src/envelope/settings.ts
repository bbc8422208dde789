// Defines the configuration key that bounds what agents may do. It is read only from the base commit.
import * as z from "zod";

/** A place below the repository's top, or an absolute one outside. */
const Glob = z
  .string()
  .min(1)
  .max(500)
  .refine((glob) => !/[\p{Cc}\u2028\u2029]/u.test(glob), "must not hold control characters")
  .refine(
    (glob) => !glob.split(/[\\/]/).includes(".."),
    "must not climb with ..; a place outside of the repository is written from / on",
  )
  .refine(
    (glob) => !glob.includes("!("),
    "must not hold !(, as ! takes out again; name what is meant, and take out what is not with a second entry",
  )
  .refine(
    (glob) => !/^!?~(?!\/)|[{,(|]!?[~/]/.test(glob),
    "must begin with / or ~/ for a place outside of the repository, once for each",
  )
  .refine(
    (glob) => !/\\(?:[\w.-]|\*\*|$)/.test(glob),
    "must have / between folders; \\ only takes the meaning from the sign behind it",
  );
const Globs = z.array(Glob).max(500);

const Word = z
  .string()
  .min(1)
  .max(1000)
  .refine((word) => !/[\p{Cc}\u2028\u2029]/u.test(word), "must not hold control characters");

const Host = z
  .string()
  .max(253)
  .regex(
    /^(\*|(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])$/,
    "must be a host in lower case such as registry.npmjs.org, *.example.org, or * for any",
  );

const ToolName = z
  .string()
  .max(200)
  .regex(
    /^[\w .:@-]*(\/[\w .:@-]*)?\*?$/,
    "must be server/tool or the name of a tool, with * only at its end",
  )
  .min(1);

const Envelope = z.strictObject({
  enforce: z
    .enum(["deny", "warn"])
    .default("deny")
    .describe(
      "`deny`: what is outside is stopped. `warn`: it is only noted and told, as a trial for the first week; claims are not refused either.",
    ),
  read: Globs.default(["**"]).describe(
    "Files that may be read, as globs; what may be written may be read too. A glob from `/` or `~/` on is a place outside of the repository.",
  ),
  write: Globs.default([]).describe(
    "Files that may be written, in the same form; none where it is not given. `!glob` takes out again. Files that decide what agents may do, such as this one, the hooks of runtimes and guides like AGENTS.md, must be named in full.",
  ),
  deny: Globs.default([]).describe("Files that may be neither read nor written, whatever the others say."),
  commands: z
    .array(z.array(Word).min(1).max(50))
    .max(500)
    .default([])
    .describe(
      "Commands that may be run, as lists of words: each stands for all commands that begin with it. Options of git, npm, make, go and cargo that read, write or run something else are let in only where an entry spells them.",
    ),
  setup: z
    .array(
      z
        .string()
        .max(200)
        .regex(
          /^[\w@+:./=-]+(?: [\w@+:./=-]+)*$/,
          "must be plain words with one space between them, such as npm ci",
        ),
    )
    .max(20)
    // Without a default, so that the digest of a policy that does not name it stays the same.
    .optional()
    .describe(
      "Commands that may be run word for word, also where the program that asks the envelope is not installed yet, as in a fresh clone: what installs it.",
    ),
  shell: z
    .enum(["deny", "ask", "runtime"])
    .default("ask")
    .describe(
      "What becomes of a line for a shell that is more than plain words of a known command; it is never judged by its text. `deny`: stopped. `ask`: the runtime asks the person where it can, and stops it elsewhere. `runtime`: left to the runtime's own permissions and sandbox.",
    ),
  network: z
    .union([z.literal(false), z.array(Host).max(500)])
    .default(false)
    .describe(
      "Hosts that the runtime's web tools may ask; `false`: none. What commands reach is for the sandbox.",
    ),
  tools: z
    .array(ToolName)
    .max(500)
    .default([])
    .describe(
      "Tools of other MCP servers that may be called, as `server/tool`, and tools of runtimes that touch neither known files, commands nor hosts, by their own name; `*` at the end stands for any. This server's own are always allowed.",
    ),
  expires: z.iso
    .date()
    .nullable()
    .default(null)
    .describe("The last day, in UTC, on which it grants anything."),
});
export type Envelope = z.output<typeof Envelope>;

/** Keys of `.agentops/config.yaml`. */
export const ENVELOPE_KEYS = {
  envelope: Envelope.nullable()
    // A key with nothing behind it, as when all its lines are commented out, must not come to mean that everything is
    // allowed.
    .refine((envelope): boolean => envelope !== null, "must not be empty; take the key out for none")
    .default(null)
    .describe(
      "What agents may read, write, run and reach: with this key on the base branch, everything that it does not name is denied. Without it everything is allowed. A job's scope narrows it further; nothing widens it.",
    )
    .meta({ examples: [{ write: ["src/**", "test/**"], deny: ["**/.env*"], commands: [["npm", "test"]] }] }),
} as const;
