import type { Evidence } from './finding';

/** Where a line of the plan comes from. */
export const origins = ['PROVEN', 'FOUND', 'POLICY', 'ASK', 'GAP', 'ASSUMED'] as const;
export type Origin = (typeof origins)[number];

/** The closed list of things a release may have to do, in the order in which the planner breaks ties. */
export const stepKinds = [
  'preflight',
  'third-party',
  'infra',
  'secret',
  'config',
  'observe',
  'backup',
  'expand',
  'validate',
  'readers',
  'deploy',
  'backfill',
  'no-return',
  'flag',
  'verify',
  'contract',
  'remove',
  'ask',
] as const;
export type StepKind = (typeof stepKinds)[number];

export type Phase = 'before' | 'release' | 'after' | 'later';

/** Something the release must do. Made beside the rule that knows it; the planner only merges, orders and inverts. */
export interface Step {
  /** Semantic identity, never ordinal: `mig/20261120_01/up`, `env/X/production`. Survives regeneration. */
  id: string;
  kind: StepKind;
  phase: Phase;
  subject: string;
  /** The imperative sentence. */
  title: string;
  /** How one sees that it worked. */
  check?: string;
  /** What to do when the check fails. */
  ifFails?: string;
  /** Read-only query that verifies it. */
  query?: { sql: string; expect: string };
  /** Ids of steps that must come first, when both are in the plan. */
  after?: string[];
  origin: Origin;
  evidence: Evidence[];
  /** For questions: the role that can answer. */
  role?: string;
  /** How it is undone. */
  wayBack?: { text: string; class: 'I' | 'N' | 'C' | 'L' | 'X'; command?: string; note?: string; hint?: string };
  /** Row of the table "What ships". */
  change?: { class: string; reversible: string };
  /** The heaviest load on an existing table while it runs, and all tables that it blocks. */
  lock?: {
    blocks: 'nothing' | 'writes' | 'all';
    table?: string;
    scans: boolean;
    rewrites: boolean;
    tables?: string[];
  };
  /** Which of old and new code work in the state after this step: the prefix check reads it. `first`: what a release before has to do. */
  compatible?: { old: boolean; new: boolean; because?: string; first?: string };
  /** Nothing of it takes effect before this flag is on: the writer of a new value or format, the caller of a new system. */
  flag?: string;
  /** Columns that it fills from others: whoever writes the source from now on writes the target, too. */
  copies?: { table: string; source: string; target: string }[];
  /** A backfill that may run together with the schema, before the deploy: `always` where its tool cannot be stopped before it. */
  withSchema?: { title: string; always: boolean };
  /** Values that only the state after it admits. */
  values?: string[];
  /** Read-only query that counts what a way back would lose or trip over: 0 means that it is still open. */
  counter?: { sql: string; expect: string };
  service?: string;
}
