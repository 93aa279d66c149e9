import { code, joined, listed, type Phrase, type Piece, say } from '../core/phrase';
import type { WayBack } from '../core/plan';
import { safeValue } from '../core/safeValue';
import type { Span } from '../core/span';
import type { Origin, Step } from '../core/step';
import { jobsOfChange } from './deployJobs';
import type { EvidenceIndex } from './evidence';
import { isProduction, newFlags, outwardSystems, type PlanInput, productionRollouts } from './input';
import { markerId } from './marker';

interface Draft {
  id: string;
  name: string;
  text: Phrase;
  origin: Origin;
  subject: string;
  places: readonly Span[];
  parts?: { id: string; text: Phrase }[];
  statements?: string[];
}

interface Known {
  input: PlanInput;
  ordered: readonly Step[];
  /** Label of the query that counts what cannot be taken back. */
  counter?: string | undefined;
  /** Label of the step after which the version before does not work any more. */
  broken?: string | undefined;
  labelOf?(id: string): string;
  evidence: EvidenceIndex;
}

/** Ways back, the fastest first. A command is named only where the repository or the policy shows its tool. */
export function waysBackOf(known: Known): WayBack[] {
  const { input, ordered } = known;
  if (ordered.every((step) => step.phase === 'later')) return [];
  const now = ordered.filter((step) => step.phase !== 'later');
  const drafts: Draft[] = [
    ...flagBack(input),
    ...codeBack(known, now),
    ...schemaBack(input, now),
    ...settingsBack(now),
    ...rest(now, 'infra', 'infra back'),
    ...rest(now, 'readers', 'messages'),
    ...outsideBack(input),
  ];
  return drafts.map((draft, i) => ({
    id: markerId(draft.id),
    label: `RB${i}`,
    name: draft.name,
    text: draft.text,
    origin: draft.origin,
    evidence: known.evidence.of(draft.subject, draft.places),
    ...(draft.parts && draft.parts.length > 0 ? { parts: draft.parts } : {}),
    ...(draft.statements && draft.statements.length > 0 ? { statements: draft.statements } : {}),
  }));
}

function* flagBack(input: PlanInput): Iterable<Draft> {
  const flags = newFlags(input);
  if (flags.length === 0) return;
  yield {
    id: 'flag',
    name: 'flag off',
    text: say`seconds. Turn ${listed(flags)} off; the new behaviour ends. Always first.`,
    origin: 'FOUND',
    subject: `flag ${flags[0]}`,
    places: input.review.changes.filter(({ subject }) => subject === `flag ${flags[0]}`).map(({ at }) => at),
  };
}

interface Command {
  pieces: Phrase;
  origin: Origin;
  places: Span[];
}

const schemaKinds: readonly Step['kind'][] = ['expand', 'validate', 'contract', 'backfill'];
const backsSchema = (now: readonly Step[]) => now.some((step) => step.wayBack && schemaKinds.includes(step.kind));

function codeBack(known: Known, now: readonly Step[]): Draft[] {
  const { input, counter, broken } = known;
  if (!now.some((step) => step.kind === 'deploy')) return [];
  const asked = now.find((step) => step.kind === 'deploy' && step.origin === 'ASK');
  const command = commandOf(input, asked && known.labelOf?.(asked.id));
  const schema = !broken && now.some((step) => ['expand', 'validate'].includes(step.kind));
  const only = broken
    ? ` Only before ${broken}: after it the version before does not work, so roll forward${backsSchema(now) ? ', or take the schema back first' : ''}.`
    : counter
      ? ` Only if ${counter} = 0; else see the decision table.`
      : '';
  return [
    {
      id: 'code',
      name: 'code back',
      text: say`minutes. ${command.pieces}${schema ? ' The schema stays.' : ''}${only}`,
      origin: command.origin,
      subject: 'way back of the code',
      places: command.places,
    },
  ];
}

