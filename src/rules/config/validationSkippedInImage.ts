import { defineRule } from '../../core/rule';
import { hashOf } from '../../core/safeValue';
import type { Declared } from './variable';

/**
 * What it catches: a switch that turns the check of the environment off, still on when the image or workload runs.
 * Why it breaks a release: it was meant for the build, where no values exist; at run time a missing variable passes unnoticed.
 * Bad: `ENV SKIP_ENV_VALIDATION=1` in the final stage
 * Good: `RUN SKIP_ENV_VALIDATION=1 npm run build`
 */
export const validationSkippedInImage = defineRule({
  id: 'config/validation-skipped-in-image',
  meta: {
    title: 'Check of the environment is off at run time',
    why: 'The switch was meant for the build, where no values exist; at run time a missing variable passes unnoticed.',
    todo: 'Set it for the build command only.',
    severity: 'warning',
    examples: [
      {
        title: 'in the stage that runs',
        head: { Dockerfile: 'FROM node:22.11.0-alpine\nENV SKIP_ENV_VALIDATION=1\nCMD ["node", "main.js"]\n' },
        expect: ['config/validation-skipped-in-image'],
      },
      {
        title: 'in the stage that builds',
        head: {
          Dockerfile:
            'FROM node:22.11.0-alpine AS build\nENV SKIP_ENV_VALIDATION=1\nRUN npm run build\nFROM node:22.11.0-alpine\nCMD ["node", "main.js"]\n',
        },
        expect: [],
      },
    ],
  },
  reads: ['env.declared'],
  within: 'repository',
  by: (fact) => (skips(fact) ? `${fact.at.file} ${fact.name}` : []),
  judge(c) {
    const [first] = c.head.of('env.declared');
    if (!first) return undefined;
    return {
      what: `${first.name} turns the check of the environment off at run time`,
      subject: `env ${first.name}`,
      at: first.at,
    };
  },
});

const on = new Set(['1', 'true', 'yes', 'on', 'TRUE', 'True'].map(hashOf));

function skips(fact: Declared): boolean {
  return (
    fact.when === 'start' &&
    /^(?:\w+_)?SKIP_(?:\w+_)?VALIDATION$|^(?:SKIP_VALIDATE_ENV|SKIP_ENV_CHECK|NO_ENV_VALIDATION)$/.test(fact.name) &&
    !/^(?:development|test|local|preview)/.test(fact.environment) &&
    fact.value !== undefined &&
    on.has(fact.value.hash)
  );
}
