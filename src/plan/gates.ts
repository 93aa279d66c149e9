import { type Finding, fingerprint } from '../core/finding';
import { code, counted, joined, listed, type Phrase, say, textOf } from '../core/phrase';
import type { Gate, Hole, Risk, Split } from '../core/plan';
import type { Origin } from '../core/step';
import type { Doubt } from './answers';
import type { EvidenceIndex } from './evidence';
import { type Bundle, type Draft, withinBudget } from './gateGroups';
import { type PlanInput, touchedPaths } from './input';
import { markerId } from './marker';
import type { Question } from './questions';
import type { Requirement } from './requirements';
import { emitsMetric } from './riskFactors';
import { isTest } from './riskShape';
import type { Roles } from './roles';
import { roleOf } from './staffing';
import { isAskedAbout, unreadMigrations } from './unreadMigrations';
import type { WindowSearch } from './window';

export interface GatesInput {
  input: PlanInput;
  risk: Risk;
  splits: readonly Split[];
  holes: readonly Hole[];
  /** Label of a step. */
  labelOf(id: string): string;
  requirements: readonly Requirement[];
  questions: readonly Question[];
  roles: Roles;
  search: WindowSearch;
  evidence: EvidenceIndex;
  /** What is to be said to answers, by the id of their question. */
  doubts: ReadonlyMap<string, Doubt>;
}

/** Blockers, warnings, questions and what already stands good; grouped when there is more than people read. */
export function gatesOf(known: GatesInput): Gate[] {
  const { input, evidence } = known;
  const open = input.review.findings.filter((f) => f.status !== 'existing');
  const blockers = open.filter((f) => f.severity === 'blocker' && !f.suppressed);
  const drafts = [
    ...fromFindings(blockers, 'blocker', (finding) => divided(finding, blockers, known.splits)),
    ...impossible(known, blockers),
    ...unmet(known),
    ...fromFindings(
      open.filter((f) => f.severity === 'warning' && !f.suppressed),
      'warning',
      (finding) => askedBelow(finding, known),
    ),
    ...gaps(known),
    ...known.questions.map((question) => asked(question, known)),
    ...accepted(open.filter((f) => f.suppressed && f.severity === 'blocker')),
    ...met(known),
  ];
  const letters = { blocker: 'B', warning: 'W', question: 'Q', accepted: '', satisfied: '' };
  const numbers = { blocker: 0, warning: 0, question: 0, accepted: 0, satisfied: 0 };
  const gate = ({ id, draft, stands, items }: Bundle): Gate => ({
    id,
    sort: draft.sort,
    label: items || !letters[draft.sort] ? '' : `${letters[draft.sort]}${++numbers[draft.sort]}`,
    text: draft.text,
    origin: draft.origin,
    evidence: items ? [] : evidence.of(draft.subject, draft.places),
    stands,
    ...(draft.rule ? { rule: draft.rule } : {}),
    ...(draft.asked ? { asked: draft.asked } : {}),
    ...(draft.answer ? { answer: draft.answer } : {}),
    ...(draft.doubt ? { doubt: draft.doubt } : {}),
    ...(items ? { items: items.map(gate) } : {}),
  });
  return withinBudget(uniqueIds(drafts)).map(gate);
}

const sentence = (text: string) => (/[.!?…]$/.test(text) ? text : `${text}.`);
/** A sentence begins with a capital, a name as it is written. */
const opening = (text: string) =>
  text.replace(
    /^(?:the|rows|index|column|table|constraint|view|trigger|function|type|job|workflow)(?= )/,
    (word) => word.charAt(0).toUpperCase() + word.slice(1),
  );

/** Findings whose remedy is to divide the release, without more to say on how. */
const dividing = new Set([
  'migration/dropped-object-still-used',
  'migration/required-column-added',
  'rollback/contract-with-expand',
]);

/** Findings whose remedy is a new object beside the old one, which the split tells where it names it. */
const replacing = new Set(['migration/type-change-rewrites', 'migration/rename-column', 'migration/rename-table']);

/** A split and a finding of the same statement are one line: the finding says why, the split what goes where. */
const isAbout = (finding: Finding, { places }: Split) =>
  /^(?:migration|rollback)\//.test(finding.rule) && places.some(({ file }) => file === finding.at.file);