/** The tool that was found, in the order in which it would act on the running version. */
function commandOf(input: PlanInput, deploy: string | undefined): Command {
  const { facts, policy } = input;
  const base = input.review.compared === 'no base' ? 'the version before' : 'the previous version';
  const jobs = jobsOfChange(input);
  const acts = jobs.flatMap((job) => job.acts.map((act) => ({ ...act, job })));
  const own = acts.find(({ verb }) => verb === 'rollback');
  const [rollout] = productionRollouts(input);
  const kind = policy.environments?.at(-1)?.rollout?.kind;
  const workload =
    rollout ?? facts('workload.declared').find((w) => isProduction(policy, w.environment) && w.sort === 'service');
  const name = rollout?.workload ?? (workload && 'name' in workload ? workload.name : undefined);
  const deploys = acts.filter(({ verb, job }) => verb === 'deploy' && !job.preview);
  const tool = (pattern: RegExp) => deploys.find((act) => pattern.test(act.tool));
  const gitops = say`then set the image in git back to ${base}, because the manifest still names the new one`;
  const found = (pieces: Phrase, at: Span | undefined): Command => ({
    pieces,
    origin: 'FOUND',
    places: at ? [at] : [],
  });
  const run = (text: string): Piece => code(text);
  const inGit = deploys.length === 0;

  if (own) return found(say`Run ${run(commandIn(own.text) ?? own.tool)} of job ${code(own.job.job)}.`, own.at);
  if (rollout?.tool === 'argo-rollouts')
    return found(
      say`${run(`kubectl argo rollouts abort ${rollout.workload}`)}, ${inGit ? gitops : say`then ${run(`kubectl argo rollouts undo ${rollout.workload}`)}`}.`,
      rollout.at,
    );
  if (rollout?.tool === 'flagger')
    return found(
      say`Set the image of ${code(rollout.workload)} back to ${base}; Flagger then shifts the traffic by itself.`,
      rollout.at,
    );
  const helm = tool(/^helm/);
  if (helm) {
    const release = /helm\s+(?:upgrade|install)\b(?:\s+--?[\w-]+(?:[= ][^\s-]\S*)?)*\s+([\w.-]+)\s/.exec(
      `${helm.text ?? ''} `,
    )?.[1];
    if (release) return found(say`${run(`helm rollback ${release}`)}.`, helm.at);
  }
  const kubectl = tool(/^kubectl/);
  if (kubectl && name) return found(say`${run(`kubectl rollout undo deployment/${name}`)}.`, kubectl.at);
  const vercel = tool(/vercel/);
  if (vercel) return found(say`${run('vercel rollback')}.`, vercel.at);
  const fly = tool(/^fly/);
  if (fly)
    return found(
      say`${run('fly releases --image')} names the previous image; ${run('fly deploy --image')} with it.`,
      fly.at,
    );
  const ecs = tool(/ecs/);
  const service = facts('workload.declared').find((w) => w.platform === 'ecs' && isProduction(policy, w.environment));
  if (ecs || service)
    return found(
      say`${run('aws ecs update-service')}${service ? say` for service ${code(service.name)}` : ''} with the task definition revision before.`,
      ecs?.at ?? service?.at,
    );
  if (workload && inGit)
    return found(
      say`Revert the image of ${code(name ?? '')} in git to ${base}, by digest where there is one.`,
      workload.at,
    );
  if (kind && kind !== 'manual' && kind !== 'none')
    return {
      pieces: say`Back to ${base} with ${kind}; its command is not in the repository.`,
      origin: 'POLICY',
      places: [],
    };
  const [deploying] = deploys;
  if (deploying)
    return found(
      say`Back to the artefact of ${base} by ${code(commandIn(deploying.text, 80) ?? deploying.tool)} of job ${code(deploying.job.job)}, which deploys; a command of its own for the way back was not found.`,
      deploying.at,
    );
  const answer = input.answers.get('deploy/full');
  return {
    pieces: say`Back to the artefact of ${base}; no tool that deploys was found in this repository${answer ? `. Deployed by: ${answer.replace(/[.\s]+$/, '')}` : deploy ? `, so whoever answers ${deploy} names the command` : ''}.`,
    origin: 'GAP',
    places: [],
  };
}

