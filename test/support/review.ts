import type { Finding } from '../../src/core/finding';
import type { Review } from '../../src/core/review';
import { defineRule, type Rule } from '../../src/core/rule';
import { lineStarts, type Span, spanAt } from '../../src/core/span';
import type { ReportInput } from '../../src/report/input';

/** A place in a file that holds `line` lines of ten characters. */
export function spot(file: string, line: number, column = 1, length = 4): Span {
  const text = `${'.'.repeat(9)}\n`.repeat(line);
  const start = (line - 1) * 10 + column - 1;
  return spanAt(file, lineStarts(text), start, start + length);
}

export const toyRule: Rule = defineRule({
  id: 'config/toy',
  meta: {
    title: 'A toy stands in the way',
    why: 'Toys on the stairs make people fall.',
    todo: 'Put the toy away.',
    severity: 'warning',
    examples: [
      { title: 'a toy', head: { 'a.toy': 'toy\n' }, expect: ['config/toy'] },
      { title: 'no toy', base: { 'a.toy': 'toy\n' }, head: { 'a.toy': 'none\n' }, expect: [] },
    ],
  },
  reads: ['env.read'],
  within: 'repository',
  by: (fact) => fact.name,
  judge: () => undefined,
});

export function finding(changes: Partial<Finding> = {}): Finding {
  return {
    rule: 'config/toy',
    key: 'A',
    subject: 'env A',
    severity: 'warning',
    confidence: 'certain',
    status: 'introduced',
    what: 'A is read here but declared nowhere',
    why: toyRule.meta.why,
    todo: toyRule.meta.todo,
    at: spot('src/a.ts', 2, 3),
    evidence: [{ at: spot('deploy/b.yaml', 5), note: 'declared here for staging' }],
    ...changes,
  };
}

export function review(changes: Partial<Review> = {}): Review {
  return {
    findings: [],
    steps: [],
    changes: [],
    inventory: [],
    suppressions: [],
    unread: [],
    compared: { base: 'main (1234567)', head: 'working tree' },
    silent: [],
    excluded: 0,
    services: [],
    changedFiles: 3,
    ...changes,
  };
}

export function input(changes: Partial<Review> = {}, more: Partial<Omit<ReportInput, 'review'>> = {}): ReportInput {
  return {
    review: review(changes),
    scope: 'introduced',
    rules: [toyRule],
    version: '1.2.3',
    policy: null,
    notes: [],
    ...more,
  };
}

/** One of everything, and texts that try to leave their place. */
export function full(): ReportInput {
  const nasty = '<script>alert(1)</script> `x` | [a](http://evil) @everyone #1 \u001b[31mred\u202e {0} [t](1)';
  return input(
    {
      findings: [
        finding({ severity: 'blocker', what: nasty.slice(0, 100), key: 'nasty', service: 'shop' }),
        finding({
          rule: 'config/toy',
          key: 'B',
          status: 'worsened',
          confidence: 'likely',
          at: spot('src/ä b#%.ts', 1),
          fixes: [
            { title: 'Put it away', safe: true, edits: [{ at: spot('src/ä b#%.ts', 1), text: 'none' }] },
            { title: 'Another way', safe: false, edits: [{ at: spot('src/new.ts', 1, 1, 0), text: 'x' }] },
          ],
        }),
        finding({ key: 'C', status: 'existing', severity: 'note' }),
        finding({
          key: 'D',
          suppressed: { reason: `because ${nasty}`, until: '2026-12-31', at: spot('src/a.ts', 1) },
        }),
      ],
      steps: [
        {
          id: 'env/A/production',
          kind: 'config',
          phase: 'before',
          subject: 'env A',
          title: 'Set A in production',
          origin: 'FOUND',
          evidence: [{ at: spot('src/a.ts', 2), note: 'read here' }],
        },
      ],
      inventory: [
        {
          system: 'stripe',
          category: 'payment',
          packages: ['stripe'],
          hosts: [],
          env: [],
          limits: [500, 8000, 'none'],
          guarded: false,
          calls: [{ at: spot('src/pay.ts', 9), note: 'charges.create' }],
          status: 'added',
        },
      ],
      suppressions: [
        { at: spot('src/a.ts', 1), rules: ['config/toy'], reason: 'as agreed with the team', state: 'active' },
        { at: spot('src/b.ts', 1), rules: ['config/toy'], reason: 'as agreed', until: '2020-01-01', state: 'expired' },
        { at: spot('src/c.ts', 1), rules: ['x/y'], state: 'invalid', because: 'unknown rule x/y' },
      ],
      unread: [{ at: spot('broken.sql', 3), reason: `not understood: ${nasty}`, changed: true }],
      services: ['shop', 'worker'],
      excluded: 2,
    },
    { notes: ['origin/main was last fetched 5 days ago.'], policy: `sha256:${'a'.repeat(64)}` },
  );
}
