// Finds the claims that wait for a person's word, and shows one with all that a judge needs.
import type { ReadContext } from "../../api/context.ts";
import { findClaim } from "../../claims/find-claim.ts";
import Claim, { type ClaimRecord } from "../../claims/records/claim.ts";
import { standingOfClaim } from "../../claims/standing.ts";
import { claimPacket } from "../../claims/text.ts";
import { html, type Markup, NOTHING, written } from "../../page/markup.ts";
import { newestFirst } from "../../shared/ids.ts";
import { type Shown, shown } from "../answer.ts";
import { chip, hidden, lineField, moment } from "../parts.ts";
import type { Failed } from "./lesson.ts";

export interface WaitingClaim {
  readonly claim: ClaimRecord;
  readonly missing: string;
}

/** Newest ones that are looked at. */
const MOST = 200;

export async function claimsWaiting(context: ReadContext): Promise<WaitingClaim[]> {
  const state = await context.state();
  const claims = state.all(Claim).toSorted(newestFirst).slice(0, MOST);
  if (claims.length === 0) return [];
  const facts = await context.claims.policyFacts(state);
  return claims.flatMap((claim) => {
    const { state: stands, missing } = standingOfClaim(state, claim, facts);
    return stands === "awaits_judgement" && missing !== null ? [{ claim, missing }] : [];
  });
}

export const claimItem = ({ claim, missing }: WaitingClaim, canWrite: boolean): Markup =>
  html`<li class="item" tabindex="-1"><h3><a href="/claim/${claim.id}">${written(claim.statement.predicate.statement)}</a></h3><p class="small soft">${moment(claim.at)} by ${written(claim.session)}: ${written(missing)}</p>
${canWrite ? html`<div class="acts"><form method="post" action="/claim/${claim.id}/judge">${hidden("decision", "pass")}${hidden("from", "waiting")}<button type="submit" data-key="p">Pass <kbd>p</kbd></button></form></div>${refusalForm(claim.id, "waiting")}` : NOTHING}</li>`;

/** A refusal says why and where; the form is closed until it is wanted. */
const refusalForm = (id: string, from: string): Markup =>
  html`<details><summary data-key="x">Refuse <kbd>x</kbd></summary><form method="post" action="/claim/${id}/judge" class="stack" data-typed>${hidden("decision", "refuse")}${hidden("from", from)}${lineField({ name: "reason", label: "Reason", value: "", required: true, of: id })}${lineField({ name: "location", label: "Where the fault lies: path or path:line", value: "", required: true, of: id })}<button type="submit">Refuse the claim</button></form></details>`;

/** Throws NOT_FOUND or AMBIGUOUS. */
export async function claimView(
  context: ReadContext,
  asked: string,
  canWrite: boolean,
  { problem, status }: Failed = { problem: NOTHING, status: 200 },
): Promise<Shown> {
  const state = await context.state();
  const claim = findClaim(state, asked);
  const facts = await context.claims.policyFacts(state);
  const { state: stands, missing } = standingOfClaim(state, claim, facts);
  const packet = claimPacket(state, claim, facts, await context.claims.staleness(state, claim.id));
  const isOpen = stands === "awaits_judgement" || stands === "not_proven";
  return shown(
    "waiting",
    claim.statement.predicate.statement,
    html`<p class="small"><a href="/waiting">Waiting</a></p>${problem}<h1 class="title">${written(claim.statement.predicate.statement)}</h1>
<p>${chip(stands.replaceAll("_", " "), stands === "passed" ? "good" : stands === "failed" || stands === "refused" ? "bad" : "")}${missing === null ? NOTHING : written(missing)}</p>
${canWrite && isOpen ? html`<div class="head acts"><form method="post" action="/claim/${claim.id}/judge">${hidden("decision", "pass")}${hidden("from", "claim")}<button type="submit" data-key="p">Pass <kbd>p</kbd></button></form>${refusalForm(claim.id, "claim")}</div>` : NOTHING}
<div class="text packet">${written(packet)}</div>
<p class="small"><a href="/story/${claim.id}">Its story, record by record</a></p>`,
    status,
  );
}
