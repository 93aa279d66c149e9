/*
 * What it catches: a queue, topic, job or consumer group that the same code calls by another name than before.
 *
 * Why it breaks a release: what waits under the old name is read by nobody, and after a way back the same happens to what waits
 * under the new one. A consumer group with another name starts at the end, or at the beginning, of its topics.
 *
 * Bad:  new Worker('mails', deliver)   →   new Worker('outbox', deliver)
 * Good: both workers, until mails is empty
 */
import { type Case, defineRule, type Verdict } from '../../core/rule';
import type { Message } from './messages';

const worker = (...names: string[]) => ({
  'package.json': '{ "name": "shop", "dependencies": { "bullmq": "5.0.0" } }\n',
  'src/worker.ts': `import { Worker } from 'bullmq';\nimport { deliver } from './deliver';\n${names.map((name, i) => `export const worker${i || ''} = new Worker('${name}', deliver);`).join('\n')}\n`,
});

export const queueRenamed = defineRule({
  id: 'rollback/queue-renamed',
  meta: {
    title: 'A queue with another name',
    why: 'What waits under the old name is read by nobody any more. After a way back the same happens to what waits under the new name.',
    todo: 'Read both names until the old one is empty, or keep the name. Drain the new one before a way back.',
    severity: 'blocker',
    examples: [
      {
        title: 'the only worker of a queue reads another one',
        base: worker('mails'),
        head: worker('outbox'),
        expect: ['rollback/queue-renamed'],
      },
      { title: 'the old queue is still read', base: worker('mails'), head: worker('outbox', 'mails'), expect: [] },
    ],
  },
  reads: ['payload.resolved'],
  within: 'repository',
  by: (fact) =>
    fact.medium === 'http' || fact.library === 'json-schema' ? [] : `${fact.medium} ${fact.library ?? ''}`,
  judge(c) {
    const renames = [...renamed(c, 'read'), ...renamed(c, 'write')];
    const [first, ...rest] = renames;
    return first && verdictOf(first, rest);
  },
});

interface Rename {
  from: Message;
  to: Message;
}

/** A job is read by its own name where a handler is registered for it. */
const nameOf = (message: Message) =>
  message.direction === 'read' && message.message !== undefined
    ? `${message.channel}/${message.message}`
    : message.channel;

/** Names that nothing uses any more, and new ones in their place: in the same function or variable. */
function renamed(c: Case<'payload.resolved'>, direction: 'read' | 'write'): Rename[] {
  const head = c.head.of('payload.resolved');
  const base = c.base.of('payload.resolved');
  const mine = (list: readonly Message[]) =>
    list.filter((one) => one.direction === direction && !one.channel.startsWith('$'));
  const now = new Set(mine(head).map(nameOf));
  const then = new Set(mine(base).map(nameOf));
  const read = new Set([...head, ...base].filter((one) => one.direction === 'read').map(nameOf));
  const found: Rename[] = [];
  for (const from of mine(base)) {
    if (now.has(nameOf(from)) || found.some((one) => nameOf(one.from) === nameOf(from))) continue;
    // The readers tell of a queue that both sides of the repository use.
    if (direction === 'write' && (read.has(from.channel) || read.size > 0)) continue;
    const place = mine(head).filter(
      (one) => one.at.file === from.at.file && one.holder === from.holder && !then.has(nameOf(one)),
    );
    const [to] = place;
    if (to && new Set(place.map(nameOf)).size === 1) found.push({ from, to });
  }
  return found;
}

function verdictOf({ from, to }: Rename, rest: readonly Rename[]): Verdict {
  const group = from.library === 'kafkajs group';
  const outside = from.direction === 'write';
  return {
    what: group
      ? `consumer group ${nameOf(from)} is called ${nameOf(to)} now: it loses its place in the topics`
      : outside
        ? `${nameOf(from)} is written as ${nameOf(to)} now: readers elsewhere know the old name`
        : `${nameOf(from)} is called ${nameOf(to)} now: what waits in ${nameOf(from)} is read by nobody`,
    ...(outside ? { severity: 'warning' as const, confidence: 'likely' as const } : {}),
    subject: `${from.medium} ${nameOf(from)}`,
    at: to.at,
    evidence: rest.map((one) => ({ at: one.to.at, note: `${nameOf(one.from)} is called ${nameOf(one.to)} now` })),
  };
}
