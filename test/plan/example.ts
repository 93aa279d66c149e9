import { readFileSync } from 'node:fs';
import type { Fact, FactKind } from '../../src/core/fact';
import type { FactsOf } from '../../src/core/plan';
import type { Review } from '../../src/core/review';
import { fileSpan, type Span } from '../../src/core/span';
import type { Step } from '../../src/core/step';
import { readPolicy } from '../../src/parse/policy';
import type { PlanRequest } from '../../src/planInput';
import { finding, review, spot } from '../support/review';

/** Self-service refunds for parcels: two migrations, a flag, a payment provider, a secret that production lacks, a message with a new value. */
const at = (file: string, line: number): Span => spot(file, line, 3);
const first = at('migrations/20261120_01_parcels_add_payment_ref.sql', 1);
const second = at('migrations/20261120_02_parcels_status_refund_pending.sql', 2);

const steps: Step[] = [
  {
    id: 'mig/20261120_01/up',
    kind: 'expand',
    phase: 'release',
    subject: 'migration 20261120_01_parcels_add_payment_ref',
    title: 'Apply migration 20261120_01 (lock_timeout 2s, at most 5 tries)',
    ifFails: 'nothing to undo, stop',
    origin: 'FOUND',
    evidence: [{ at: first, note: 'adds a column' }],
    query: {
      sql: "select is_nullable from information_schema.columns where table_name = 'parcels' and column_name = 'payment_ref';",
      expect: 'one row, YES',
    },
    wayBack: { text: 'drop parcels.payment_ref', class: 'N', note: 'loses the values written since' },
    change: { class: 'schema, expand (additive)', reversible: 'yes; loses values written since' },
    lock: { blocks: 'all', table: 'parcels', scans: false, rewrites: false },
    compatible: { old: true, new: true },
  },
  {
    id: 'mig/20261120_02/up',
    kind: 'expand',
    phase: 'release',
    subject: 'migration 20261120_02_parcels_status_refund_pending',
    title: 'Apply migration 20261120_02 (constraint NOT VALID)',
    ifFails: 'the transaction is rolled back, stop',
    origin: 'FOUND',
    evidence: [{ at: second, note: 'admits refund_pending' }],
    after: ['mig/20261120_01/up'],
    query: { sql: "select convalidated from pg_constraint where conname = 'parcels_status_chk';", expect: 'one row' },
    wayBack: {
      text: 'map refund_pending to paid, then narrow parcels_status_chk',
      class: 'C',
      note: 'copy the rows first',
    },
    change: { class: 'schema, widen CHECK', reversible: 'only while no row uses the new value' },
    lock: { blocks: 'all', table: 'parcels', scans: true, rewrites: false },
    compatible: { old: true, new: true },
    flag: 'refunds_enabled',
    counter: {
      sql: "select count(*) from parcels where status = 'refund_pending';",
      expect: '0: a way back is still open',
    },
  },
  {
    id: 'mig/20261120_02/validate',
    kind: 'validate',
    phase: 'release',
    subject: 'migration 20261120_02_parcels_status_refund_pending',
    title: 'VALIDATE CONSTRAINT parcels_status_chk on its own; reads and writes go on',
    origin: 'FOUND',
    evidence: [{ at: second, note: 'validated here' }],
    query: { sql: "select convalidated from pg_constraint where conname = 'parcels_status_chk';", expect: 'one row' },
  },
  {
    id: 'env/REFUND_WEBHOOK_SECRET/production',
    kind: 'secret',
    phase: 'before',
    subject: 'env REFUND_WEBHOOK_SECRET',
    title: 'Create REFUND_WEBHOOK_SECRET in production; where does its value come from?',
    check: 'The key exists; its value is never printed.',
    origin: 'ASK',
    role: 'decider',
    evidence: [
      { at: at('src/config.ts', 41), note: 'is read here' },
      { at: at('deploy/staging/external-secrets.yaml', 18), note: 'declared for staging' },
    ],
    wayBack: { text: 'Leave it in place.', class: 'N' },
    change: { class: 'new required secret', reversible: 'yes' },
  },
  {
    id: 'queue/parcel-updated/readers',
    kind: 'readers',
    phase: 'release',
    subject: 'queue parcel-updated',
    title: 'Every consumer of parcel-updated knows refund_pending',
    origin: 'FOUND',
    evidence: [{ at: at('src/events/parcel-updated.ts', 9), note: 'is written here' }],
    change: { class: 'message format, new enum value', reversible: 'old consumer rejects it' },
    wayBack: { text: 'stop the writer, drain or set aside, then the old reader', class: 'I' },
    flag: 'refunds_enabled',
  },
  {
    id: 'queue/parcel-updated/consumers',
    kind: 'ask',
    phase: 'before',
    subject: 'queue parcel-updated',
    title: 'Who outside of this repository consumes parcel-updated, and does each tolerate an unknown status?',
    origin: 'ASK',
    role: 'dependency',
    evidence: [{ at: at('src/events/parcel-updated.ts', 9), note: 'is written here' }],
  },
  {
    id: 'backfill/payment_ref',
    kind: 'backfill',
    phase: 'release',
    subject: 'column parcels.payment_ref',
    title: 'Backfill payment_ref, 5000 rows at a time, pause when replicas lag',
    ifFails: 'pause; it is safe to resume',
    origin: 'POLICY',
    evidence: [{ at: first, note: 'the column is made here' }],
    query: {
      sql: 'select count(*) from parcels where charge_id is not null and payment_ref is null;',
      expect: '0',
    },
  },
  {
    id: 'contract/parcels.charge_id',
    kind: 'contract',
    phase: 'later',
    subject: 'column parcels.charge_id',
    title: 'Drop parcels.charge_id',
    origin: 'FOUND',
    evidence: [{ at: first, note: 'payment_ref takes its place' }],
  },
];

