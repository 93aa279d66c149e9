/*
 * What it catches: a message (job, queue, topic, request or answer) whose content changes so that one version cannot read what
 * the other one wrote: a field removed, renamed, retyped or newly required, an enum value that the other side does not know.
 *
 * Why it breaks a release: messages outlive the version that wrote them. Jobs that the new version queued meet the old one
 * after a way back, and those of the old one meet the new one while it is rolled out.
 *
 * Bad:  queue.add('welcome', { userId })   →   queue.add('welcome', { accountId: userId })
 * Good: queue.add('welcome', { userId, accountId: userId }) until no old version reads it any more
 */
import { type Case, defineRule, type Verdict } from '../../core/rule';
import type { Step } from '../../core/step';
import { type Break, type Message, newBreaks, ofOneName } from './messages';

const mails = (data: string, reads: string) => ({
  'package.json': '{ "name": "shop", "dependencies": { "bullmq": "5.0.0" } }\n',
  'src/mails.ts': `import { Queue, Worker } from 'bullmq';\nimport { deliver } from './deliver';\nconst mails = new Queue('mails');\nexport const welcome = (id: string) => mails.add('welcome', ${data});\nexport const worker = new Worker('mails', async (job) => deliver(${reads}));\n`,
});

export const messageContractBreaking = defineRule({
  id: 'rollback/message-contract-breaking',
  meta: {
    title: 'A message that the other version cannot read',
    why: 'Messages outlive the version that wrote them: after a way back the old version meets what the new one queued, and during the deploy the new one meets what is still waiting.',
    todo: 'Write both forms until no old version reads them any more, or let readers accept the new form one release earlier.',
    severity: 'blocker',
    examples: [
      {
        title: 'a field of a job is renamed',
        base: mails('{ userId: id }', 'job.data.userId'),
        head: mails('{ accountId: id }', 'job.data.accountId'),
        expect: ['rollback/message-contract-breaking'],
      },
      {
        title: 'both fields are written, and the new one has a fallback',
        base: mails('{ userId: id }', 'job.data.userId'),
        head: mails('{ userId: id, accountId: id }', 'job.data.accountId ?? job.data.userId'),
        expect: [],
      },
    ],
  },
  reads: ['payload.resolved'],
  within: 'repository',
  // One schema of a document is often part of many requests: one change, one finding.
  by: (fact) => (fact.medium === 'http' ? `http ${fact.at.file}` : `${fact.medium} ${fact.channel}`),
  judge(c) {
    const found = c.key.startsWith('http ') ? ofRequests(c) : ofChannel(c);
    return found && verdictOf(found);
  },
  steps(c, _policy, verdict) {
    return verdict ? stepsOf(c, verdict) : [];
  },
});

interface Found {
  back: Break[];
  forth: Break[];
}

function split(messages: readonly Message[]) {
  return {
    writes: messages.filter((one) => one.direction === 'write'),
    reads: messages.filter((one) => one.direction === 'read'),
  };
}

function ofChannel(c: Case<'payload.resolved'>): Found | undefined {
  const head = c.head.of('payload.resolved');
  const base = c.base.of('payload.resolved');
  if (head === base || base.length === 0 || head.length === 0) return undefined;
  const names = new Set([...head, ...base].flatMap((one) => (one.direction === 'write' ? [one.message] : [])));
  const back: Break[] = [];
  const forth: Break[] = [];
  for (const name of names) {
    if (name === '*') continue;
    const now = split(ofOneName(head, name, names.size));
    const then = split(ofOneName(base, name, names.size));
    if (then.writes.length === 0) continue;
    back.push(...newBreaks(now.writes, then.reads, then.writes));
    if (then.reads.length === 0 || now.reads.length === 0) continue;
    // What the old version wrote, and its own reader could take.
    for (const reader of now.reads)
      for (const broken of newBreaks(then.writes, [reader], []))
        if (broken.problems.length > 0 && then.reads.every((old) => isNew(broken, old, then.writes)))
          forth.push(broken);
  }
  return { back, forth };
}

/** The old reader did not stumble over the same. */
function isNew(broken: Break, old: Message, writes: readonly Message[]): boolean {
  const before = newBreaks(writes, [old], []).flatMap(({ problems }) => problems.map(({ path }) => path));
  return broken.problems.some(({ path }) => !before.includes(path));
}

/** Paths whose clients were told that they change. */
const unstable = /\/(?:unstable|experimental|preview|beta|alpha|internal)\b|\/v\d+(?:alpha|beta)\d*\//i;

