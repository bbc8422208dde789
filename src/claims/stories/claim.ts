// Tells what checks, judges and people have said of a claim.

import { byTime, tellerOf } from "../../records/story.ts";
import { compareIds } from "../../shared/ids.ts";
import Claim from "../records/claim.ts";
import { judgmentsByClaim } from "../records/judgment.ts";
import { opinionsByClaim } from "../records/opinion.ts";
import { verdictsByClaim } from "../records/verdict.ts";
import { signaturesOn } from "./verdict.ts";

export default tellerOf(Claim, (state, { id }) => {
  const verdicts = state.by(verdictsByClaim, id);
  const said = [
    ...verdicts.map((record) => ({
      record,
      what: `verdict ${record.id}: ${record.statement.predicate.verificationResult}`,
    })),
    ...state.by(judgmentsByClaim, id).map((record) => ({
      record,
      what: `judgement ${record.id}: ${record.decision}`,
    })),
    ...state.by(opinionsByClaim, id).map((record) => ({
      record,
      what: `opinion ${record.id} of ${record.judge.id}: ${record.decision}`,
    })),
  ];
  return {
    events: [
      ...said
        .toSorted((a, b) => compareIds(a.record, b.record))
        .map(({ record: { at, session, runtime }, what }) => ({ at, what, session, runtime })),
      ...verdicts.flatMap((verdict) => signaturesOn(state, verdict.id)),
    ].toSorted(byTime),
  };
});