export function exampleReview(changes: Partial<Review> = {}): Review {
  return review({
    compared: { base: 'origin/main (9c41e07)', head: 'e4f5a6b' },
    findings: [
      finding({
        rule: 'infrastructure/env-missing-in-environment',
        key: 'REFUND_WEBHOOK_SECRET production',
        subject: 'env REFUND_WEBHOOK_SECRET',
        severity: 'blocker',
        what: 'REFUND_WEBHOOK_SECRET is set for staging but absent in production',
        todo: 'Declare the key in deploy/prod/external-secrets.yaml.',
        at: at('src/config.ts', 41),
        evidence: [{ at: at('deploy/staging/external-secrets.yaml', 18), note: 'declared for staging' }],
      }),
      finding({
        rule: 'migration/validate-in-same-transaction',
        key: '20261120_02 parcels_status_chk',
        subject: 'migration 20261120_02_parcels_status_refund_pending',
        severity: 'blocker',
        what: 'parcels_status_chk is validated under the lock that added it',
        todo: 'Move VALIDATE CONSTRAINT to a migration of its own.',
        at: second,
        evidence: [
          { at: fileSpan('.release-readiness/rehearsals/0be1.json'), note: '5000 rows scanned under the lock' },
        ],
      }),
      finding({
        rule: 'dependency/missing-timeout',
        key: 'Stripe refunds.create',
        subject: 'system Stripe',
        severity: 'warning',
        what: 'refunds.create has no time limit',
        todo: 'Set one of at most 10 s.',
        at: at('src/payments/refund.ts', 28),
        evidence: [],
      }),
    ],
    steps,
    changes: [
      { kind: 'flag.read', subject: 'flag refunds_enabled', change: 'added', at: at('src/routes/refund.ts', 15) },
      {
        kind: 'route.resolved',
        subject: 'route POST /api/parcels/:id/refund',
        change: 'added',
        at: at('src/routes/refund.ts', 12),
      },
      { kind: 'env.read', subject: 'env REFUND_WEBHOOK_SECRET', change: 'added', at: at('src/config.ts', 41) },
    ],
    inventory: [
      {
        system: 'Stripe',
        category: 'payment',
        packages: ['stripe'],
        hosts: ['api.stripe.com'],
        env: [],
        limits: ['none'],
        guarded: true,
        calls: [{ at: at('src/payments/refund.ts', 28), note: 'refunds.create' }],
        status: 'added',
      },
    ],
    services: ['parcel-desk'],
    ...changes,
  });
}

