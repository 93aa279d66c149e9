import assert from 'node:assert/strict';
import type { Policy } from '../../src/core/policy';
import { policyDoubts } from '../../src/parse/policyDoubts';
import type { PlanRequest } from '../../src/planInput';
import { writePlan } from '../../src/writePlan';
import { exampleFacts, examplePolicy, exampleRequest, factsFrom } from './example';

function written(policy: Policy, changes: Partial<PlanRequest> = {}): string {
  const result = writePlan(exampleRequest({ policy, ...changes }));
  return 'text' in result ? result.text : assert.fail(result.refused);
}

describe('what the policy says is what the plan does', () => {
  it('names who approves production, with the role', () => {
    assert.match(written(examplePolicy), /\| Decider \|.*; approves production \|/);
  });

  it('says what a freeze lets through', () => {
    assert.match(
      written(examplePolicy),
      /freeze long-weekend allows low only, except what is released for security or incident/,
    );
  });

  it('prints the query of a metric, whatever is in it', () => {
    const metrics = [{ id: 'slow', kind: 'technical' as const, query: 'a{b="c|d"} > 1', stop: '> 5 | 6' }];
    const text = written({ ...examplePolicy, metrics });
    assert.match(text, /^- `slow`: `a\{b="c\|d"\} > 1`$/m);
    assert.match(text, /\| `> 5 \\\| 6` \|/, 'a bar ends no cell');
  });

  it('asks for the channels that the tier of the service needs', () => {
    const bare = { ...examplePolicy, communication: { channels: { internal: '#shop' } } };
    const tier = (n: 1 | 2 | 3) => written({ ...bare, service: { name: 'parcel-desk', tier: n } });
    assert.match(tier(1), /policy\/communication\/incident -->/);
    assert.match(tier(1), /policy\/communication\/status-page -->/);
    assert.match(tier(2), /policy\/communication\/incident -->/);
    assert.doesNotMatch(tier(2), /status-page -->/);
    assert.doesNotMatch(tier(3), /policy\/communication\//);
  });

  it('takes the rollout that it names for the one of production', () => {
    const elsewhere = exampleFacts.map((fact) =>
      fact.kind === 'rollout.declared' ? { ...fact, environment: 'eu-west' } : fact,
    );
    const facts = factsFrom(elsewhere);
    assert.match(written(examplePolicy, { facts }), /deploy\/canary-5 -->/);
    const { environments: _none, ...unnamed } = examplePolicy;
    assert.doesNotMatch(written(unnamed, { facts }), /deploy\/canary-5 -->/);
  });

  it('says so where a key changes nothing', () => {
    const [doubt] = policyDoubts({ risk: { people_factors: true } }, new Set());
    assert.deepEqual(doubt?.steps, ['risk', 'people_factors']);
    assert.deepEqual(policyDoubts({ risk: { people_factors: false } }, new Set()), []);
  });

  it('names a calendar that cannot be read', () => {
    const staffing = [{ role: 'observer', calendar: '.release-readiness/duty.ics' }];
    assert.match(
      written({ ...examplePolicy, staffing }),
      /The calendar of the observer is not there or cannot be read: .*duty\.ics/,
    );
  });
});