/** A command as it may be quoted: whole where nothing in it can be a secret, else its words before the first option or value. */
function commandIn(text = '', most = 400): string | undefined {
  const plain = text.replace(/\$\{\{.*?\}\}/g, '$');
  const whole = !givenSecret.test(plain) && !plain.split(/[\s=,'"]+/).some(mayBeSecret);
  const shown = whole ? text : /^(?:[@./]*[a-z][a-z@./:_-]*(?:\s+|$))+/i.exec(text)?.[0].trim();
  return shown && shown.length <= most && (whole || shown.includes(' ')) ? shown : undefined;
}

/** An option or variable named like a secret, with a value that is no variable. */
const givenSecret = /(?:token|secret|passw\w*|pwd|auth\w*|bearer|credentials?|key)["']?[\s=:]+["']?[^\s$"']/i;

function mayBeSecret(word: string): boolean {
  const value = safeValue(word);
  return value.strong === true || value.class === 'secret' || value.class === 'url';
}

function* schemaBack(input: PlanInput, now: readonly Step[]): Iterable<Draft> {
  const mine = now.filter((step) => step.wayBack && schemaKinds.includes(step.kind));
  if (mine.length === 0) return;
  const downs = [...mine].reverse();
  const shown = downs.slice(0, mostDowns);
  const parts = shown.map((step) => {
    const { text = '', command, note } = step.wayBack ?? {};
    const said = say`${text.replace(/\.$/, '')}${command ? ' (below)' : ''}${note ? ` — ${note.replace(/\.$/, '')}` : ''}`;
    return { id: markerId(`schema/${step.id}`), text: said };
  });
  const hints = [...new Set(downs.flatMap((step) => step.wayBack?.hint ?? []))];
  const forward = input.policy.rollback?.migrations === 'roll-forward';
  const lead = forward
    ? 'the policy rolls schemas forward only. If it must be:'
    : `not during an incident, unless ${mine.length === 1 ? 'the migration' : 'a migration'} is its cause.`;
  const one = parts.length === 1 ? parts[0]?.text : undefined;
  const many = say`In reverse order${downs.length > mostDowns ? `, the last ${mostDowns} of ${downs.length}` : ''}:`;
  yield {
    id: 'schema',
    name: 'schema back',
    text: say`${lead}${hints.length > 0 ? ` ${hints.join('. ')}.` : ''} ${one ? opened(one) : many}${one ? '.' : ''}`,
    origin: forward ? 'POLICY' : 'FOUND',
    subject: 'way back of the schema',
    places: shown.flatMap((step) => step.evidence.slice(0, 1).map(({ at }) => at)),
    ...(one ? {} : { parts }),
    statements: shown.flatMap(({ wayBack, subject }) =>
      wayBack?.command ? [`-- ${subject}`, ...wayBack.command.split('\n')] : [],
    ),
  };
}

/** More migrations are not taken back by hand. */
const mostDowns = 5;

/** The beginning of a sentence. */
const opened = ([first = '', ...rest]: Phrase): Phrase =>
  typeof first === 'string'
    ? [first.replace(/^(?:run|leave)\b/, (word) => (word === 'run' ? 'Run' : 'Leave')), ...rest]
    : [first, ...rest];

function* settingsBack(now: readonly Step[]): Iterable<Draft> {
  const mine = now.filter((step) => step.kind === 'secret' || step.kind === 'config');
  const [first] = mine;
  if (!first) return;
  const names = [...new Set(mine.map(({ subject }) => subject.replace(/^env /, '')))];
  yield {
    id: 'env',
    name: first.kind === 'secret' ? 'secret' : 'setting',
    text: say`leave ${listed(names)} in place; the version before does not read ${names.length === 1 ? 'it' : 'them'}. Delete only when the new version is gone everywhere.`,
    origin: 'FOUND',
    subject: first.subject,
    places: first.evidence.slice(0, 1).map(({ at }) => at),
  };
}

function* rest(now: readonly Step[], kind: Step['kind'], name: string): Iterable<Draft> {
  const mine = now.filter((step) => step.kind === kind && step.wayBack);
  const [first] = mine;
  if (!first) return;
  yield {
    id: kind === 'readers' ? 'messages' : kind,
    name,
    text: joined(
      mine
        .slice(0, 4)
        .map(
          (step) =>
            say`${step.subject}: ${(step.wayBack?.text ?? '').replace(/\.$/, '')}${step.wayBack?.command ? say` (${code(step.wayBack.command)})` : ''}.`,
        ),
      ' ',
    ),
    origin: 'FOUND',
    subject: first.subject,
    places: mine.slice(0, 4).flatMap((step) => step.evidence.slice(0, 1).map(({ at }) => at)),
  };
}

function* outsideBack(input: PlanInput): Iterable<Draft> {
  for (const system of outwardSystems(input)) {
    const entry =
      input.policy.third_parties?.[system.system] ?? input.policy.third_parties?.[system.system.toLowerCase()];
    yield {
      id: `third-party/${system.system}`,
      name: system.system,
      text: say`cannot be undone, only compensated: keep a list of what was sent.${entry?.fallback ? say` Fallback: ${entry.fallback}.` : ''}`,
      origin: entry?.fallback ? 'POLICY' : 'FOUND',
      subject: `system ${system.system}`,
      places: system.calls.slice(0, 2).map(({ at }) => at),
    };
  }
}
