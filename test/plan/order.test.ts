import assert from 'node:assert/strict';
import type { Step, StepKind } from '../../src/core/step';
import { edgesOf } from '../../src/plan/edges';
import { holesIn, orderSteps } from '../../src/plan/order';

const step = (id: string, kind: StepKind, more: Partial<Step> = {}): Step => ({
  id,
  kind,
  phase: 'release',
  subject: id,
  title: id,
  origin: 'FOUND',
  evidence: [],
  ...more,
});

const release: Step[] = [
  step('done', 'verify', { phase: 'after' }),
  step('flag/x/100', 'flag', { flag: 'x' }),
  step('deploy/canary-5', 'deploy'),
  step('deploy/full', 'deploy'),
  step('backfill/a', 'backfill'),
  step('mig/1/validate', 'validate'),
  step('mig/1/up', 'expand'),
  step('env/K/production', 'secret', { phase: 'before' }),
  step('queue/q/readers', 'readers', { flag: 'x' }),
  step('obs/metric', 'observe', { phase: 'before' }),
  step('infra/bucket', 'infra', { phase: 'before' }),
  step('preflight', 'preflight'),
  step('contract/old', 'contract', { phase: 'later' }),
];

const order = (steps: readonly Step[]) => orderSteps(steps, edgesOf(steps));
const ids = (steps: readonly Step[]) => order(steps).steps.map(({ id }) => id);
const comesBefore = (list: readonly string[], a: string, b: string) =>
  assert.ok(list.indexOf(a) < list.indexOf(b) && list.includes(a), `${a} comes before ${b} in ${list.join(' ')}`);

describe('the order of steps', () => {
  it('holds every edge of the design', () => {
    const list = ids(release);
    for (const first of ['env/K/production', 'obs/metric', 'infra/bucket', 'preflight', 'mig/1/up', 'mig/1/validate'])
      comesBefore(list, first, 'deploy/canary-5');
    comesBefore(list, 'preflight', 'mig/1/up');
    comesBefore(list, 'mig/1/up', 'mig/1/validate');
    comesBefore(list, 'deploy/canary-5', 'deploy/full');
    comesBefore(list, 'deploy/full', 'backfill/a');
    comesBefore(list, 'deploy/full', 'queue/q/readers');
    comesBefore(list, 'queue/q/readers', 'flag/x/100');
    comesBefore(list, 'flag/x/100', 'done');
    assert.equal(list.at(-1), 'contract/old');
    assert.equal(list.length, release.length);
  });

  it('does not depend on the order in which steps come', () => {
    const wanted = ids(release);
    for (let turn = 1; turn < release.length; turn++)
      assert.deepEqual(ids([...release.slice(turn), ...release.slice(0, turn)].reverse()), wanted);
  });

  it('ships readers before the deploy when no flag keeps the writer silent', () => {
    const list = ids([step('queue/q/readers', 'readers'), step('deploy/full', 'deploy')]);
    comesBefore(list, 'queue/q/readers', 'deploy/full');
  });

  it('breaks ties by reversibility, then by the weight of the lock, then by id', () => {
    const back = (sort: 'I' | 'X') => ({ wayBack: { text: '', class: sort } });
    const lock = (blocks: 'writes' | 'all') => ({ lock: { blocks, scans: false, rewrites: false } });
    assert.deepEqual(
      ids([
        step('d', 'expand', back('X')),
        step('c', 'expand', lock('all')),
        step('b', 'expand', lock('writes')),
        step('a2', 'expand'),
        step('a1', 'expand'),
      ]),
      ['a1', 'a2', 'b', 'c', 'd'],
    );
  });

  it('asks for a split where the old code needs what a migration of this release takes away', () => {
    const steps = [
      step('mig/1/up', 'expand', { compatible: { old: true, new: true } }),
      step('mig/2/up', 'contract', {
        compatible: { old: false, new: true, because: 'the old version reads users.mail' },
      }),
      step('deploy/full', 'deploy'),
    ];
    const { steps: sorted, cycles } = order(steps);
    assert.equal(sorted.length, 3);
    assert.deepEqual(
      cycles.map(({ ids: cycle }) => [...cycle].sort()),
      [['deploy/full', 'mig/2/up']],
    );
    assert.equal(cycles[0]?.cut.from, 'mig/2/up');
    assert.equal(cycles[0]?.cut.to, 'deploy/full');
    comesBefore(
      sorted.map(({ id }) => id),
      'deploy/full',
      'mig/2/up',
    );
  });

  it('reports the shortest cycle of a step list that contradicts itself', () => {
    const steps = [
      step('a', 'config', { after: ['c'] }),
      step('b', 'config', { after: ['a'] }),
      step('c', 'config', { after: ['b'] }),
      step('d', 'config', { after: ['e'] }),
      step('e', 'config', { after: ['d', 'a'] }),
    ];
    const { steps: sorted, cycles } = order(steps);
    assert.equal(sorted.length, 5);
    assert.deepEqual(
      cycles.map(({ ids: cycle }) => cycle.length),
      [2, 3],
    );
  });

  it('finds the step after which a version does not work', () => {
    const steps = [
      step('mig/1/up', 'expand'),
      step('deploy/full', 'deploy'),
      step('mig/2/up', 'expand', { compatible: { old: false, new: true, because: 'it inserts no currency' } }),
      step('mig/3/up', 'contract', { phase: 'later', compatible: { old: false, new: true } }),
    ];
    assert.deepEqual(holesIn(steps), [{ step: 'mig/2/up', version: 'old', because: 'it inserts no currency' }]);
  });

  it('orders hundreds of steps without delay', () => {
    const many = Array.from({ length: 800 }, (_, i) =>
      step(`mig/${i}/up`, 'expand', i > 0 ? { after: [`mig/${i - 1}/up`] } : {}),
    ).reverse();
    assert.equal(ids(many)[799], 'mig/799/up');
  });
});
