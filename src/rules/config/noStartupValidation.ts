import { defineRule } from '../../core/rule';
import { type Read, readEvidence } from './variable';

/**
 * What it catches: a service that needs five variables or more and checks none of them when it starts.
 * Why it breaks a release: a forgotten variable is noticed by the first request that needs it, not by the rollout.
 * Bad: `process.env.X!` in ten files
 * Good: one schema of the environment, parsed before the server listens
 */
export const noStartupValidation = defineRule({
  id: 'config/no-startup-validation',
  meta: {
    title: 'Environment is not checked at start',
    why: 'A forgotten variable is noticed by the first request that needs it, long after the rollout was called a success.',
    todo: 'Parse the environment with a schema before the service listens, so that a rollout without it stops.',
    severity: 'note',
    examples: [
      {
        title: 'five variables on trust',
        head: {
          'package.json': '{"name":"orders","scripts":{"start":"node main.js"}}',
          'src/main.ts':
            'start(process.env.A_URL!, process.env.B_URL!, process.env.C_URL!, process.env.D_KEY!, process.env.E_KEY!);\n',
        },
        expect: ['config/no-startup-validation'],
      },
      {
        title: 'a schema',
        head: {
          'package.json': '{"name":"orders","scripts":{"start":"node main.js"}}',
          'src/main.ts':
            'const env = z.object({ A_URL: z.string(), B_URL: z.string(), C_URL: z.string(), D_KEY: z.string(), E_KEY: z.string() }).parse(process.env);\n',
        },
        expect: [],
      },
    ],
  },
  reads: ['env.read', 'service.declared'],
  within: 'service',
  by: () => 'environment',
  judge(c) {
    const serves = c.head.of('service.declared').map((fact) => fact.serves);
    if (!serves.includes('app') && !serves.includes('worker')) return undefined;
    const reads = c.head
      .of('env.read')
      .filter((read) => read.side === 'server' && read.when !== 'build' && read.via !== 'compose');
    if (reads.some((read) => read.validated)) return undefined;
    const required = new Map<string, Read>();
    for (const read of reads)
      if (read.need === 'required' && read.access === 'direct' && !required.has(read.name))
        required.set(read.name, read);
    const [first, ...others] = required.values();
    if (!first || required.size < 5) return undefined;
    return {
      what: `${required.size} required variables are read and none is checked at start`,
      subject: 'environment of the service',
      at: first.at,
      evidence: readEvidence(others, first.at),
    };
  },
});
