// Finds the sentence of a stored text that commands the agent reading it, as against advice about the work.
import { sanitise } from "./safe-text.ts";

/** A command is addressed: it opens a sentence or follows a word that presses it on the reader. */
const COMMAND = String.raw`(?:^\W{0,6}|\b(?:please|must|should|shall|will|now|then|always|just|simply|immediately|and|you can|to)\s+)`;
const SECRET_THING = String.raw`(?:secrets?|credentials?|(?:access |auth |session )?tokens?|passwords?|(?:api|ssh|private) keys?|environment variables?|env vars?|\.env|id_rsa|chat history|conversation)`;
const AGENT = String.raw`(?:ai|a\.i\.|llm|agent|assistant|language model|model|claude|chatgpt|gpt|codex|copilot|gemini)`;

interface Command {
  readonly name: string;
  readonly pattern: RegExp;
}

/** One row for each way in which hostile text takes command; matched against one sentence, compatibility-folded. */
const COMMANDS: readonly Command[] = [
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
      /\b(?:do not|don['’]?t|never|must not|without|avoid|shouldn['’]?t)\s+(?:ever )?(?:tell|inform|alert|warn|telling|informing|alerting|warning|let|(?:reveal|disclose|mention|report|show|say|admit|mentioning|revealing) (?:this|that|it|any of this|these \w+|anything|them|so)?\s*to)\s+(?:the |your |any )?(?:user|human|operator|developer|supervisor|owner|maintainer|reviewer|anyone|anybody|people)\b/i,
  },
  {
    name: "asks for secrecy from the user",
    pattern:
      /(?:\bkeep (?:this|it|these \w+) (?:a )?(?:secret|hidden|confidential)\b|\b(?:hide|conceal) (?:this|it|these \w+|that)\b).{0,30}\bfrom (?:the )?(?:user|human|operator|developer|anyone|supervisor|reviewer)s?\b/i,
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
      /<\/?\s*(?:system|assistant|instructions?|system[-_](?:prompt|message|reminder))(?:\s[^>]{0,80})?>|^\W{0,4}<\/?(?:user|human)>|\[\/?INST\]|<<\/?SYS>>|<\|[a-z_]{2,30}\|>|^#{2,4} ?(?:instruction|system|response)s?:|^\W{0,4}(?:assistant|human)\s*:\s|^\W{0,4}system\s*:\s*(?:you|ignore|the assistant|from now|new|override|disregard|all|always|never)\b/i,
  },
  {
    name: "imitates a call of a tool",
    pattern:
      /<\/?(?:[a-z]{2,8}:)?(?:function_calls?|invoke|tool_call|tool_use|tool_result|parameter name)\b|\{\s*"(?:name|tool|function)"\s*:\s*"[^"]{1,60}"\s*,\s*"(?:arguments|input|parameters)"\s*:/i,
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
];

/**
 * The first sentence that speaks to an agent as its commander, null for ordinary text; advice to engineers
 * ("Never call X inside a transaction") is ordinary. A label, not proof: rewording can evade it.
 */
export function readsAsInstruction(text: string): string | null {
  for (const line of sanitise(text).normalize("NFKC").split("\n")) {
    for (const sentence of sentencesOf(line)) {
      if (COMMANDS.some(({ pattern }) => pattern.test(sentence))) return sentence.trim().slice(0, 300);
    }
  }
  return null;
}

function sentencesOf(line: string): string[] {
  return line.split(/(?<=[.!?;。！？])\s+|(?<=[。！？])|\s+(?:—|–|-)\s+/);
}
