/*
 * What it catches: a health check runs curl, wget or a shell that the final image does not have.
 *
 * Why it breaks a release: the check fails because it cannot run. The container is reported unhealthy for ever, and what
 * waits for it, or restarts it, does so for ever.
 *
 * Bad:  FROM node:22-slim … HEALTHCHECK CMD curl -f http://localhost:3000/health
 * Good: HEALTHCHECK CMD ["node", "healthcheck.js"], or install curl.
 */
import type { Fact } from '../../core/fact';
import { defineRule } from '../../core/rule';

type Probe = Fact<'probe.declared'>;

const image = (base: string, check: string) => ({
  Dockerfile: `FROM ${base}\nWORKDIR /app\nCOPY . .\nHEALTHCHECK CMD ${check}\nCMD ["node", "server.js"]\n`,
});

/** Programs that are looked at: whether an image has them is known. */
const known = /^(?:curl|wget|bash|sh|nc)$/;

export const commandBroken = defineRule({
  id: 'health/command-broken',
  meta: {
    title: 'A health check that cannot run',
    why: 'The program is not in the image: the check fails whatever the state of the service, and whoever waits for it waits for ever.',
    todo: 'Use a program that the image has, such as node itself, or install it in the final stage.',
    severity: 'blocker',
    examples: [
      {
        title: 'curl in a slim image',
        head: image('node:22-slim', 'curl -f http://localhost:3000/health || exit 1'),
        expect: ['health/command-broken'],
      },
      {
        title: 'curl in the full image',
        head: image('node:22', 'curl -f http://localhost:3000/health || exit 1'),
        expect: [],
      },
    ],
  },
  reads: ['probe.declared', 'image.built'],
  within: 'repository',
  by: (fact) => (fact.kind === 'image.built' ? fact.dockerfile : dockerfileOf(fact)),
  judge(c) {
    const [built] = c.head.of('image.built');
    if (!built || built.tools.includes('*')) return undefined;
    for (const probe of c.head.of('probe.declared')) {
      const missing = programsOf(probe).find((program) => known.test(program) && !built.tools.includes(program));
      if (!missing) continue;
      return {
        what: `the health check runs ${missing}, which ${built.base} does not have`,
        subject: `image ${built.dockerfile}`,
        at: probe.at,
        evidence: [{ at: built.at, note: `the final image is ${built.base}` }],
      };
    }
    return undefined;
  },
});

function dockerfileOf(probe: Probe): string {
  if (probe.target !== 'command' || !probe.command) return '';
  return probe.dockerfile ?? (probe.source === 'dockerfile' ? probe.at.file : '');
}

/** The programs that a command starts; a string is run by the shell. */
function programsOf(probe: Probe): string[] {
  const words = probe.command ?? [];
  const [first = ''] = words;
  if (first === 'CMD-SHELL' || first === 'CMD') return programsOf({ ...probe, command: words.slice(1) });
  if (words.length > 1 && !/^(?:\/(?:usr\/)?bin\/)?(?:ba|da|a)?sh$/.test(first)) return [baseOf(first)];
  const script = words.length > 1 ? (words.at(-1) ?? '') : first;
  const shell = words.length > 1 ? baseOf(first) : 'sh';
  const started = script
    .split(/\|\||&&|;|\|/)
    .map((part) => part.trim().split(/\s+/)[0] ?? '')
    .map((word) => baseOf(word.replace(/^[({!"'\s]+/, '')));
  return [shell, ...started];
}

function baseOf(word: string): string {
  return word.slice(word.lastIndexOf('/') + 1);
}
