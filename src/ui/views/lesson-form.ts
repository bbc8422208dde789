// Shows the form of a new lesson or of an edit, with what was typed still in it when it was refused.
import { html, type Markup, NOTHING } from "../../page/markup.ts";
import { LEARNING_KINDS, LIMITS } from "../../records/evidence.ts";
import { type Shown, shown } from "../answer.ts";
import { choiceField, hidden, lineField, textField } from "../parts.ts";

/** As the form has them: lists with commas or lines between their items. */
export interface Typed {
  readonly title: string;
  readonly kind: string;
  readonly body: string;
  readonly paths: string;
  readonly tags: string;
  readonly symptoms: string;
  readonly evidence: string;
  readonly distinct: string;
}

export const BLANK: Typed = {
  title: "",
  kind: "gotcha",
  body: "",
  paths: "",
  tags: "",
  symptoms: "",
  evidence: "",
  distinct: "",
};

export interface FormOf {
  readonly heading: string;
  readonly action: string;
  readonly typed: Typed;
  /** Of the lesson that is edited, as it was read; null for a new one. */
  readonly revision: string | null;
  readonly problem?: Markup;
  readonly status?: number;
}

export function lessonForm({
  heading,
  action,
  typed,
  revision,
  problem = NOTHING,
  status = 200,
}: FormOf): Shown {
  const { title, kind, body, paths, tags, symptoms, evidence, distinct } = typed;
  return shown(
    "lessons",
    heading,
    html`<p class="small"><a href="/">All lessons</a></p><h1>${heading}</h1>${problem}
<form method="post" action="${action}" class="stack" data-typed>
${revision === null ? NOTHING : hidden("revision", revision)}
${lineField({ name: "title", label: "Title", value: title, required: true, hint: "One line: what happens, where." })}
${choiceField(
  { name: "kind", label: "Kind", value: kind },
  LEARNING_KINDS.map((each) => [each, each.replace("_", " ")] as const),
)}
${textField({ name: "body", label: "Text", value: body, required: true, hint: "When it happens, why, and what to do instead: names, numbers, error texts." }, 8)}
${lineField({ name: "paths", label: "Files or folders", value: paths, hint: "With commas between them." })}
${lineField({ name: "tags", label: "Tags", value: tags, hint: "With commas between them." })}
${textField({ name: "symptoms", label: "Seen as", value: symptoms, hint: `Up to ${LIMITS.symptoms} lines: what somebody will see or ask.` }, 2)}
${revision === null ? lineField({ name: "evidence", label: "Evidence", value: evidence, hint: "Such as: commit 1a2b3c4; path src/a.ts; command npm test" }) : NOTHING}
${revision === null ? lineField({ name: "distinct", label: "What sets it apart", value: distinct, hint: "Only where the gate names one that is like it." }) : NOTHING}
<button type="submit">${revision === null ? "Record it" : "Replace the lesson"}</button></form>`,
    status,
  );
}