const guards = [{ flag: 'refunds_enabled', side: 'on' as const, key: 'refunds_enabled' }];
const changed = (path: string, added: number): Fact => ({
  kind: 'file.changed',
  at: fileSpan(path),
  path,
  status: 'modified',
  added,
  deleted: 4,
  fixes90d: 0,
});

export const exampleFacts: Fact[] = [
  changed('src/payments/refund.ts', 120),
  changed('src/payments/webhook.ts', 60),
  changed('src/routes/refund.ts', 80),
  changed('test/routes/refund.test.ts', 90),
  changed('deploy/staging/external-secrets.yaml', 6),
  changed('migrations/20261120_01_parcels_add_payment_ref.sql', 3),
  { kind: 'owner.declared', at: at('CODEOWNERS', 1), pattern: '*', owners: ['@parcel/platform'] },
  {
    kind: 'rollout.declared',
    at: at('deploy/prod/rollout.yaml', 22),
    workload: 'parcel-desk',
    environment: 'production',
    style: 'canary',
    steps: [
      { share: 5, holdMs: 3_600_000 },
      { share: 25, holdMs: 900_000 },
      { share: 50, holdMs: 900_000 },
      { share: 100 },
    ],
    analysis: [],
    stops: 'manual',
    tool: 'argo-rollouts',
  },
  {
    kind: 'rehearsal.recorded',
    at: fileSpan('.release-readiness/rehearsals/0be1.json'),
    inputs: 'sha256:0be1c2d3e4f5a6b7',
    engine: 'pglite 18.6',
    rows: 5000,
    migrations: [
      {
        id: '20261120_01_parcels_add_payment_ref',
        verdict: 'restored',
        up: 'ok',
        oldCode: { ok: 3, failed: [] },
        downWithoutWrites: 'ok',
        downAfterWrites: { lost: '3 of 3 payment_ref values' },
        again: 'ok',
        locks: [{ table: 'parcels', mode: 'AccessExclusiveLock', rewrites: false, rowsScanned: 0 }],
      },
      {
        id: '20261120_02_parcels_status_refund_pending',
        verdict: 'conditional',
        up: 'ok',
        oldCode: { ok: 3, failed: [] },
        downWithoutWrites: 'ok',
        downAfterWrites: { sqlstate: '23514', object: 'parcels_status_chk' },
        again: 'ok',
        locks: [{ table: 'parcels', mode: 'AccessExclusiveLock', rewrites: false, rowsScanned: 5000 }],
      },
    ],
  },
  {
    kind: 'call.resolved',
    at: at('src/payments/refund.ts', 28),
    system: 'Stripe',
    package: 'stripe',
    operation: 'refunds.create',
    retried: false,
    fallback: false,
    breaker: false,
    failure: 'passed',
    during: 'request',
    guards,
    complete: true,
    category: 'payment',
    clientSide: false,
    stream: false,
  },
  {
    kind: 'route.resolved',
    at: at('src/routes/refund.ts', 12),
    via: 'http',
    method: 'POST',
    path: '/api/parcels/:id/refund',
    open: false,
    handler: 'refund',
    handlerAt: at('src/routes/refund.ts', 12),
    middleware: [],
    framework: 'express',
    order: 0,
    guards,
  },
];

export function factsFrom(list: readonly Fact[]): FactsOf {
  return <K extends FactKind>(kind: K) => list.filter((fact) => fact.kind === kind) as unknown as readonly Fact<K>[];
}

export const policyText = readFileSync('test/fixtures/plan/policy.yaml', 'utf8');
export const examplePolicy = readPolicy('policy.yaml', policyText, new Set()).policy;

export function exampleRequest(changes: Partial<PlanRequest> = {}): PlanRequest {
  return {
    review: exampleReview(),
    policy: examplePolicy,
    now: '2026-11-23T00:00:00+01:00',
    release: 'v4.12.0',
    facts: factsFrom(exampleFacts),
    author: '@lena',
    ...changes,
  };
}