function divided(finding: Finding, all: readonly Finding[], splits: readonly Split[]): Phrase | undefined {
  const split = splits.find((one) => isAbout(finding, one));
  if (!split) return undefined;
  // Its own remedy ships the code first, too.
  if (/^migration\/drop-(?:table|column)$/.test(finding.rule)) return undefined;
  const name = finding.subject.slice(finding.subject.lastIndexOf(' ') + 1);
  const toldBySplit =
    dividing.has(finding.rule) || (replacing.has(finding.rule) && textOf(split.advice).includes(` beside ${name}`));
  const own = toldBySplit ? [] : say`${sentence(finding.todo)} `;
  if (splitTeller(split, all) === finding) return say`${own}Split the change here. ${split.advice}`;
  return toldBySplit ? say`The same split is the way.` : undefined;
}

/** What a new third party needs is asked for one by one: the warning does not list it again. */
function askedBelow({ rule, subject }: Finding, { questions }: GatesInput): Phrase | undefined {
  if (rule !== 'dependency/new-external-system') return undefined;
  const slug = subject
    .replace(/^system /, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
  return questions.some(({ id }) => id.startsWith(`tp/${slug}/`))
    ? say`What it needs is asked below; the answers belong into ${code('third_parties')} of the policy.`
    : undefined;
}

/** The finding that tells a split: one that has no other remedy, where there is one. */
function splitTeller(split: Split, all: readonly Finding[]): Finding | undefined {
  const about = all.filter((finding) => isAbout(finding, split));
  return about.find(({ rule }) => dividing.has(rule)) ?? about[0];
}

function fromFindings(
  findings: readonly Finding[],
  sort: 'blocker' | 'warning',
  instead: (finding: Finding) => Phrase | undefined = () => undefined,
): Draft[] {
  return findings.map((finding) => ({
    id: fingerprint(finding),
    sort,
    text: say`${sentence(opening(finding.what))} ${instead(finding) ?? sentence(finding.todo)}`,
    short: sentence(opening(finding.what)),
    todo: instead(finding) ?? sentence(finding.todo),
    // What the rule read in the record of a rehearsal was executed, not read.
    origin: [finding.at, ...finding.evidence.map((e) => e.at)].some(({ file }) =>
      file.startsWith('.release-readiness/rehearsals/'),
    )
      ? 'PROVEN'
      : 'FOUND',
    subject: finding.subject,
    places: [finding.at, ...finding.evidence.map((e) => e.at)],
    rule: finding.rule,
  }));
}

/** An order that cannot be: the release must be divided, or some state of it has no way back. */
function* impossible({ splits, holes, labelOf }: GatesInput, blockers: readonly Finding[]): Iterable<Draft> {
  for (const split of splits) {
    if (splitTeller(split, blockers)) continue;
    const { text, cut } = split;
    yield {
      id: `split/${cut.from}/${cut.to}`,
      sort: 'blocker',
      text,
      origin: 'FOUND',
      subject: `split ${cut.from}`,
      places: [],
    };
  }
  for (const { step, version, because } of holes)
    yield {
      id: `hole/${version}/${step}`,
      sort: 'blocker',
      text: say`Rollback hole at step ${labelOf(step)}: ${sentence(because)}`,
      origin: 'FOUND',
      subject: `hole ${step}`,
      places: [],
    };
}

function* unmet({ requirements, risk }: GatesInput): Iterable<Draft> {
  for (const { id, state, required, text, origin, places } of requirements)
    if (state === 'unmet')
      yield {
        id: `require/${id}`,
        sort: required ? 'blocker' : 'warning',
        text: required ? say`${text} The policy requires ${code(id)} from this level (${risk.level}) on.` : text,
        origin,
        subject: id,
        places: places.map(({ at }) => at),
      };
}

function* gaps({ input, risk, roles, search }: GatesInput): Iterable<Draft> {
  const none = { sort: 'warning' as const, origin: 'GAP' as Origin, places: [] };
  const changed = input.facts('file.changed').map(({ path }) => path);
  const critical = touchedPaths(input);
  if (critical.length > 0 && (input.policy.metrics ?? []).length > 0 && !emitsMetric(input))
    yield {
      ...none,
      id: `observe/${critical.join('/')}`,
      text: say`No metric comes with the change of critical path ${joined(
        critical.map((name) => [code(name)]),
        ', ',
      )} (looked in the changed files); the watch cannot see a silent failure. Count the outcome and declare the metric in the policy.`,
      subject: 'metric',
    };
  const untested = risk.factors.find(({ id }) => id === 'history.tests');
  const near = untested?.at.filter(({ file }) =>
    (input.policy.critical_paths ?? []).some(({ paths = [] }) => input.matches(paths, file)),
  );
  if (near && near.length > 0)
    yield {
      ...none,
      origin: 'FOUND',
      id: `risk/history.tests/${near[0]?.file}`,
      text: say`${listed(near.map(({ file }) => file))} changed on a critical path, and no test of it changed (risk factor ${code('history.tests')}).`,
      subject: `tests ${near[0]?.file}`,
      places: near,
    };
  for (const { id, text } of roles.doubts)
    yield {
      ...none,
      origin: 'POLICY',
      id,
      text: say`${sentence(text.charAt(0).toUpperCase() + text.slice(1))}`,
      subject: id,
    };
  if (search.fits.length === 0 && search.total > 0) {
    const [first] = search.binding;
    yield {
      ...none,
      origin: 'POLICY',
      id: 'window/none',
      text: first
        ? say`No slot of the next twelve days satisfies the policy. ${code(first.rule)} takes the last ${first.without} away: ${first.text}.`
        : say`No slot of the next twelve days satisfies the policy, whichever one or two rules are relaxed.`,
      subject: 'window',
    };
  }
  const asked = unreadMigrations(input);
  const unread = input.review.unread.filter(
    ({ at }) => changed.includes(at.file) && !isTest(at.file) && !isAskedAbout(at.file, asked),
  );
  if (unread.length > 0)
    yield {
      ...none,
      id: 'unread',
      text: say`${counted(unread.length, 'place')} of changed files not understood, so nothing is said about ${unread.length === 1 ? 'it' : 'them'}: ${listed([...new Set(unread.map(({ at }) => at.file))], 3)}.`,
      subject: 'unread',
      places: unread.slice(0, 4).map(({ at }) => at),
    };
}

/** A role as the people behind it; unknown: the name of the role. */
export function peopleOf(role: string, input: PlanInput): string[] {
  if (role.includes('@')) return [role];
  const handles = roleOf(input.policy, role)?.who ?? [];
  return handles.length > 0 ? handles.map((h) => (h === 'author' ? (input.author ?? 'author') : h)) : [role];
}

function asked({ id, text, role, evidence }: Question, { input, doubts }: GatesInput): Draft {
  const answer = input.answers.get(id);
  const doubt = doubts.get(id)?.text;
  return {
    id,
    sort: 'question',
    text,
    origin: 'ASK',
    subject: `question ${id}`,
    places: evidence.map(({ at }) => at),
    asked: peopleOf(role, input),
    ...(answer ? { answer } : {}),
    ...(doubt ? { doubt } : {}),
  };
}

function accepted(findings: readonly Finding[]): Draft[] {
  return findings.map((finding) => {
    const { reason = '', owner, until } = finding.suppressed ?? {};
    return {
      id: `accepted/${fingerprint(finding)}`,
      sort: 'accepted',
      text: say`Accepted blocker: ${sentence(finding.what)} Because ${reason}${owner ? say` (${{ who: owner }})` : ''}${until ? `, until ${until}` : ''}.`,
      origin: 'FOUND',
      subject: finding.subject,
      places: [finding.at, ...(finding.suppressed ? [finding.suppressed.at] : [])],
      rule: finding.rule,
    };
  });
}

/** What is good is told where the release needs it, so that nobody looks for it. */
function* met({ requirements }: GatesInput): Iterable<Draft> {
  const told = ['backup.verified', 'traffic.progressive', 'rollback.rehearsed'];
  for (const { id, state, text, origin, places } of requirements)
    if (state === 'met' && told.includes(id))
      yield {
        id: id.replace(/\..*/, id === 'rollback.rehearsed' ? '/rehearsed' : ''),
        sort: 'satisfied',
        text,
        origin,
        subject: id,
        places: places.map(({ at }) => at),
      };
}

function uniqueIds(drafts: readonly Draft[]): Draft[] {
  const seen = new Map<string, number>();
  return drafts.map((draft) => {
    const id = markerId(draft.id);
    const count = (seen.get(id) ?? 0) + 1;
    seen.set(id, count);
    return { ...draft, id: count === 1 ? id : `${id}/${count}` };
  });
}