/** Clients are not in the document: they send and read what it said before. */
function ofRequests(c: Case<'payload.resolved'>): Found | undefined {
  const before = new Map<string, Message[]>();
  const keyOf = (one: Message) => `${one.direction} ${one.channel} ${one.message ?? ''}`;
  for (const one of c.base.of('payload.resolved')) before.set(keyOf(one), [...(before.get(keyOf(one)) ?? []), one]);
  const forth: Break[] = [];
  for (const now of c.head.of('payload.resolved'))
    for (const then of unstable.test(now.channel) ? [] : (before.get(keyOf(now)) ?? []))
      forth.push(
        ...(now.direction === 'read'
          ? newBreaks([{ ...then, direction: 'write' }], [now], [])
          : newBreaks([now], [{ ...then, direction: 'read', strict: false }], [])
        ).map((one) => ({ ...one, here: now })),
      );
  return { back: [], forth };
}

const subjectOf = (message: Message) =>
  `${message.medium === 'http' ? '' : `${message.medium} `}${message.channel}${message.message && message.medium !== 'http' ? `/${message.message}` : ''}`;

function verdictOf({ back, forth }: Found): Verdict | undefined {
  const [first] = [...back, ...forth];
  const problem = first?.problems[0];
  if (!first || !problem) return undefined;
  const { writer, reader } = first;
  const http = writer.medium === 'http';
  const subject = subjectOf(writer);
  const more = first.problems.length > 1 ? ` and ${first.problems.length - 1} more` : '';
  const which = http
    ? `old clients break: ${problem.text}${more}`
    : back.length > 0 && forth.length > 0
      ? `old and new cannot read each other: ${problem.text}${more}`
      : back.length > 0
        ? `the old version cannot read it: ${problem.text}${more}`
        : `this version cannot read what is waiting: ${problem.text}${more}`;
  const guarded = back.length > 0 && back.every((one) => one.writer.guards.some((guard) => guard.side === 'on'));
  const soft =
    http ||
    back.length === 0 ||
    !reader ||
    (reader.known === 'typed' && /^(?:value|may-be-missing)$/.test(problem.sort));
  const at = first.here?.at ?? (back.length > 0 || !reader ? writer.at : reader.at);
  const others = [...back, ...forth].flatMap((one) => {
    const problems = one.problems
      .slice(0, 3)
      .map(({ text }) => text)
      .join(', ');
    if (one.here) return [{ at: one.here.at, note: `${one.here.channel}: ${problems}` }];
    const read = one.reader && {
      at: one.reader.at,
      note: back.includes(one) ? 'the old version reads it here' : 'read here',
    };
    return [{ at: one.writer.at, note: `written here: ${problems}` }, ...(read ? [read] : [])];
  });
  const seen = new Set([`${at.file} ${at.start}`]);
  return {
    what: `${subject}: ${which}`,
    ...(guarded
      ? {
          severity: 'note' as const,
          todo: 'Turn the flag on only when every running version reads the new form, and off before a way back.',
        }
      : soft
        ? { severity: 'warning' as const }
        : {}),
    ...(http || !reader ? { confidence: 'likely' as const } : {}),
    ...(http
      ? {
          why: 'Clients are released at another time than the server: those that are out send and read what the document said before.',
          todo: 'Keep accepting and answering the old form beside the new one, or give the new one a version of its own.',
        }
      : {}),
    subject,
    at,
    evidence: others.slice(0, 24).filter((one) => {
      const key = `${one.at.file} ${one.at.start}`;
      const fresh = !seen.has(key);
      seen.add(key);
      return fresh;
    }),
  };
}

function* stepsOf(c: Case<'payload.resolved'>, verdict: Verdict): Iterable<Step> {
  const [message] = [...c.head.of('payload.resolved'), ...c.base.of('payload.resolved')];
  if (!message || message.medium === 'http') return;
  const name = `${message.medium} ${message.channel}`;
  const flag = c.head.of('payload.resolved').flatMap((one) => one.guards.flatMap((guard) => guard.key ?? []))[0];
  yield {
    id: `payload/${message.medium}/${message.channel}/readers`,
    kind: 'readers',
    phase: 'release',
    subject: name,
    title: `Let every reader of ${message.channel} take both forms before anything writes the new one`,
    check: 'nothing of the old version reads it any more, or both forms pass its checks',
    ifFails: 'stop: do not let the new form be written',
    origin: 'FOUND',
    evidence: [{ at: verdict.at, note: verdict.what }],
    wayBack: {
      text: `Before the old version runs again: drain ${message.channel} with the new one, or put its messages aside.`,
      class: 'C',
    },
    change: { class: 'message format', reversible: 'only after the channel is drained' },
    ...(flag ? { flag } : {}),
  };
  yield {
    id: `payload/${message.medium}/${message.channel}/consumers`,
    kind: 'ask',
    phase: 'before',
    subject: name,
    title: `Who outside of this repository reads ${message.channel}, and does each take the new form?`,
    origin: 'ASK',
    role: 'dependency',
    evidence: [{ at: verdict.at, note: verdict.what }],
  };
}
