// Catches images whose program never hears that it has to stop.
// SIGTERM reaches process 1 only. npm and a shell do not pass it on: requests and jobs are cut off when the grace period ends.
// bad:  CMD npm start
// good: CMD ["node", "dist/server.js"]
import type { Fact } from '../../core/fact';
import { defineRule } from '../../core/rule';

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
  reads: ['image.built', 'workload.declared'],
  within: 'repository',
  by: (fact) => fact.dockerfile ?? '',
  judge(c) {
    const users = c.head.of('workload.declared');
    for (const built of c.head.of('image.built')) {
      if (
        built.init ||
        built.forDevelopment ||
        !built.commandAt ||
        (built.entry !== 'shell' && built.entry !== 'package-script')
      )
        continue;
      // Started with an init of its own, or with another command.
      if (users.length > 0 && users.every((user) => user.init || user.command !== undefined || user.sort === 'job'))
        continue;
      const words = programOf(built);
      const { startedBy } = built;
      const list = startedBy && built.entry === 'shell' ? directForm(words) : undefined;
      const direct = list && `${startedBy} ${list}`;
      // BusyBox replaces itself by the last command of sh -c (measured with 1.35); other shells stay in front of it.
      const busybox = built.entry === 'shell' && /alpine|busybox/.test(built.base);
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
        fixes: direct
          ? [{ title: 'Use the exec form', safe: false, edits: [{ at: built.commandAt, text: direct }] }]
          : [],
      };
    }
    return undefined;
  },
});

function programOf(built: Fact<'image.built'>): string {
  const words = built.command ?? [];
  return /(?:^|\/)(?:sh|bash|ash|dash)$/.test(words[0] ?? '') && words[1] === '-c' ? (words[2] ?? '') : words.join(' ');
}

/** One command without anything that only a shell understands. */
function directForm(script: string): string | undefined {
  if (!/^[\w./@:=-]+(?: [\w./@:=-]+)*$/.test(script) || /^\w+=/.test(script)) return undefined;
  return JSON.stringify(script.split(' ')).replace(/","/g, '", "');
}
