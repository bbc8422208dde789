// Takes what a person sends by a form the same way as the terminal's commands take it, and keeps what was typed where it is refused.

import { findClaim } from "../claims/find-claim.ts";
import { standingOfClaim } from "../claims/standing.ts";
import { RULINGS } from "../jobs/records/ruling.ts";
import { LessonFields } from "../learnings/lesson-fields.ts";
import { CURATIONS } from "../learnings/records/curation.ts";
import { parseArguments } from "../mcp/arguments.ts";
import { html, type Markup, NOTHING, written } from "../page/markup.ts";
import { evidenceIn } from "../records/evidence-text.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { curationDraft, storeCuration } from "../use-cases/curate-knowledge.ts";
import { editLearning, findLesson, putInPlace } from "../use-cases/edit-learning.ts";
import { draftJudgment } from "../use-cases/judge-claim.ts";
import { recordLearning } from "../use-cases/record-learning.ts";
import { ruleOnEscalation } from "../use-cases/rule-on-escalation.ts";
import type { Answer } from "./answer.ts";
import { expected, lessonHref, problemBox } from "./parts.ts";
import type { Pens, UiPorts } from "./ports.ts";
import { claimView } from "./views/claims.ts";
import { lessonView } from "./views/lesson.ts";
import { lessonForm, type Typed } from "./views/lesson-form.ts";
import { waitingView } from "./views/waiting.ts";

export type Form = URLSearchParams;

export function typedIn(form: Form): Typed {
  const text = (name: string): string => form.get(name) ?? "";
  return {
    title: text("title"),
    kind: text("kind") || "gotcha",
    body: text("body"),
    paths: text("paths"),
    tags: text("tags"),
    symptoms: text("symptoms"),
    evidence: text("evidence"),
    distinct: text("distinct"),
  };
}

const items = (text: string, separator: RegExp): string[] =>
  text.split(separator).flatMap((each) => each.trim() || []);

/** Throws INVALID_ARGUMENT. */
const lessonOf = ({ title, kind, body, paths, tags, symptoms, evidence, distinct }: Typed) =>
  parseArguments(LessonFields, {
    title,
    kind,
    body,
    paths: items(paths, /[,\n]/),
    tags: items(tags, /[,\n]/),
    symptoms: items(symptoms, /\n/),
    evidence: evidenceIn(evidence, "evidence"),
    ...(distinct.trim() === "" ? {} : { distinct_because: distinct.trim() }),
  });

export async function recordNew(pens: Pens, form: Form): Promise<Answer> {
  const typed = typedIn(form);
  try {
    const { id, note, file, reasons } = await recordLearning(await pens.author(), lessonOf(typed), "person");
    const told = [
      `Recorded as ${id}.`,
      file === null ? note : `${file}: ${note}.`,
      ...reasons.map(({ fix }) => fix),
    ];
    return { to: form.get("from") === "waiting" ? "/waiting" : lessonHref(id), told: told.join(" ") };
  } catch (error) {
    const problem = problemBox(expected(error));
    return lessonForm({
      heading: "Record a lesson",
      action: "/new",
      typed,
      revision: null,
      problem,
      status: 400,
    });
  }
}

export async function recordEdit(ports: UiPorts, pens: Pens, id: string, form: Form): Promise<Answer> {
  const typed = typedIn(form);
  const revision = form.get("revision") ?? "";
  try {
    const {
      evidence: _,
      distinct_because: __,
      ...changes
    } = lessonOf({ ...typed, evidence: "", distinct: "" });
    const recorded = await editLearning(await pens.author(), { id, revision, changes });
    const { reasons } = await putInPlace(await pens.decider(), recorded, pens.authority);
    const told = [
      `Recorded as ${recorded.id}; it replaces ${recorded.replaces}.`,
      ...reasons.map(({ fix }) => fix),
    ];
    return { to: lessonHref(recorded.id), told: told.join(" ") };
  } catch (error) {
    const refused = expected(error);
    const isLate = refused.code === "CHANGED_MEANWHILE";
    const problem = html`${problemBox(refused)}${isLate ? await asItIsNow(ports, id) : NOTHING}`;
    const action = `${lessonHref(id)}/edit`;
    return lessonForm({
      heading: "Edit a lesson",
      action,
      typed,
      revision,
      problem,
      status: isLate ? 409 : 400,
    });
  }
}

