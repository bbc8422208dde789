// Explains why the twelve factors are one system, and where its environment, agents and gates are here.

/** Markdown, 350 to 500 words, without a heading of its own. */
export const OPERATOR_MODEL = `The factors answer "what should we do?". The operator model answers "what are we running?": a loop in which
agents come and go while the repository stays. Six parts make it up.

- **Stateful environment.** Continuity lives in the repository and its records, outside every conversation.
- **Replaceable actors.** An agent does one bounded job. Any runtime should be able to take over from what is
  written down, so no session is worth keeping alive.
- **Durable traces.** Who did what, when, why and from what is a record that nobody edits later.
- **Selection gates.** Producing and keeping are separate acts. Something other than the producer decides what stays.
- **Promotion loops.** A remark becomes a lesson, a lesson a pattern, a pattern guidance, each time on evidence
  from somebody else's use.
- **Governance.** People set the aim and the limits and decide what agents may not.

| part | what the server does | left to the team | factors |
|---|---|---|---|
| stateful environment | git journal, \`.agentops/learnings/\`, \`agentops://brief\`; \`sync\` carries it | committing lessons, running \`sync\` | I, II |
| replaceable actors | \`start_job\` with lease, token and worktree; \`finish_job\` with a handoff that a stranger resumes from | cutting work into jobs | III, VI |
| durable traces | \`trace_record\`; \`record_research\` with sources that resolve; \`report_progress\` | reading them | II, V |
| selection gates | the gate of \`record_learning\`; \`submit_claim\`, \`request_verdict\`, \`render_verdict\`; \`check_ratchet\` and \`verify\` | checks worth passing | VII, VIII, IX |
| promotion loops | \`extract_learnings\`, \`cite_learnings\`, \`curate_knowledge\`: four stages, never by the author | taking guidance into the rules file | IX, X |
| governance | envelope on base, \`check_action\`, hooks; \`escalate\`, \`rule_on_escalation\`, \`reverse_lock\`; goals and \`measure_outcomes\` | aims, limits, who may rule | IV, XI, XII |

**Core and skin.** The core (the factors, the bytes of a record, what the gate decides) is the same everywhere;
house style such as titles, personas and phrasing is a skin that may be swapped or removed without changing any of it.

**Neighbours.** The 12-Factor App (Heroku) is about building services that run well in a cloud. 12-Factor Agents
(HumanLayer) is about building software that contains an agent. Vibe Coding (Gene Kim, Steve Yegge) is about how a
developer works with AI day by day. 12-Factor AgentOps concerns the layer beneath: how a team runs coding agents that
somebody else built, and keeps what they learn. They combine freely; a service may follow all four.

**Sources and licence.** The doctrine is "12-Factor AgentOps", whose content is licensed under CC BY-SA 4.0. Names,
numbers and rules of the factors are quoted from it; the idea of the operator model and of core and skin is its own
too. The words on this page and in the factor texts are ours. For one factor in depth read \`agentops://factors/{n}\`,
with n from 1 to 12; for one lesson, \`agentops://learnings/{id}\`.
`;
