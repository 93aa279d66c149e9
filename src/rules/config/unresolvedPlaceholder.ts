import { defineRule } from '../../core/rule';
import { type Resolved, requiredReads } from './variable';

/**
 * What it catches: a variable that the code needs and that production sets to nothing, to a placeholder, or to a template that nothing fills in.
 * Why it breaks a release: the variable exists, so every check of presence passes, and the program works with `CHANGEME`.
 * Bad: `STRIPE_KEY=CHANGEME` in `.env.production`
 * Good: a reference to the secret store, or no entry at all where the platform sets it
 */
export const unresolvedPlaceholder = defineRule({
  id: 'config/unresolved-placeholder',
  meta: {
    title: 'Placeholder in a production value',
    why: 'The variable exists, so every check of presence passes, and the program works with a placeholder.',
    todo: 'Set the value, or take the entry out where the platform sets it.',
    severity: 'blocker',
    examples: [
      {
        title: 'a placeholder for production',
        head: {
          'src/pay.ts': 'export const stripe = new Stripe(process.env.STRIPE_KEY!);\n',
          '.env.production': 'STRIPE_KEY=CHANGEME\n',
        },
        expect: ['config/unresolved-placeholder'],
      },
      {
        title: 'a placeholder in an example',
        head: {
          'src/pay.ts': 'export const stripe = new Stripe(process.env.STRIPE_KEY!);\n',
          '.env.example': 'STRIPE_KEY=CHANGEME\n',
        },
        expect: [],
      },
    ],
  },
  reads: ['env.read', 'env.resolved'],
  needs: ['env.declared'],
  within: 'service',
  by: (fact) => (fact.kind === 'env.read' && fact.access === 'dynamic' ? [] : fact.name),
  judge(c) {
    const [read] = requiredReads(c.head.of('env.read'));
    if (!read) return undefined;
    const set = c.head
      .of('env.resolved')
      .filter((fact) => fact.environment.startsWith('production') && fact.state === 'set');
    // Another source of the same environment may carry the real value.
    if (set.some((fact) => unfilled(fact) === undefined)) return undefined;
    const first = set.find((fact) => !fact.contract);
    const how = first && unfilled(first);
    if (!first?.declaredIn || how === undefined) return undefined;
    return {
      what: `${c.key} for ${first.environment} is ${how}`,
      subject: `env ${c.key}`,
      at: first.declaredIn,
      evidence: [{ at: read.at, note: 'is required here' }],
      ...(first.value?.class === 'interpolated' ? { confidence: 'likely' as const, severity: 'warning' as const } : {}),
    };
  },
});

function unfilled(fact: Resolved): string | undefined {
  switch (fact.value?.class) {
    case 'placeholder':
      return 'a placeholder';
    case 'empty':
      return 'empty';
    case 'interpolated':
      // Readers of .env files and compose fill templates in; Kubernetes does not.
      return /\.ya?ml$/.test(fact.declaredIn?.file ?? '') &&
        !/compose|templates\/|values/.test(fact.declaredIn?.file ?? '')
        ? 'a template that Kubernetes does not fill in'
        : undefined;
    default:
      return undefined;
  }
}