/** Beside what was typed, so that nothing is lost and nothing overwritten. */
async function asItIsNow(ports: UiPorts, id: string): Promise<Markup> {
  const state = await (await ports.read()).state();
  const learning = findLesson(state, id);
  return html`<p>What you typed is still below. The lesson as it is now: <a href="${lessonHref(id)}">${written(learning.title)}</a>; the one that replaced it is named there and in the sentence above.</p>`;
}

/** Where a decision was taken, if not on the lesson's own page. */
const BACK: Readonly<Record<string, string | undefined>> = { waiting: "/waiting", going: "/?show=go" };

export async function decide(ports: UiPorts, pens: Pens, id: string, form: Form): Promise<Answer> {
  const back = BACK[form.get("from") ?? ""];
  try {
    const action = CURATIONS.find((each) => each === form.get("action"));
    const reason = (form.get("reason") ?? "").trim();
    const other = (form.get("other") ?? "").trim();
    if (action === undefined || reason === "" || reason.length > 1000)
      throw new AgentOpsError(
        "INVALID_ARGUMENT",
        "A decision needs its name and a reason of at most 1000 characters.",
        "Say why; it is kept for ever.",
      );
    const parts = { action, id, reason, evidence: [], other: other === "" ? undefined : other };
    const by = { authority: pens.authority, attested: "terminal" } as const;
    const context = await pens.decider();
    const stored = await storeCuration(context, await curationDraft(context, parts, by));
    return { to: back ?? lessonHref(id), told: `${action}: recorded as ${stored.id}.` };
  } catch (error) {
    const problem = problemBox(expected(error));
    const context = await ports.read();
    return back === "/waiting"
      ? waitingView(context, true, problem, 400)
      : lessonView(context, id, true, { problem, status: 400 });
  }
}

export async function rule(ports: UiPorts, pens: Pens, id: string, form: Form): Promise<Answer> {
  try {
    const ruling = RULINGS.find((each) => each === form.get("ruling"));
    const text = (form.get("text") ?? "").trim();
    if (ruling === undefined || text === "")
      throw new AgentOpsError(
        "INVALID_ARGUMENT",
        "A ruling needs its kind and a text.",
        "Say what the worker and its successor have to know.",
      );
    const parts = { ruling, text, authority: pens.authority, attested: "terminal" } as const;
    const told = await ruleOnEscalation(await pens.decider(), id, parts);
    return {
      to: "/waiting",
      told: `${ruling}: recorded as ${told.id}; each session is told with its next call.`,
    };
  } catch (error) {
    return waitingView(await ports.read(), true, problemBox(expected(error)), 400);
  }
}

export async function judge(ports: UiPorts, pens: Pens, id: string, form: Form): Promise<Answer> {
  try {
    const context = await pens.decider();
    const state = await context.state();
    const claim = findClaim(state, id);
    const location = (form.get("location") ?? "").trim();
    const draft = await draftJudgment(context, state, claim, {
      decision: form.get("decision") === "pass" ? "pass" : "refuse",
      reason: (form.get("reason") ?? "").trim(),
      location: location === "" ? null : location,
      attested: "terminal",
      process: null,
      session: context.session.session,
    });
    const [stored] = await context.append([draft]);
    const after = await context.state();
    const { state: stands } = standingOfClaim(after, claim, await context.claims.policyFacts(after));
    const told = `${draft.decision}: recorded as ${stored?.record.id}; the claim is now ${stands.replaceAll("_", " ")}.`;
    return { to: form.get("from") === "waiting" ? "/waiting" : `/claim/${claim.id}`, told };
  } catch (error) {
    return claimView(await ports.read(), id, true, { problem: problemBox(expected(error)), status: 400 });
  }
}

/** What is worth no lesson is no knowledge of the team: it is noted in this clone alone, as `extract --done` does. */
export async function dismiss(pens: Pens, id: string): Promise<Answer> {
  if (!/^[\w.:-]{1,200}$/.test(id))
    throw new AgentOpsError("INVALID_ARGUMENT", "That is no draft's id.", "Go back to what waits.");
  const context = await pens.decider();
  await context.history.note([{ t: "done", at: new Date(context.now).toISOString(), id }]);
  return { to: "/waiting", told: "Dismissed: this clone lists that draft no more." };
}
