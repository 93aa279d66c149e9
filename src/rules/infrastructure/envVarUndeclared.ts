import type { Policy } from '../../core/policy';
import { type Case, defineRule } from '../../core/rule';
import { compareText, type Span } from '../../core/span';
import type { Step } from '../../core/step';
import {
  addToDotenv,
  addToManifest,
  isDotenv,
  isSecret,
  type Read,
  type Resolved,
  readEvidence,
  requiredReads,
} from '../config/variable';

/**
 * What it catches: code needs an environment variable that no example, manifest, compose file or platform file of its service declares.
 * Why it breaks a release: whoever deploys has no way to know of it; the new version starts without the value and stops, or fails at the first request.
 * Bad: `new Stripe(process.env.STRIPE_SECRET_KEY!)` while .env.example and the manifests know nothing of it.
 * Good: the key is declared in the same change, or the code answers for its absence with a default.
 */
export const envVarUndeclared = defineRule({
  id: 'infrastructure/env-var-undeclared',
  meta: {
    title: 'Required environment variable is not declared',
    why: 'Whoever deploys cannot know that the variable must be set: the new version stops at start or at the first request.',
    todo: 'Declare it where the service gets its environment (example, manifest, secret store definition), or give it a default.',
    severity: 'blocker',
    examples: [
      {
        title: 'a new secret that the example does not list',
        base: {
          'package.json': '{"name":"shop","scripts":{"start":"node index.js"}}',
          '.env.example': 'DATABASE_URL=\n',
        },
        head: {
          'package.json': '{"name":"shop","scripts":{"start":"node index.js"}}',
          '.env.example': 'DATABASE_URL=\n',
          'src/refund.ts': 'export const verify = (body: string) => hmac(body, process.env.REFUND_SECRET!);\n',
        },
        expect: ['infrastructure/env-var-undeclared'],
      },
      {
        title: 'the example lists it, and the manifest that deploys the service does not',
        head: {
          'package.json': '{"name":"shop","scripts":{"start":"node index.js"}}',
          '.env.example': 'DATABASE_URL=\nREDIS_URL=\nREFUND_SECRET=\n',
          'src/refund.ts':
            'export const verify = (body: string) => hmac(body, process.env.REFUND_SECRET!);\nexport const db = connect(process.env.DATABASE_URL!, process.env.REDIS_URL!);\n',
          'k8s/shop.yaml':
            'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: shop }\nspec:\n  template:\n    spec:\n      containers:\n        - name: shop\n          image: registry.acme.io/shop:1.4.2\n          env:\n            - name: DATABASE_URL\n              valueFrom: { secretKeyRef: { name: shop, key: DATABASE_URL } }\n            - name: REDIS_URL\n              value: redis://redis:6379\n',
        },
        expect: ['infrastructure/env-var-undeclared'],
      },
      {
        title: 'the code answers for its absence',
        base: { '.env.example': 'DATABASE_URL=\n' },
        head: {
          '.env.example': 'DATABASE_URL=\n',
          'src/refund.ts': 'export const limit = Number(process.env.REFUND_LIMIT ?? 100);\n',
        },
        expect: [],
      },
    ],
  },
  reads: ['env.read', 'env.resolved'],
  within: 'service',
  by: (fact) => (fact.kind === 'env.read' && fact.access === 'dynamic' ? [] : fact.name),
  judge(c) {
    const [first, ...others] = requiredReads(c.head.of('env.read'));
    const overall = c.head.of('env.resolved').find((fact) => fact.environment === '');
    if (!first || overall?.state !== 'absent') return undefined;
    const { declaredIn, elsewhere } = overall;
    return {
      what: elsewhere
        ? `${c.key} is required here but ${declaredIn ? `${nameOf(declaredIn)} does not ${isDotenv(declaredIn.file) ? 'list' : 'set'} it` : 'only declared for something else'}`
        : `${c.key} is required here but not declared in this repository`,
      ...(elsewhere
        ? { why: 'What is deployed starts without the value: the new version stops at start or at the first request.' }
        : {}),
      subject: `env ${c.key}`,
      at: first.at,
      evidence: [
        ...readEvidence(others, first.at),
        ...(elsewhere ? [{ at: elsewhere, note: 'it is declared here' }] : []),
        ...(declaredIn ? [{ at: declaredIn, note: 'the variables of this service are listed here' }] : []),
      ],
      fixes: [
        ...addToDotenv(c.key, overall.declaredIn, `Add ${c.key} to ${overall.declaredIn?.file ?? ''}`),
        ...addToManifest(c.key, overall.slot),
      ],
    };
  },
  steps: variableSteps,
});

/** The file, with its folder where the name alone says nothing. */
const nameOf = ({ file }: Span) => file.split('/').slice(-2).join('/');

/** A variable that the release begins or ceases to read is work in every environment, even when all of them declare it. */
function* variableSteps(c: Case<'env.read' | 'env.resolved'>, _policy: Policy): Iterable<Step> {
  const name = c.key;
  const after = c.head.of('env.read');
  const before = c.base.of('env.read');
  const [first] = after;
  if (first && before.length === 0) {
    const required = requiredReads(after).length > 0;
    if (!required && after.some((read) => read.fallback || read.need === 'optional')) return;
    const resolved = c.head.of('env.resolved').filter((fact) => fact.environment !== '');
    const environments = [...new Set(resolved.map((fact) => fact.environment))]
      .filter((environment) => !/^(?:development|test|local|preview)/.test(environment))
      .sort(compareText);
    if (!environments.some((environment) => environment.startsWith('production'))) environments.push('production');
    for (const environment of environments)
      yield settingStep(
        name,
        environment,
        first,
        required,
        resolved.filter((fact) => fact.environment === environment),
      );
  }
  const [old] = before;
  if (old && after.length === 0)
    yield {
      id: `env/${name}/remove`,
      kind: 'remove',
      phase: 'later',
      subject: `env ${name}`,
      title: `Delete ${name} in every environment`,
      check: 'No running version reads it: the version before this one is gone and will not come back.',
      origin: 'FOUND',
      evidence: [{ at: old.at, note: 'was read here' }],
      change: { class: `${isSecret(name) ? 'secret' : 'setting'} no longer read`, reversible: 'yes' },
    };
}

function settingStep(
  name: string,
  environment: string,
  read: Read,
  required: boolean,
  here: readonly Resolved[],
): Step {
  const set = here.find((fact) => fact.state === 'set' && !fact.contract);
  const secret = isSecret(name, set?.value);
  const noun = secret ? 'secret' : 'setting';
  return {
    id: `env/${name}/${environment}`,
    kind: secret ? 'secret' : 'config',
    phase: 'before',
    subject: `env ${name}`,
    title: set
      ? `Apply ${name} in ${environment} before the deploy`
      : `Create ${name} in ${environment}; where does its value come from?`,
    check: 'The key exists in the environment; its value is never printed.',
    ifFails: 'Do not deploy: the new version does not find the value.',
    origin: set ? 'FOUND' : 'ASK',
    evidence: [
      { at: read.at, note: 'is read here' },
      ...here.flatMap((fact) =>
        fact.declaredIn && fact.state === 'set' ? [{ at: fact.declaredIn, note: `declared for ${environment}` }] : [],
      ),
    ],
    ...(set ? {} : { role: 'decider' }),
    wayBack: { text: `Leave ${name} in place; the version before does not read it.`, class: 'N' },
    change: { class: `new ${required ? 'required ' : ''}${noun}`, reversible: 'yes' },
    compatible: { old: true, new: true },
  };
}
