// Finds the view or the action that an address stands for.

import { standingOf } from "../learnings/standing.ts";
import { html } from "../page/markup.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { findLesson, refuseOutOfService, revisionOf } from "../use-cases/edit-learning.ts";
import { decide, dismiss, type Form, judge, recordEdit, recordNew, rule, typedIn } from "./actions.ts";
import { type Answer, type Shown, shown } from "./answer.ts";
import { expected, lessonHref, problemBox } from "./parts.ts";
import type { UiPorts } from "./ports.ts";
import { claimView } from "./views/claims.ts";
import { lessonView } from "./views/lesson.ts";
import { BLANK, lessonForm } from "./views/lesson-form.ts";
import { lessonsAsked, lessonsView } from "./views/lessons.ts";
import { mapView } from "./views/map.ts";
import { nowView } from "./views/now.ts";
import { outcomesView } from "./views/outcomes.ts";
import { sessionView } from "./views/session.ts";
import { storyView } from "./views/story.ts";
import { comparedView, waitingView } from "./views/waiting.ts";

/** `form` is null for what only looks. Every fault that a person can meet is a page that says what to do. */
export async function answerTo(ports: UiPorts, url: URL, form: Form | null): Promise<Answer> {
  try {
    const [first = "", id = "", what = "", ...more] = url.pathname.slice(1).split("/").map(decoded);
    const found =
      more.length > 0 ? null : await (form === null ? see : act)(ports, { first, id, what, url, form });
    return found ?? nowhere();
  } catch (error) {
    const problem = expected(error);
    return shown(
      null,
      "Not done",
      html`<h1>Not done</h1>${problemBox(problem)}<p><a href="/">All lessons</a></p>`,
      statusOf(problem),
    );
  }
}

const MOST_PATH = 1_000;

interface Asked {
  readonly first: string;
  readonly id: string;
  readonly what: string;
  readonly url: URL;
  readonly form: Form | null;
}

async function see(ports: UiPorts, { first, id, what, url }: Asked): Promise<Shown | null> {
  const canWrite = ports.pens !== null;
  const context = await ports.read();
  switch (`${first}/${id === "" ? "" : "*"}/${what}`) {
    case "//":
      return lessonsView(context, lessonsAsked(url.searchParams), canWrite);
    case "lesson/*/":
      return lessonView(context, id, canWrite);
    case "lesson/*/edit":
      return editForm(ports, id);
    case "new//":
      return lessonForm({
        heading: "Record a lesson",
        action: "/new",
        typed: { ...BLANK, ...typedIn(url.searchParams) },
        revision: null,
      });
    case "map//":
      return mapView(context, (url.searchParams.get("at") ?? "").slice(0, MOST_PATH));
    case "waiting//":
      return waitingView(context, canWrite);
    case "waiting/*/":
      return id === "compared" ? comparedView(context, canWrite) : null;
    case "claim/*/":
      return claimView(context, id, canWrite);
    case "now//":
      return nowView(context, ports);
    case "outcomes//":
      return outcomesView(context);
    case "story/*/":
      return storyView(context, id);
    case "session//":
      return sessionView(context, ports, url.searchParams.get("of") ?? "");
    default:
      return null;
  }
}

async function act(ports: UiPorts, { first, id, what, form }: Asked): Promise<Answer | null> {
  if (form === null) return null;
  const { pens } = ports;
  if (pens === null)
    throw new AgentOpsError(
      "PERSON_REQUIRED",
      "This page was started where no person was at a terminal, so it changes nothing.",
      "Start agentops-mcp ui yourself, in a terminal of your own.",
    );
  if (first === "new" && id === "") return recordNew(pens, form);
  if (first === "lesson" && id !== "" && what === "edit") return recordEdit(ports, pens, id, form);
  if (first === "lesson" && id !== "" && what === "decide") return decide(ports, pens, id, form);
  if (first === "claim" && id !== "" && what === "judge") return judge(ports, pens, id, form);
  if (first === "draft" && id !== "" && what === "dismiss") return dismiss(pens, id);
  if (first === "rule" && id !== "" && what === "") return rule(ports, pens, id, form);
  return null;
}

async function editForm(ports: UiPorts, id: string): Promise<Shown> {
  const context = await ports.read();
  const state = await context.state();
  const learning = findLesson(state, id);
  refuseOutOfService(learning, standingOf(state, learning, context.now));
  const { title, kind, body, paths, tags, symptoms = [] } = learning;
  return lessonForm({
    heading: "Edit a lesson",
    action: `${lessonHref(learning.id)}/edit`,
    revision: revisionOf(state, learning, context.now),
    typed: {
      ...BLANK,
      title,
      kind,
      body,
      paths: paths.join(", "),
      tags: tags.join(", "),
      symptoms: symptoms.join("\n"),
    },
  });
}

const nowhere = (): Shown =>
  shown(
    null,
    "Not here",
    html`<h1>Not here</h1><p class="empty">This page has no such address. <a href="/">All lessons</a></p>`,
    404,
  );

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function statusOf({ code }: AgentOpsError): number {
  if (code === "NOT_FOUND" || code === "AMBIGUOUS") return 404;
  return code === "PERSON_REQUIRED" ? 403 : 400;
}
