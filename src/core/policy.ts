import type { Severity } from './finding';
import type { Span } from './span';

/**
 * `.release-readiness.yaml`, as far as it was written. Everything is optional: what is absent becomes a question
 * in the plan, never a silent pass. Durations are ISO 8601 (`PT10S`), dates `YYYY-MM-DD`, local times without zone
 * in `service.timezone`. The closed schema is media/policy.schema.json.
 */
export type Level = 'low' | 'moderate' | 'high' | 'critical';
export type RoleName = 'observer' | 'decider' | 'communicator' | 'scribe';

/** Where it stands in a repository, and in a package. */
export const policyFile = '.release-readiness.yaml';

export interface PolicyRole {
  who: string[];
  backup?: string[];
}

export interface Waiver {
  rule: string;
  key: string;
  reason: string;
  owner: string;
  /** The last day on which it holds. */
  until: string;
  /** Where the policy says so; no part of what is written. */
  at?: Span;
}

export interface Policy {
  version?: 1;
  compare_with?: string;
  exclude?: string[];
  /** Severity by rule id or area. */
  rules?: Record<string, Severity | 'off'>;
  waivers?: Waiver[];
  service?: { name: string; tier?: 1 | 2 | 3; timezone?: string };
  own_domains?: string[];
  managed_elsewhere?: string[];
  environments?: {
    name: string;
    branch?: string;
    config?: string[];
    secrets?: string[];
    approve?: RoleName[];
    rollout?: {
      kind: 'argo-rollouts' | 'flagger' | 'kubernetes' | 'ecs' | 'platform' | 'manual' | 'none';
      file?: string;
    };
  }[];
  roles?: Partial<Record<RoleName, PolicyRole>> & {
    experts?: Record<string, PolicyRole>;
    rules?: { distinct?: string[][]; distinct_from?: Level; author_may_decide?: boolean; decide_within?: string };
  };
  staffing?: { role: string; who?: string; hours?: Record<string, string>; calendar?: string; absent?: string[] }[];
  holidays?: string[];
  load?: {
    typical_rps?: number;
    max_at_lock?: number;
    profile?: Record<string, Record<string, number>>;
    peaks?: { name: string; from?: string; to?: string; rrule?: string; duration?: string; load: number }[];
  };
  freezes?: {
    name: string;
    from?: string;
    to?: string;
    rrule?: string;
    duration?: string;
    allow?: Level[];
    exempt?: ('security' | 'incident')[];
    applies_to?: string[];
  }[];
  risk?: {
    thresholds?: Partial<Record<'moderate' | 'high' | 'critical', number>>;
    weights?: Record<string, number>;
    people_factors?: boolean;
    require?: Partial<Record<'moderate' | 'high' | 'critical', string[]>>;
    watch?: Partial<Record<Level, string>>;
  };
  critical_paths?: { name: string; paths?: string[]; routes?: string[] }[];
  data?: {
    databases?: {
      migrations: string;
      dialect?: 'postgresql' | 'mysql' | 'mariadb' | 'sqlite';
      version?: string;
      transaction?: 'each' | 'all' | 'none';
      lock_timeout?: string;
    }[];
    hot_tables?: Record<string, { rows?: number; writes_per_s?: number }>;
    backup?: { kind: 'pitr' | 'snapshot' | 'dump' | 'none'; restore_tested?: string; rpo?: string; rto?: string };
    lock?: { timeout?: string; tries?: number };
    backfill?: { batch?: number; max_lag?: string };
    contract_after?: { releases?: number; days?: number };
  };
  rollback?: { migrations?: 'down' | 'roll-forward'; keep_previous?: string; roll_forward_max_lines?: number };
  health?: { readiness?: 'dependencies' | 'local-only' | 'off' };
  flags?: { ramp?: { to: string; hold?: string }[]; permanent?: string[] };
  third_parties?: Record<
    string,
    {
      match: string[];
      owner?: string;
      status?: string;
      escalation?: string[];
      fallback?: string;
      timeout_max?: string;
      metric?: string;
    }
  >;
  metrics?: {
    id: string;
    kind: 'technical' | 'business' | 'third_party';
    query?: string;
    baseline?: number | string;
    stop?: string;
  }[];
  communication?: {
    channels?: { internal?: string; incident?: string; status_page?: string };
    audience?: Partial<Record<Level, string[]>>;
  };
}

/** Policies that packages carry, by the folder of the file. */
export type PackagePolicies = ReadonlyMap<string, Policy>;

/**
 * The policy that counts at a path, be it a file, the root of a service or a folder of migrations: sections of a package's own
 * file replace those of the root.
 */
export function policyOf(root: Policy, packages: PackagePolicies = new Map()): (path: string) => Policy {
  if (packages.size === 0) return () => root;
  const outerFirst = [...packages].sort(([a], [b]) => a.length - b.length);
  const known = new Map<string, Policy>();
  return (path) => {
    let policy = known.get(path);
    if (!policy) {
      policy = root;
      for (const [folder, own] of outerFirst)
        if (path === folder || path.startsWith(`${folder}/`)) policy = { ...policy, ...own };
      known.set(path, policy);
    }
    return policy;
  };
}

/** Severity that the policy gives a rule: by id, else by area (`migration/*`), else none. */
export function policySeverity(policy: Policy, rule: string): Severity | 'off' | undefined {
  return policy.rules?.[rule] ?? policy.rules?.[`${rule.slice(0, rule.indexOf('/'))}/*`];
}

/** Milliseconds of an ISO 8601 duration of days, hours, minutes and seconds; `undefined` for anything else. */
export function durationMs(text: string | undefined): number | undefined {
  const match = /^P(?!$)(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text ?? '');
  if (!match) return undefined;
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = match;
  return (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}
