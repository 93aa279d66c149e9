import type { Evidence } from '../core/finding';
import { code, type Phrase, say } from '../core/phrase';
import type { Risk } from '../core/plan';
import type { Step } from '../core/step';
import { runbookOf } from './artifactSteps';
import { outwardSystems, type PlanInput, productionOf } from './input';
import type { NoReturn } from './noReturn';
import { atLeast } from './risk';
import type { Roles } from './roles';
import { roleOf } from './staffing';
import type { WindowSearch } from './window';

export interface Question {
  id: string;
  text: Phrase;
  /** A role, the area of an expert, or a handle. */
  role: string;
  evidence: readonly Evidence[];
}

interface Known {
  input: PlanInput;
  risk: Risk;
  steps: readonly Step[];
  schema: readonly Step[];
  noReturn: NoReturn;
  roles: Roles;
  search: WindowSearch;
  wanted: ReadonlySet<string>;
}

/** Everything that only a person knows, once each. An absent section of the policy is a question, never a silent pass. */
export function questionsOf(known: Known): Question[] {
  const all = [
    ...fromRules(known),
    ...runbooks(known),
    ...decisions(known),
    ...thirdParties(known),
    ...absentPolicy(known),
    ...preparation(known),
  ];
  return [...new Map([...all].reverse().map((q) => [q.id, q])).values()].reverse();
}

function* fromRules({ input }: Known): Iterable<Question> {
  for (const step of input.review.steps)
    if (step.kind === 'ask')
      yield { id: step.id, text: say`${step.title}`, role: step.role ?? 'decider', evidence: step.evidence };
}

function* runbooks({ input }: Known): Iterable<Question> {
  for (const step of input.review.steps) {
    const runbook = runbookOf(step, input);
    if (runbook && !runbook.found)
      yield {
        id: `${step.id}/runbook`,
        text: say`Where is the runbook of ${step.subject}? It names ${code(runbook.file)}, which is not in this repository.`,
        role: 'observer',
        evidence: step.evidence,
      };
  }
}

function* decisions({ noReturn, wanted, risk }: Known): Iterable<Question> {
  if (noReturn.before !== undefined) {
    const what = [...new Set(noReturn.effects.map(({ because }) => because))].slice(0, 2).join(', ');
    yield {
      id: 'decision/after-pnr',
      text: say`After the point of no return (${what}), do we roll forward only? Proposed: yes.`,
      role: 'decider',
      evidence: noReturn.effects.flatMap(({ evidence }) => evidence).slice(0, 2),
    };
  }
  if (wanted.has('split.considered'))
    yield {
      id: 'decision/split',
      text: say`Why can this not be two smaller releases?`,
      role: 'decider',
      evidence: [],
    };
  const naked = risk.factors.find(({ id }) => id === 'recovery.flag');
  if (naked && atLeast(risk.level, 'high'))
    yield {
      id: 'operation/off',
      text: say`How is the new behaviour switched off in a running system? (${naked.because})`,
      role: 'decider',
      evidence: naked.at.map((at) => ({ at, note: 'new here' })),
    };
}

function* thirdParties({ input }: Known): Iterable<Question> {
  const { policy, review } = input;
  for (const system of review.inventory) {
    if (system.status !== 'added') continue;
    const entry = policy.third_parties?.[system.system] ?? policy.third_parties?.[system.system.toLowerCase()];
    const slug = system.system.toLowerCase().replace(/[^a-z0-9]+/g, '-');
    const owner = entry?.owner ?? 'dependency';
    const evidence = system.calls.slice(0, 1);
    if (!entry?.owner && !entry?.escalation)
      yield {
        id: `tp/${slug}/escalation`,
        text: say`Who owns ${code(system.system)}, where is its status, and whom do we call when it fails?`,
        role: 'dependency',
        evidence,
      };
    const hooks = review.changes.filter(
      ({ kind, subject, change }) =>
        change === 'added' &&
        ((kind === 'route.resolved' && /webhook/i.test(subject)) || (kind === 'env.read' && /WEBHOOK/.test(subject))),
    );
    if (hooks.length > 0 && outwardSystems(input).includes(system))
      yield {
        id: `tp/${slug}/webhook`,
        text: say`Is the webhook endpoint registered with ${code(system.system)} for ${productionOf(policy)}?`,
        role: owner,
        evidence: hooks.map(({ at }) => ({ at, note: 'new' })),
      };
  }
}

/** Sections that the policy does not have although this release would need them. */
function* absentPolicy({ input, schema, search, roles, steps }: Known): Iterable<Question> {
  const { policy } = input;
  const none: Question['evidence'] = [];
  if (!policy.roles)
    yield {
      id: 'policy/roles',
      text: say`Who observes, who decides, who tells others and who keeps the log?`,
      role: 'decider',
      evidence: none,
    };
  else
    for (const role of roles.unresolved)
      yield { id: `policy/roles/${role}`, text: say`Who is the ${role}?`, role: 'decider', evidence: none };
  if (search.unsaid.includes('staffing'))
    yield {
      id: 'policy/window',
      text: say`When does it start, and who is there to decide until the watch ends?`,
      role: 'decider',
      evidence: none,
    };
  // Of the others the table of roles asks.
  else
    for (const role of roles.undeclared.filter((r) => r === 'decider' || r === 'observer'))
      yield {
        id: `policy/staffing/${role}`,
        text: say`Is the ${role} there for the whole watch? No hours are declared.`,
        role,
        evidence: none,
      };
  if (!policy.metrics)
    yield {
      id: 'policy/metrics',
      text: say`Which metric shows that it went wrong, what is its normal value and at which value do we stop?`,
      role: 'observer',
      evidence: none,
    };
  if (schema.length > 0 && !policy.data?.backup)
    yield {
      id: 'policy/backup',
      text: say`Which backup is there, and when was its restore last tested?`,
      role: roleOf(policy, 'migration') ? 'migration' : 'decider',
      evidence: none,
    };
  if (!policy.communication?.channels && steps.length > 0)
    yield {
      id: 'policy/communication',
      text: say`Where is the release announced, and where is an incident told?`,
      role: 'communicator',
      evidence: none,
    };
  else if (steps.length > 0) yield* channelsOf(policy);
}

/** What a service of its tier needs: money, login and data loss concern customers at once. */
function* channelsOf({ service, communication }: PlanInput['policy']): Iterable<Question> {
  const { tier } = service ?? {};
  if (tier === undefined || tier > 2) return;
  const { incident, status_page: page } = communication?.channels ?? {};
  if (!incident)
    yield {
      id: 'policy/communication/incident',
      text: say`Where is an incident of this service told? It is of tier ${tier}, and the policy names no channel.`,
      role: 'communicator',
      evidence: [],
    };
  if (tier === 1 && !page)
    yield {
      id: 'policy/communication/status-page',
      text: say`Where do customers read that it fails? It is of tier 1, and the policy names no status page.`,
      role: 'communicator',
      evidence: [],
    };
}

function* preparation({ input, risk, wanted }: Known): Iterable<Question> {
  const audience = input.policy.communication?.audience?.[risk.level] ?? [];
  if (audience.length === 0 && !wanted.has('comms.prepared')) return;
  yield {
    id: 'comms/support-text',
    text: say`Is the text for ${audience.join(', ') || 'support'} ready, for the case that it is slow or off?`,
    role: 'communicator',
    evidence: [],
  };
}
