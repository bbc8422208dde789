// Tells where a job stands and all that happened to it.
import Job from "../../jobs/records/job.ts";
import { standingOfJob } from "../../jobs/standing.ts";
import { stateInWords } from "../../jobs/text.ts";
import { tellerOf } from "../../records/story.ts";
import { oneLine } from "../../shared/text/one-line.ts";
import { storyOf } from "../job-page.ts";

export default tellerOf(Job, (state, job) => {
  const standing = standingOfJob(state, job);
  return {
    state: stateInWords(standing),
    events: storyOf(state, standing).map(({ note, ...event }) => ({
      ...event,
      ...(note === null ? {} : { note: oneLine(note) }),
    })),
  };
});
