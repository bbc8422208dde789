// Splits a text into sentences and tells advice and reports from statements.

/** Sentences, list items, table cells and headings of a markdown text, without their markers. */
export function sentencesOf(text: string): string[] {
  return text
    .split(/\n+|(?<=[.!?;。！？])["'”)*]?\s+(?=\S)|(?<=[。！？])|\s#{1,6}\s|\s(?=[-*] \S)|\s(?=\d\. )/)
    .map((sentence) => sentence.replace(/^[\s#>*-]+|(?<![\s*])[\s*]+$/g, ""))
    .filter((sentence) => /\p{L}{2}/u.test(sentence));
}

const REASONED =
  /\b(?:because|since|so that|otherwise|instead of|due to|root cause|turned out|must|never|always|which (?:means|caused|made|broke)|when(?:ever)?|if|unless|requires?|needs? to be|rather than|not .{1,40} but|cannot|can['’]t|doesn['’]t|does not)\b|→|=>/i;
const REPORT =
  /^(?:(?:also|then|next|finally|first|today|yesterday|this (?:week|morning|session|sprint)|in this (?:session|pr|commit|sprint)|and|after that|afterwards|later|eventually|just|successfully)[,:]?\s+)*(?:(?:i|we|he|she|they|the team|this (?:pr|commit|change)|claude|the agent)\s+(?:have |has |had |also |then |finally |just |successfully |had to )*)?(?:fix(?:ed|es|ing)?|updat(?:e|ed|es)|add(?:ed|s)|refactor(?:ed)?|implement(?:ed|s)?|set up|configured|installed|enabled|built|released|published|replaced|debugged|remov(?:ed|es)|chang(?:ed|es)|improv(?:ed|es)|creat(?:ed|es)|complet(?:ed|es)|clean(?:ed|s) up|renamed|moved|merged|wrote|worked on|working on|bumped|upgraded|migrated|resolved|finished|shipped|deployed|tweaked|investigated|looked (?:at|into)|started|spent|tested|reviewed|committed|pushed|discussed|met|got|made|did|ran|tried|debugged|converted|introduced|extracted|reworked|polished|continued|opened|closed|went|decided to (?:take|stop|continue)|learned a lot)\b|\b(?:i|we) (?:finally |then )?(?:found it|fixed it|fixed|solved|managed to|got it)\b|\b(?:helped|fixed it)[.!]?$|^all (?:\d+ |the )*tests (?:pass|are)|^everything (?:passes|works|is)/i;
const PLAN =
  /^(?:(?:also|then|next|finally|first|now|today|tomorrow|later|afterwards|after that|and|(?:in|for) (?:the|a) (?:next|future|later) (?:session|pr|commit|sprint|step)|(?:this|next) (?:week|morning|session|sprint|time))[,:]?\s+)*(?:todo|to-do|next steps?|follow.?up|plan|we should|i should|should|need to|needs|let['’]?s|maybe we|consider|investigate|look into|figure out|think about|plan to|we (?:need|want|plan|have) to|i(?:['’]ll| will| want to| plan to| need to)|we(?:['’]ll| will)|remember to|would be nice|it would be)\b|\?$/i;

/** True for a sentence that only says what was done or is to be done, with no rule, cause or condition in it. */
export function isDiary(sentence: string): boolean {
  return (REPORT.test(sentence) || PLAN.test(sentence)) && !REASONED.test(sentence);
}

/** Words of advice and report, which plain statements about a system do without. */
const ADDRESSED =
  /\b(?:we|i|our|my|your?|us|they|everyone|developers?|teams?|people|should|could|always|make|avoid|don['’]t|try|let['’]s|wir|man|soll(?:te|ten)?|immer|nous|il faut|toujours|hay que|siempre|sempre)\b/i;
const IMPERATIVE =
  /^(?:add|automate|be|break|check|choose|clarify|clean|commit|consider|design|do|document|ensure|follow|handle|improve|invest|keep|log|look|measure|monitor|optimi[sz]e|pick|plan|prefer|read|reduce|review|separate|set|structure|test|think|update|use|validate|watch|write)\b/i;
/** True for a sentence that tells the reader to do something. */
export const isAdvice = (sentence: string): boolean =>
  IMPERATIVE.test(sentence) ||
  /\b(?:always|should|spend|every (?:project|team|app\w*|function|developer|service|system)|needs? (?:an? |proper|good)|we (?:need|must)|belongs?)\b/i.test(
    sentence,
  );

/** True for a sentence about things rather than about what somebody did, plans or should do. */
export const isStatement = (sentence: string): boolean =>
  !ADDRESSED.test(sentence) && !IMPERATIVE.test(sentence) && !isDiary(sentence);
