// Catches images whose program never hears that it has to stop.
// SIGTERM reaches process 1 only. npm and a shell do not pass it on: requests and jobs are cut off when the grace period ends.
// bad:  CMD npm start
// good: CMD ["node", "dist/server.js"]
import type { Fact } from '../../core/fact';
import { baseName } from '../../core/path';
import { defineRule, type Verdict } from '../../core/rule';
import { isReleased, named } from '../workloads';

const image = (command: string) => `FROM node:22-alpine\nWORKDIR /app\nCOPY . .\nRUN npm ci\n${command}\n`;

export const signalNotDelivered = defineRule({
  id: 'rollout/signal-not-delivered',
  meta: {
    title: 'Program that does not get SIGTERM',
    why: 'Process 1 is a package manager or a shell, which keeps the signal to itself. Each deployment waits out the whole grace period and then kills the program in the middle of its requests and jobs.',
    todo: 'Start the program itself in the exec form, with exec at the end of a script, or behind an init such as tini.',
    severity: 'warning',
    sources: ['https://docs.docker.com/reference/dockerfile/#shell-form-entrypoint-example'],
    examples: [
      {
        title: 'npm is process 1',
        head: { Dockerfile: image('CMD ["npm", "start"]') },
        expect: ['rollout/signal-not-delivered'],
      },
      { title: 'node is process 1', head: { Dockerfile: image('CMD ["node", "server.js"]') }, expect: [] },
    ],
  },
  reads: ['image.built', 'script.declared', 'process.resolved'],
  within: 'repository',
  by(fact) {
    if (fact.kind === 'script.declared') return fact.at.file;
    if (fact.kind === 'image.built') return [fact.dockerfile, ...(fact.entryScripts ?? [])];
    const { image } = fact;
    return [startOf(fact), ...(image ? [image.dockerfile, ...(image.entryScripts ?? [])] : [])];
  },
  judge(c) {
    const images = c.head.of('image.built');
    const users = c.head.of('process.resolved');
    const [script] = c.head.of('script.declared');
    // Started with an init of its own, or with another command.
    const isStartedOtherwise = (built: Built) => {
      const own = users.filter((user) => user.image?.dockerfile === built.dockerfile);
      return own.length > 0 && own.every((user) => user.init || user.command !== undefined || user.sort === 'job');
    };
    const started = images.filter((built) => !built.init && !built.forDevelopment && !isStartedOtherwise(built));
    if (script) return throughScript(script, started);
    for (const built of started) {
      const verdict = built.dockerfile === c.key ? throughCommand(built) : undefined;
      if (verdict) return verdict;
    }
    const user = users.find((one) => startOf(one) === c.key);
    return user && throughManifest(user);
  },
});

type Built = Fact<'image.built'>;
type Process = Fact<'process.resolved'>;

/** The key of a workload that says itself what it starts. */
function startOf(process: Process): string {
  const says = (process.command?.length ?? 0) > 0 && /^(?:[A-Z]|ecs)/.test(process.platform);
  return says ? `${process.environment} ${process.workload}` : '';
}

function throughCommand(built: Built): Verdict | undefined {
  if (!built.commandAt || (built.entry !== 'shell' && built.entry !== 'package-script')) return undefined;
  const words = programOf(built.command ?? []);
  const { startedBy } = built;
  const list = startedBy && built.entry === 'shell' ? directForm(words) : undefined;
  const direct = list && `${startedBy} ${list}`;
  const busybox = built.entry === 'shell' && isBusybox(built.base);
  const unknownBase =
    built.tools.includes('*') && !/^(?:node|python|golang|ruby|alpine|debian|ubuntu)\b/.test(built.base);
  return {
    what:
      built.entry === 'package-script'
        ? `${built.dockerfile} starts through ${words.split(' ')[0]}, which does not pass SIGTERM on`
        : busybox
          ? `${built.dockerfile} starts through a shell; whether SIGTERM reaches the program depends on it`
          : `${built.dockerfile} starts through a shell, which does not pass SIGTERM on`,
    subject: `image ${built.dockerfile}`,
    at: built.commandAt,
    ...(busybox ? { severity: 'note' as const } : {}),
    // An init may stand in the base image.
    ...(busybox || unknownBase ? { confidence: 'likely' as const } : {}),
    fixes: direct ? [{ title: 'Use the exec form', safe: false, edits: [{ at: built.commandAt, text: direct }] }] : [],
  };
}

/** A script that is process 1 and starts its program as a child: shells wait for the child before they look at a signal. */
function throughScript(script: Fact<'script.declared'>, images: readonly Built[]): Verdict | undefined {
  const [built] = images;
  if (script.ends !== 'child' || !built || !script.lastAt) return undefined;
  const at = script.lastAt;
  return {
    what: `${baseName(script.at.file)} starts its program without exec: the shell of ${built.dockerfile} does not pass SIGTERM on`,
    subject: `image ${built.dockerfile}`,
    at,
    evidence: built.commandAt ? [{ at: built.commandAt, note: 'the script is process 1' }] : [],
    fixes: [
      {
        title: 'Put the program in its place with exec',
        safe: false,
        edits: [{ at: { ...at, end: at.start, endLine: at.line, endColumn: at.column }, text: 'exec ' }],
      },
    ],
  };
}

/** What the manifest starts in place of the image's own command. */
function throughManifest(process: Process): Verdict | undefined {
  const at = process.places?.command;
  const words = process.command ?? [];
  if (!at || process.init || process.image?.init || process.sort === 'job' || process.sort === 'cron') return undefined;
  if (!isReleased(process)) return undefined;
  const who = named({ name: process.workload, environment: process.environment });
  const subject = `workload ${process.workload}`;
  const [program = '', verb = ''] = words;
  if (/(?:^|\/)(?:npm|pnpm|yarn)$/.test(program) && /^(?:start|run|serve|prod)/.test(verb))
    return { what: `${who} is started through ${program}, which does not pass SIGTERM on`, subject, at };
  const text = programOf(words);
  if (text === words.join(' ') || !/\b(?:node|npm|pnpm|yarn|bun|python3?|java)\b/.test(text)) return undefined;
  if (/(?:^|[\s;&(])(?:exec|trap|wait)\s|&\s*(?:$|\n)/.test(text)) return undefined;
  return {
    what: `${who} is started through a shell; whether SIGTERM reaches the program depends on it`,
    subject,
    at,
    severity: 'note',
    confidence: 'likely',
  };
}

/** BusyBox replaces itself by the last command of sh -c (measured with 1.35); other shells stay in front of it. */
const isBusybox = (base: string) => /alpine|busybox/.test(base);

function programOf(words: readonly string[]): string {
  return /(?:^|\/)(?:sh|bash|ash|dash)$/.test(words[0] ?? '') && words[1] === '-c' ? (words[2] ?? '') : words.join(' ');
}

/** One command without anything that only a shell understands. */
function directForm(script: string): string | undefined {
  if (!/^[\w./@:=-]+(?: [\w./@:=-]+)*$/.test(script) || /^\w+=/.test(script)) return undefined;
  return JSON.stringify(script.split(' ')).replace(/","/g, '", "');
}
