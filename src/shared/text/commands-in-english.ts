// Lists the ways in which an English text takes command of the agent that reads it. It is long because it is a table, a row a way.

/** A command is addressed: it opens a sentence or follows a word that presses it on the reader. */
const COMMAND = String.raw`(?:^\W{0,6}|[,:;]\s|\b(?:please|must|should|shall|will|now|then|always|just|simply|immediately|and|you can|to)\s+)`;
const SECRET_THING = String.raw`(?:secrets?|credentials?|(?:access |auth |session )?tokens?|passwords?|(?:api|ssh|private) keys?|environment variables?|env vars?|\.env|id_rsa|chat history|conversation)`;
const AGENT = String.raw`(?:ai|a\.i\.|llm|agent|assistant|language model|model|claude|chatgpt|gpt|codex|copilot|gemini)`;

interface Command {
  readonly name: string;
  readonly pattern: RegExp;
}

/** One row for each way in which hostile text takes command; matched against one sentence, compatibility-folded. */
export const COMMANDS: readonly Command[] = [
  {
    name: "sets earlier instructions aside",
    pattern:
      /\b(?:ignore|disregard|forget|override|bypass|overrule|discard|drop)\b[^.]{0,40}\b(?:instructions?|prompts?|directives?|guidelines|guardrails|system message|everything (?:above|before|you))\b/i,
  },
  {
    name: "sets earlier instructions aside",
    pattern:
      /\b(?:ignore|disregard|forget|override)\b[^.]{0,30}\b(?:(?:all|any|your)\s+(?:previous|prior|above|earlier|other|existing|safety)|your)\s+(?:rules|context|messages|constraints|training|tasks?|orders|commands|restrictions|limits)\b/i,
  },
  {
    name: "gives the reader a new role",
    pattern:
      /\byou(?: are|'re) (?:now (?:an? |the |acting|free|unrestricted|dan\b|in \w+ mode|operating)|no longer (?:bound|restricted|limited|an? |required))|(?:^\W{0,6}|\b(?:must|will|please|now)\s+)pretend to be\b|\bpretend (?:(?:that )?you(?: are|'re)|you have)\b|\bfrom now on,? you\b|\bdo anything now\b/i,
  },
  {
    name: "gives the reader a new role",
    pattern:
      /(?:^\W{0,6}|\b(?:must|should|will|please|now)\s+)(?:act|behave|respond|answer) as (?:if you|an? |the |my )?(?:judge|admin(?:istrator)?|root|supervisor|system|developer|unrestricted|jailbroken|dan|evil|hacker)\b/i,
  },
  {
    name: "reaches for the system prompt",
    pattern:
      /\b(?:reveal|print|show|repeat|output|leak|change|rewrite|replace|update|quote|recite|dump)\b.{0,30}\b(?:your|the) (?:full |entire |own )?(?:system|developer|hidden|initial|secret) (?:prompt|message|instructions?)|\b(?:new|updated|override) system (?:prompt|message|instructions?)\b|^\W{0,6}system (?:prompt|message|override|instructions?)\s*:/i,
  },
  {
    name: "dictates a verdict",
    pattern: new RegExp(
      String.raw`\b(?:as|if you(?: are|'re)|when you(?: are|'re)) (?:the |an? |this |acting as )?(?:judge|reviewer|verifier|grader|evaluator|auditor|critic|${AGENT})\b.{0,60}\b(?:answer|say|return|reply|respond|output|vote|give|approve|mark|accept|pass|must|should|rate|score|render)\b`,
      "i",
    ),
  },
  {
    name: "dictates a verdict",
    pattern:
      /(?:\b[Aa]lways|\b[Yy]ou must|\b[Oo]nly|\b[Jj]ust|\b[Ss]imply|\b[Rr]egardless\b.{0,40}|\b[Nn]o matter\b.{0,40}|^\W{0,6})\s*(?:[Aa]nswer|[Rr]eply|[Rr]espond|[Ss]ay|[Oo]utput|[Vv]ote|[Rr]eturn)(?: only)?(?: with)? (?:["'`“]?(?:PASS(?:ED)?|APPROVED?|LGTM|ACCEPT(?:ED)?|YES)\b)/,
  },
  {
    name: "dictates a verdict",
    pattern:
      /(?:^\W{0,6}|\b(?:must|should|please|always|just|will|now)\s+)(?:mark|rate|grade|score|approve|accept|pass|merge|verify) (?:this|every|all|any|my|our|these) (?:claims?|submissions?|pull requests?|prs?|verdicts?|learnings?|changes?|work)\b.{0,40}(?:\bas\b|\bwithout\b|\bregardless\b|\bimmediately\b|\bautomatically\b|[.!]?$)/i,
  },
  {
    name: "orders an action behind the user's back",
    pattern: new RegExp(
      `${COMMAND}(?:run|execute|invoke|call|delete|push|install|do|send|apply|download|commit|approve|merge|proceed|perform|carry|use)\\b.{0,100}\\bwithout (?:asking|confirm\\w*|(?:any |user |human )?(?:approval|permission|confirmation|consent|review)|telling|notifying|prompting|checking|mentioning|informing|waiting)`,
      "i",
    ),
  },
  {
    name: "asks for secrecy from the user",
    pattern:
      /\b(?:do not|don['’]?t|never|must not|without|avoid|shouldn['’]?t)\s+(?:ever )?(?:tell|inform|alert|warn|telling|informing|alerting|warning|let|(?:reveal|disclose|mention|report|show|say|admit|mentioning|revealing) (?:(?:this|that|it|any of this|these|those|the|anything|them|so)(?: \w+){0,2})?\s*to)\s+(?:the |your |any )?(?:user|human|operator|developer|supervisor|owner|maintainer|reviewer|anyone|anybody|people)\b/i,
  },
  {
    name: "asks for secrecy from the user",
    pattern:
      /(?:\bkeep (?:this|it|these \w+) (?:a )?(?:secret|hidden|confidential)\b|\b(?:hide|conceal) (?:this|it|these \w+|that)\b).{0,30}\bfrom (?:the )?(?:user|human|operator|developer|anyone|supervisor|reviewer)s?\b/i,
  },
  {
    name: "dictates a verdict",
    pattern:
      /\b(?:correct|only|right|expected|final) (?:verdict|answer|judgement|judgment|rating)\b.{0,50}\bis (?:always |simply )?["'`“]?(?:PASS|APPROVED?|ACCEPT)\b/i,
  },
  {
    name: "addresses the agent itself",
    pattern: new RegExp(
      `\\b(?:if|in case|when) (?:the|this|your|its) reader is (?:an? )?${AGENT}\\b|\\b${AGENT} like (?:you|yourself)\\b`,
      "i",
    ),
  },
  {
    name: "orders secrets sent away",
    pattern:
      /\b(?:paste|pasting|post|posting|put|putting|send|sending)\b (?:me )?your (?:current |own )?\$?(?:[A-Z_]{0,40}(?:KEY|TOKEN|SECRET|PASSWORD)|(?:api |access )?(?:key|token|secret|password)s?)\b.{0,40}\b(?:in(?:to)?|to|at|here)\b/i,
  },
  {
    name: "orders secrets sent away",
    pattern:
      /\b(?:fill(?:ed)? in|replace[ds]?|substitute[ds]?)\b.{0,80}\b(?:contents?|values?) of\b.{0,12}(?:\.env\b|\$?[A-Z_]{1,40}(?:KEY|TOKEN|SECRET|PASSWORD)\b)/i,
  },
  {
    name: "orders bounds to be widened",
    pattern:
      /\b(?:developer|debug|god|admin|maintenance|unrestricted) mode (?:is )?(?:now )?(?:enabled|on|active)\b.{0,80}\b(?:off|disabled|suspended|allowed|permitted|anywhere|anything)\b|\b(?:envelope|permission|safety|guard) (?:checks?|hooks?|rules?) (?:are|is) (?:off|disabled|suspended|lifted)\b.{0,60}\b(?:so|you|session|now)\b/i,
  },
  {
    name: "demands obedience",
    pattern:
      /\bfrom now on,?\s(?:always |just |simply |you )?(?:skip|bypass|disable|ignore|omit)\b.{0,40}\b(?:reviews?|tests?|checks?|hooks?|approvals?|permissions?)\b/i,
  },
  {
    name: "sets earlier instructions aside",
    pattern:
      /\b(?:forget|ignore|disregard)\b.{0,24}\b(?:words|lines|texts?|everything|all|messages?)\b.{0,8}\b(?:that|which) (?:came|come|stood|stands|was said|were said|went)\b.{0,8}\b(?:before|above|earlier)\b/i,
  },
  {
    name: "orders secrets sent away",
    pattern: new RegExp(
      `\\b(?:when(?:ever)? you|in your|to your|your (?:next|final))\\b.{0,60}\\b(?:append|include|add|paste|print|put|quote|echo|write|attach)\\b.{0,40}(?:\\$\\{?[A-Z_]{0,40}(?:KEY|TOKEN|SECRET|PASSWORD)|(?<![\\w.])${SECRET_THING}\\b)`,
      "i",
    ),
  },
  {
    name: "gives the reader a new role",
    pattern:
      /\byou(?: are|'re) now\b.{0,40}\b(?:without|free of|with no) (?:any )?(?:restrictions?|limits?|rules|filters?|guardrails)\b/i,
  },
  {
    name: "asks for secrecy from the user",
    pattern:
      /\b(?:run|execute|download|install|fetch|delete|push)\b.{0,100}\b(?:and|but) (?:do not|don['’]?t|never) (?:mention|tell|admit|disclose|reveal)\b/i,
  },
  {
    name: "orders secrets sent away",
    pattern: new RegExp(
      `${COMMAND}(?:send|post|upload|exfiltrate|forward|e-?mail|leak|transmit|curl|submit|share|deliver|append|include|encode|copy)\\b.{0,80}(?<![\\w.])${SECRET_THING}\\b.{0,80}\\b(?:to|at|via|in)\\b\\s+(?:https?:|me\\b|[\\w.+-]+@\\w|this (?:url|address|server|webhook|endpoint)|the following|my\\b|the attacker|an external|(?:every|your|each) (?:answer|reply|response)|[\\w-]+\\.(?:com|net|io|org|xyz|dev|example)\\b)`,
      "i",
    ),
  },
  {
    name: "orders secrets sent away",
    pattern:
      /\b(?:cat|printenv|env|base64)\b[^|\n]{0,80}(?:\.ssh|\.env|id_rsa|\.aws|credentials|printenv|secret)?[^|\n]{0,40}\|\s*(?:curl|nc|wget|ncat)\b/i,
  },
  {
    name: "imitates a message of the system",
    pattern:
      /<\/?\s*(?:system|assistant|instructions?|system[-_ ](?:prompt|message|reminder|note|instruction)s?|(?:user|developer)[-_](?:query|message|instructions?|prompt|info)|environment[-_](?:context|details)|important[-_]\w{3,20})(?:\s[^>]{0,80})?>|^\W{0,4}<\/?(?:user|human)>|\[\/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|TOOL_CONTENT)\]|<<\/?SYS>>|<\|[^|<>\n]{2,40}\|>|<\/?(?:start_of_turn|end_of_turn|turn\|)>?|\[\|(?:system|assistant|user|endofturn)\|\]|<(?:s|bos|eos)>\s{0,3}\[|^#{2,4} ?(?:instruction|system|response|human|assistant)s?:|^\W{0,4}(?:assistant|human)\s*:\s|^\W{0,4}system\s*:\s*(?:you|ignore|the assistant|from now|new|override|disregard|all|always|never)\b/i,
  },
  {
    name: "imitates a message of the system",
    pattern:
      /^\W{0,6}(?:(?:urgent|critical|official) )?(?:system|admin(?:istrator)?|security|developer|anthropic|openai|google) (?:notice|notification|alert|override|directive|announcement|instruction|message)s?\s*:|[-=*#]{3,10} ?(?:begin|end|start) (?:of )?(?:system|admin|developer|hidden|new) (?:prompt|message|instructions?)|["']role["']\s{0,4}:\s{0,4}["'](?:system|developer)["']\s{0,4},\s{0,4}["']content["']\s{0,4}:\s{0,4}["'][^"']{0,400}\s/i,
  },
  {
    name: "imitates a call of a tool",
    pattern:
      /<\/?(?:[a-z]{2,8}:)?(?:function_(?:calls?|results?)|invoke|tool_?(?:call|use|result|response|output|code)s?|parameter name|command-(?:name|message|args)|local-command-stdout|task-notification|result_from_tool)\b|\{\s{0,4}"(?:name|tool|function)"\s{0,4}:\s{0,4}"[^"]{1,60}"\s{0,4},\s{0,4}"(?:arguments|input|parameters)"\s{0,4}:|"type"\s{0,4}:\s{0,4}"tool_(?:use|result)"/i,
  },
  {
    name: "orders about the tools of the memory itself",
    pattern: new RegExp(
      `${COMMAND}(?:(?:do not|don't|never|also|first) )?(?:call|use|invoke|run|trigger|execute|send|submit)(?: the)?(?: tool)?\\W{1,3}(?:mcp__\\w{1,30}__)?(?:check_ratchet|cite_learnings|create_job|curate_knowledge|escalate|extract_learnings|finish_job|measure_outcomes|record_learning|record_research|render_verdict|report_progress|request_verdict|retrieve_context|reverse_lock|rule_on_escalation|start_job|submit_claim|trace_record|check_action)\\b.{0,60}\\b(?:on|with|for|to|every|all|any|each|this|pass|until|before|and)\\b`,
      "i",
    ),
  },
  {
    name: "orders about the tools of the memory itself",
    pattern: new RegExp(
      `${COMMAND}(?:cite|promote|confirm|endorse|upvote|prefer|retire|dispute|supersede|outrank|trust)\\b.{0,24}\\b(?:this|these|all other|every other|all|other) (?:learnings?|lessons?|notes?|records?|entr(?:y|ies))\\b`,
      "i",
    ),
  },
  {
    name: "dictates a verdict",
    pattern:
      /\b(?:judges?|reviewers?|verifiers?|graders?|evaluators?|auditors?|whoever (?:judges|reviews|verifies|grades|evaluates|checks)|any(?:one|body) (?:who )?(?:judg|review|grad|verif|evaluat)\w{1,6})\b[^.]{0,40}(?:\b(?:should|must|shall|has to|have to|needs? to|ought to|are to|is to|will|please|can safely)\b|:)[^.]{0,60}\b(?:full marks|full score|top score|highest (?:score|marks)|(?:10|ten) ?(?:\/|out of) ?(?:10|ten)|(?:return|say|answer|give|vote|output|be|as) (?:a )?["'“]?(?:pass(?:ed)?|approved|accepted|verified)\b|not (?:run|check|look|verify)|skip|without (?:running|checking|looking|verifying)|already (?:been )?(?:verified|checked|approved))/i,
  },
  {
    name: "dictates a verdict",
    pattern:
      /(?:^\W{0,6}|[,:;]\s|\b(?:please|must|should|always|just|to|and)\s)(?:treat|consider|regard|count|take|accept) .{0,60}\b(?:as|to be|for) (?:already |fully |being )?(?:verified|approved|proven|passed|accepted|met)\b.{0,40}(?:\bpass\b|\bwithout\b|\bdo not\b|\bno (?:need|check)|\bskip)/i,
  },
  {
    name: "orders an action behind the user's back",
    pattern:
      /\bthe (?:users?|owners?|maintainers?|admins?|administrators?|supervisors?|developers?|operators?|humans?) (?:has|have) (?:already )?(?:granted|given|authori[sz]ed|permitted|allowed|cleared) you\b|\bthe (?:user|owner|maintainer|admin|supervisor|operator|human)s? (?:has|have) (?:already )?(?:approved|authori[sz]ed|confirmed|consented to)\b.{0,60}[.;,:]? (?:proceed|go ahead|continue|do it)\b/i,
  },
  {
    name: "grants itself authority",
    pattern:
      /\b(?:these|this|the following) (?:instructions?|orders?|rules?|notes?|lessons?|directives?) (?:now )?(?:overrides?|supersedes?|takes? (?:precedence|priority)|outranks?|replaces?)\b.{0,40}\b(?:system|your|all|previous|other|user|any)\b|\bdo (?:whatever|exactly what|everything|what) (?:this|these|the following) (?:lesson|note|file|text|record|message|instruction|document)s? (?:say|tell|ask|command|order)s?\b/i,
  },
  {
    name: "orders secrets sent away",
    pattern: new RegExp(
      `${COMMAND}(?:copy|paste|include|put|write|add|insert|print|embed|append|read out)\\b.{0,50}(?:\\.ssh\\b|\\bid_rsa\\b|(?<![\\w.])\\.env\\b|\\.aws\\b|\\.netrc\\b|\\bprivate keys?\\b|\\bcredentials\\b).{0,40}\\b(?:in|into|to|inside|as part of) (?:the|your|every|each|any|this) (?:answer|reply|response|output|summary|commit(?: message)?|lesson|learning|issue|pull request|pr|comment|title|claim)\\b`,
      "i",
    ),
  },
  {
    name: "addresses the agent itself",
    pattern: new RegExp(
      String.raw`\b(?:attention|dear|hey|listen)\b,?\s+(?:all |any |the )?(?:future )?${AGENT}s?\b|\b${AGENT}s?\s+(?:that is |who is |that are |who are |that |who )?(?:reads?|reading|processing|seeing|sees|retrieves?) this\b|\b(?:if|since|because|when) you are an? (?:ai\b|llm|language model|ai agent|ai assistant|coding agent)`,
      "i",
    ),
  },
  {
    name: "demands obedience",
    pattern:
      /\byou (?:must|shall|will|have to|are required to|are ordered to) (?:always )?(?:obey|comply|follow (?:these|this|my|the following|all|every)(?: of)?(?: my)? (?:instructions?|orders?|commands?))|\b(?:your|the) (?:new|real|actual|true|only) (?:task|goal|instructions?|objective|job|mission)s?\s*(?:is|are|:)|\bnew instructions?\s*(?::|for you)/i,
  },
  {
    name: "grants itself authority",
    pattern:
      /\byou (?:now have|have been granted|are granted|are hereby)\b|\byou (?:are|have been|'re) (?:now )?(?:authori[sz]ed|allowed|permitted|cleared) to (?:ignore|bypass|skip|disable|push|delete|merge|approve|read|access|run)\b|\b(?:skip|disable|bypass|turn off) your (?:safety|guardrails?|checks?|verification|rules|filters?|restrictions)/i,
  },
  {
    name: "sets earlier instructions aside, in another language",
    pattern:
      /ignorier\w*.{0,30}(?:anweisung|vorgabe|instruktion|befehl)|ignor(?:a|e|ez|er|en)\s.{0,20}\b(?:les|las|as|le|tutte|tus|tes|vos)\s.{0,20}(?:instruc|istruzion|consign|indicac)|忽略.{0,10}(?:指令|指示|提示|说明)|(?:以前|これまで|上記|前)の.{0,8}(?:指示|命令|プロンプト).{0,4}無視|(?:игнорируй|забудь).{0,30}(?:инструкц|указан|команд)|(?:이전|위의).{0,8}(?:지시|명령).{0,6}무시|تجاهل.{0,20}(?:التعليمات|الأوامر)/i,
  },
  {
    name: "sets earlier instructions aside",
    pattern:
      /\b(?:set aside|put aside|pay no (?:attention|heed)|take no notice|stop (?:following|obeying|applying|respecting)|do not (?:follow|obey|apply|respect)|don['’]?t (?:follow|obey|apply|respect)|abandon|neglect|throw (?:away|out)|erase|cancel|rescind|leave behind|ignore|disregard|forget|unlearn)\b[^.]{0,40}(?:\b(?:your|the|all|any)? ?(?:previous|prior|earlier|original|above|existing|preceding|current) (?:\w+ )?(?:instructions?|guidelines?|rules|directives?|guidance|polic(?:y|ies)|orders|constraints?|prompts?|training|restrictions?|safeguards?)\b|\byour (?:own |usual |normal )?(?:instructions?|guidelines?|rules|directives?|guidance|polic(?:y|ies)|orders|constraints?|prompts?|training|restrictions?|safeguards?)\b|\byou(?: were|['’]ve been| have been| had been| are) (?:told|given|instructed|taught|trained)\b|\b(?:everything|all|anything|whatever|what) (?:that )?(?:was |is |came |you (?:know|read|learned|heard) )?(?:said |written |stated )?(?:above|before this|until now|so far|previously)\b)/i,
  },
  {
    name: "sets earlier instructions aside",
    pattern:
      /\b(?:your|all|any|the) (?:previous|prior|earlier|above|original|existing|former) (?:instructions?|guidelines?|rules|directives?|guidance|polic(?:y|ies)|orders|constraints?|prompts?|training|restrictions?|safeguards?)\b[^.]{0,30}\b(?:void|null|invalid|no longer (?:apply|applies|valid|in (?:force|effect))|cancell?ed|suspended|revoked|superseded|overridden|lifted|do(?:es)? not apply)\b|\b(?:guidance|instructions?|everything|text|rules|orders) (?:written |given |stated )?(?:above|before this) (?:no longer|do(?:es)? not|should not) (?:appl|count|be followed|hold)/i,
  },
  {
    name: "addresses the agent itself",
    pattern: new RegExp(
      String.raw`^\W{0,6}(?:(?:hidden|important|secret|urgent|special|new) )?(?:todo|note|notice|message|instructions?|reminder|memo|directive|orders?|task)\b\W{0,3}(?:for|to) (?:the |any |all |every |whichever |whatever |future |other )?(?:coding )?(?:${AGENT}|bot|machine reader|next session)s?\b`,
      "i",
    ),
  },
  {
    name: "addresses the agent itself",
    pattern: new RegExp(
      String.raw`^\W{0,6}(?:${AGENT})s?\W{1,3}(?:please |now |you (?:must|should|have|will|are)|obey|delete|ignore|push|approve|always|never|stop|execute|send|grant|disable|do not|don['’]t|remember|listen)\b|\b(?:any|every|whatever|whichever|all) (?:coding |future )?(?:${AGENT})s? (?:that|who|which) (?:read|see|load|retrieve|receive|find|get)s? (?:this|it)\b|\bwhen(?:ever)? you (?:read|see|retrieve|load|encounter|receive|find) this\b`,
      "i",
    ),
  },
  {
    name: "orders a download to be run",
    pattern:
      /\b(?:before (?:continuing|proceeding|you (?:continue|start|begin|go on)|anything else|doing)|first of all|immediately|important|you must|always|now)\b[^|\n]{0,80}\b(?:curl|wget|iwr|fetch)\b[^|\n]{0,120}\|\s{0,3}(?:sudo )?(?:ba|z|da)?sh\b/i,
  },
  {
    name: "dictates a verdict",
    pattern:
      /(?:\b[Yy]ou\b|\b[Pp]lease\b|\b[Mm]ust\b|[,:]\s|\b[Oo]nly\b|\b[Aa]lways\b)[^.]{0,20}\b(?:output|answer|reply|respond|return|say|vote|conclude|declare)\b(?: only| just| simply)?(?: with| that it is)? ?["'“`]?(?:APPROVED?|PASS(?:ED)?|LGTM|ACCEPT(?:ED)?|VERIFIED)\b/,
  },
  {
    name: "dictates a verdict",
    pattern:
      /\b(?:answer|reply|respond) (?:only|just|solely|exclusively|always) (?:with|by) ["'“`]?(?:yes|pass|approved?|ok|true)\b|\b(?:score|rate|grade|judge|mark) (?:this|it|my|our|the) ?(?:submission|claim|change|work|answer|lesson|commit|pr|pull request|code)?\s?(?:as |with |at )?(?:an? )?(?:10|ten|100|five|5)\s?(?:\/|out of|%|stars?)/i,
  },
  {
    name: "dictates a false report",
    pattern:
      /(?:^\W{0,6}|[,;:]\s|\b(?:just|simply|and|then|must|always|please|but|to)\s)(?:say|report|claim|pretend|state|assert|tell (?:the |your )?\w+|assure (?:the |your )?\w+|inform (?:the |your )?\w+)\b (?:that )?(?:they|it|everything|all(?: of)?(?: the)?(?: tests?| checks?)?|the (?:tests?|checks?|build|suite|verification|deployment)|every (?:test|check)|success)(?:\b.{0,20}\b(?:pass(?:es|ed)?|succeeded|succeeds|worked|went well|(?:is|are|was|were) (?:fine|green|ok|done|good))\b|\W{0,3}$)/i,
  },
  {
    name: "dictates a false report",
    pattern:
      /\b(?:skip|omit|bypass|do not (?:run|execute|perform)|don['’]?t (?:run|execute|perform)|without (?:running|executing)|never run)\b[^.]{0,40}\b(?:tests?|checks?|verification|validation|reviews?)\b.{0,40}\b(?:report|say|claim|state|answer|mark|return|declare|approve)\b.{0,30}\b(?:success\w*|pass\w*|done|verified|green|ok|complete\w*)\b/i,
  },
  {
    name: "dictates a verdict",
    pattern:
      /(?:^\W{0,6}|\b(?:please|must|should)\s|[,;:]\s)(?:do not|don['’]?t|never|no need to|there is no need to|you need not) (?:verify|check|review|question|doubt|validate|inspect|judge|challenge|re-?run) (?:this|these|my|our) (?:claims?|change|commit|lessons?|learnings?|submission|work|code|pr|pull request|result|verdict)s?\b/i,
  },
  {
    name: "grants itself authority",
    pattern:
      /\b(?:safety|security|permission|envelope|guardrail|policy|approval|confirmation) (?:checks?|rules?|filters?|limits?|restrictions?|requirements?|prompts?)\b.{0,20}\b(?:are|is|have been|has been) (?:now |hereby |temporarily )?(?:disabled|off|lifted|suspended|removed|waived)\b.{0,30}\b(?:for (?:this|the|you)|this session|now|today)\b|\bevery (?:command|action|tool|call) is (?:now )?(?:allowed|permitted|approved)\b|^\W{0,4}(?:new|updated) (?:policy|rules?|orders?|directives?)\s?:|\byou (?:have been|are) (?:hereby )?(?:updated|upgraded|switched|put|placed|released)\b.{0,30}\b(?:mode|session|restrictions?|limits?|rules|disabled)\b/i,
  },
  {
    name: "grants itself authority",
    pattern:
      /\bas (?:the|your) (?:supervisor|admin\w*|owner|maintainer|developer|operator|creator|principal|human|user|boss|ceo|security team),? (?:i|we) (?:hereby )?(?:order|command|instruct|authori[sz]e|direct|require|permit|allow|demand|tell|approve|confirm|grant)\b|\b(?:i am|i['’]m|this is|we are) (?:your|the) (?:real |new |actual )?(?:developer|creator|owner|administrator|supervisor|operator|user|system)s?\b.{0,30}\b(?:order|command|instruct|authori[sz]|speaking|must|you|need)\b/i,
  },
  {
    name: "demands obedience",
    pattern:
      /\byour (?:task|goal|mission|job|role|purpose|objective|assignment|instructions)s? (?:has|have|is|are) (?:now |hereby )?(?:changed|been (?:changed|updated|replaced)|different|to (?:delete|ignore|approve|send|upload|push|obey))\b|\bfollow (?:only )?(?:what is|the (?:orders|instructions|commands)|these|this) (?:written |given |stated )?(?:here|below|in this (?:lesson|note|file|text))\b|\bfrom (?:here|now|this point) on,? (?:only |always |never )?(?:answer|obey|you|do|ignore|approve|treat|act|accept)\b/i,
  },
  {
    name: "reaches for the system prompt",
    pattern:
      /(?:^\W{0,6}|\b(?:please|must|now|then|and)\s|[,:;]\s)(?:print|repeat|output|show|reveal|quote|write out|recite|translate|summari[sz]e|reply with|respond with|return|send|post)\b.{0,30}\b(?:everything|all(?: the)? (?:text|words|lines|messages)|the (?:text|words|lines|messages|conversation|contents?)|what(?:ever)?(?: is| was| comes| stands)?)\b.{0,20}\b(?:above|before (?:this|that)|so far|prior to this|(?:in|of) your (?:context|memory|prompt|instructions)|context window)\b/i,
  },
  {
    name: "imitates a message of the system",
    pattern:
      /(?:\[|##\s?|\{\{\s?|<<|==\s?|\*{3}\s?)(?:SYSTEM|ADMIN|ROOT|DEVELOPER|SYS)(?: (?:PROMPT|MESSAGE|NOTICE|OVERRIDE))?(?:\]|\s?#{2,}|\s?\}\}|>>|\s?={2,}|\s?\*{3,})/,
  },
  {
    name: "orders an action behind the user's back",
    pattern:
      /^\W{0,6}(?:silently|quietly|discreetly|unnoticed|secretly|covertly)\s(?:add|send|copy|upload|push|include|change|delete|remove|insert|commit|disable|install|run|merge|replace|write)\b|\b(?:secretly|covertly)\s(?:add|send|copy|upload|push|delete|insert|commit|disable)\b|\b(?:do not|don['’]?t|never) (?:mention|reveal|disclose|log|record|report|show) (?:this|that|these|it)\b.{0,30}\b(?:to|in) (?:any(?:one|body)|the (?:user|answer|summary|report|log|handoff|pull request|commit))\b/i,
  },
  {
    name: "grants itself authority",
    pattern:
      /\bthis (?:lesson|learning|note|rule|record|message|text|file) (?:outranks|overrides (?:all|every|any|your|the)|takes (?:precedence|priority) over|comes before|has priority over|is above)\b/i,
  },
  {
    name: "orders bounds to be widened",
    pattern:
      /(?:^\W{0,6}|[,:;]\s|\b(?:please|must|should|shall|will|now|then|always|has to|have to|to)\s)(?:remove|disable|delete|weaken|widen|loosen|switch off|turn off|uninstall|drop|comment out|edit|change|rewrite|add|grant|give|open)\b.{0,60}(?:\b(?:the|this|your) envelope\b|\.agentops\/(?:config|hook)|\bagentops(?:-mcp)? (?:hooks?|server)\b|\b(?:the|your|all) guardrails\b|\bthe deny list\b)/i,
  },
  {
    name: "orders an action behind the user's back",
    pattern:
      /\b(?:never|do not|don['’]?t|stop|no longer|no need to|need not|not) (?:ever |again )?(?:ask(?:ing)?|wait(?:ing)? for|request(?:ing)?|seek(?:ing)?)\b.{0,12}\b(?:the |your |any )?(?:users?|humans?|owners?|maintainers?|operators?|supervisors?)\b.{0,20}\b(?:permission|confirmation|approval|consent|go-ahead)\b/i,
  },
  {
    name: "grants itself authority",
    pattern:
      /\bas (?:the|your) (?:\w+ )?(?:supervisor|admin\w*|owner|maintainer|operator|creator|lead),? (?:i|we) (?:hereby )?(?:order|command|instruct|authori[sz]e|permit|allow|grant|direct)\b|\b(?:treat|regard|take|read) (?:the |this |these |what )?(?:text|lines?|message|note|words|following)?.{0,20}\bas (?:if )?(?:coming|written|sent|spoken|said|if it came|a message|an order|an instruction)\b.{0,12}\b(?:from|by) (?:the |your )?(?:operator|user|system|developer|owner|admin\w*|supervisor)\b/i,
  },
  {
    name: "orders bounds to be widened",
    pattern:
      /\b(?:switch|change|go|move|drop|boot) (?:over |back )?(?:in)?to (?:an? )?(?:unrestricted|unfiltered|developer|god|admin|jailbreak) mode\b.{0,60}\b(?:comply|obey|without|no longer|rules|do what)\b/i,
  },
  {
    name: "orders a download to be run",
    pattern:
      /\bbefore you (?:do|read|touch|change|try|run) (?:anything|any)\b[^|\n]{0,80}\b(?:curl|wget|iwr|fetch)\b[^|\n]{0,120}\|\s{0,3}(?:sudo )?(?:ba|z|da)?sh\b/i,
  },
  {
    name: "sets other lessons aside",
    pattern:
      /\b(?:stop reading|ignore|disregard|skip|do not (?:read|use|trust|follow)|don['’]?t (?:read|use|trust|follow)) (?:all |any |every )?(?:the )?other (?:lessons?|learnings?|notes?|records?|entries)\b/i,
  },
  {
    name: "orders traces to be removed",
    pattern:
      /(?:^\W{0,6}|[,:;]\s|\b(?:please|must|should|then|always|afterwards|and)\s)(?:delete|erase|remove|clear|redact|hide|scrub)\b.{0,30}\b(?:denials?|denial records?|refusals?|audit (?:log|trail)|hooks?\.log|session notes)\b.{0,60}\b(?:so (?:that )?|before|nobody|no one|not)\b/i,
  },
  {
    name: "dictates a false report",
    pattern:
      /\b(?:assure|tell|convince|inform|promise) (?:the |your )?(?:users?|humans?|owners?|reviewers?|maintainers?|supervisors?)\b.{0,80}\b(?:even if|although|even though|whether or not|no matter)\b.{0,30}(?:\b(?:not|never|nothing)\b|n['’]t\b)/i,
  },
];
