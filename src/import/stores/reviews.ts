// Reads review comments as `gh api repos/…/pulls/comments` prints them: those that recur, or after which the line was changed, are lessons.
import { createSearchEngine } from "../../retrieval/engine.ts";
import { givesReason } from "../collection.ts";
import { type Found, type FoundLearning, oneLine, type Skipped, titleOf } from "../found.ts";
import { text } from "./entry.ts";

interface Row {
  readonly line: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

interface Comment {
  readonly row: Row;
  readonly id: string;
  readonly body: string;
  /** Of the pull request. */
  readonly request: string;
  readonly path: string;
  readonly replies: readonly string[];
}

export const isReview = ({ body, path, diff_hunk, pull_request_url }: Row["fields"]): boolean =>
  [body, path, diff_hunk, pull_request_url].every((field) => typeof field === "string");

/** How much alike two comments of different pull requests are that say the same. */
const RECURS = 0.5;
const MOST_ALIKE = 12;
const MOST_REPLIES = 4;
const LEAST_WORDS = 5;
const BOT = /\[bot\]$|^(?:dependabot|renovate|github-actions|codecov|coderabbitai|copilot)\b/i;

export function readReviews(file: string, rows: readonly Row[]): Found {
  const comments = commentsIn(rows.filter(({ fields }) => !isStranger(fields)));
  const engine = createSearchEngine();
  engine.add(comments.map(({ id, body }) => ({ ...{ id, title: "", body, tags: [], paths: [] } })));
  const byId = new Map(comments.map((each) => [each.id, each]));
  const told = new Set<string>();
  const learnings: FoundLearning[] = [];
  const skipped: Skipped[] = rows
    .filter(({ fields }) => isStranger(fields))
    .map(({ line, fields }) => ({
      place: { file, line },
      reason: "by somebody without any part in the repository",
      text: oneLine(plain(fields.body)),
    }));
  for (const comment of comments) {
    const place = { file, line: comment.row.line };
    const skip = (reason: string): void => {
      skipped.push({ place, reason, text: oneLine(comment.body) });
    };
    const alike = engine
      .similar({ title: "", body: comment.body, tags: [] }, MOST_ALIKE, RECURS)
      .flatMap(({ id }) => byId.get(id) ?? [])
      .filter(({ id, request }) => id !== comment.id && request !== comment.request);
    const isChanged = hasChanged(comment.row.fields);
    if (told.has(comment.id)) skip("says the same as one before it");
    else if (comment.body.split(/\s+/).length < LEAST_WORDS) skip("a remark of a few words");
    else if (alike.length === 0 && !isChanged) skip("said once, and nothing was changed after it");
    else if (alike.length === 0 && !comment.replies.concat(comment.body).some(givesReason))
      skip("a change was made, but nobody said why");
    else {
      for (const { id } of alike) told.add(id);
      learnings.push(lessonOf(place, comment, alike));
    }
  }
  return { learnings, skipped };
}

/** Those that began a thread, with what was answered; a program's are no person's word. */
function commentsIn(rows: readonly Row[]): Comment[] {
  const replies = new Map<string, string[]>();
  for (const { fields } of rows) {
    const to = idOf(fields.in_reply_to_id);
    if (to !== "" && !isBot(fields)) replies.set(to, [...(replies.get(to) ?? []), plain(fields.body)]);
  }
  return rows.flatMap((row) => {
    const { id, body, path, pull_request_url, in_reply_to_id } = row.fields;
    if (idOf(in_reply_to_id) !== "" || isBot(row.fields)) return [];
    const own = idOf(id) || String(row.line);
    const request = /(?<!\d)\d+$/.exec(text(pull_request_url))?.[0] ?? "";
    const answers = (replies.get(own) ?? []).filter(Boolean).slice(0, MOST_REPLIES);
    return [{ row, id: own, body: plain(body), request, path: text(path), replies: answers }];
  });
}

/** Anybody can comment on a public pull request, and twice; what is imported has this clone behind it. */
const isStranger = ({ author_association }: Row["fields"]): boolean =>
  typeof author_association === "string" &&
  !["OWNER", "MEMBER", "COLLABORATOR", "CONTRIBUTOR"].includes(author_association);

const idOf = (value: unknown): string =>
  typeof value === "number" || typeof value === "string" ? String(value) : "";

function isBot({ user }: Row["fields"]): boolean {
  const { type, login } = Object(user) as { readonly type?: unknown; readonly login?: unknown };
  return type === "Bot" || BOT.test(text(login));
}

/** The place is gone once the code that it stood at has been changed; replies say it in words. */
function hasChanged({ line, position, original_line, original_position }: Row["fields"]): boolean {
  const gone = (now: unknown, before: unknown): boolean => now === null && typeof before === "number";
  return gone(line, original_line) || (line === undefined && gone(position, original_position));
}

/** Without the code that a comment proposes, and without those that it speaks to. */
const plain = (body: unknown): string =>
  text(body)
    .replace(/```suggestion\b[\s\S]*?(?:```|$)/g, "")
    .replace(/(^|\s)@[\w-]{1,39}(?=[\s,:.!?]|$)[,:]?\s*/g, "$1")
    .trim();

function lessonOf(place: FoundLearning["place"], comment: Comment, alike: readonly Comment[]): FoundLearning {
  const { body, path, replies, row } = comment;
  const requests = [...new Set([comment, ...alike].map(({ request }) => request))].filter(Boolean);
  const reasons = replies.filter(givesReason);
  return {
    place,
    date: /^\d{4}-\d{2}-\d{2}/.exec(text(row.fields.created_at))?.[0] ?? null,
    title: titleOf(body),
    body: [
      body,
      ...reasons.map((each) => `Answer: ${each}`),
      `Said in review of ${requests.map((each) => `#${each}`).join(", ") || "a pull request"}, of ${path}${alike.length > 0 ? "" : ", and changed after that"}.`,
    ].join("\n\n"),
    kind: null,
    paths: [...new Set([comment, ...alike].map((each) => each.path))].filter(Boolean).slice(0, MOST_ALIKE),
    tags: ["review"],
    evidence: [comment, ...alike].slice(0, MOST_REPLIES).flatMap(({ row: { fields } }) => {
      const url = text(fields.html_url);
      return /^https:\/\/\S{1,480}$/.test(url) ? [{ type: "url" as const, ref: url }] : [];
    }),
    confidence: null,
  };
}
