import type { Span } from './span';

/** The ten classic deployment mistakes, in the order in which people meet them. */
export const mistakes = [
  'infrastructure',
  'rollback',
  'migration',
  'config',
  'health',
  'observability',
  'window',
  'dependency',
  'rollout',
  'ownership',
] as const;
export type Mistake = (typeof mistakes)[number];

/** How each mistake is called in reports. */
export const mistakeTitles: Record<Mistake, string> = {
  infrastructure: 'Infrastructure apart from the application',
  rollback: 'No reliable way back',
  migration: 'Schema changes that run unchecked',
  config: 'Configuration kept by hand',
  health: 'Health checks that only say a process runs',
  observability: 'Blind right after the release',
  window: 'The calendar instead of the risk',
  dependency: 'Third parties underestimated',
  rollout: 'Everything to everyone at once',
  ownership: 'Nobody knows who decides',
};

export type RuleId = `${Mistake}/${string}`;
export const severities = ['blocker', 'warning', 'note'] as const;
export type Severity = (typeof severities)[number];
export type Confidence = 'certain' | 'likely';
export type Status = 'introduced' | 'worsened' | 'existing';

export interface Evidence {
  at: Span;
  note: string;
  /** The rule that says so, where this was a finding that yielded to a stronger one. */
  rule?: RuleId;
}

/** One replacement in one file. A quick fix is a list of them. `file` may name a file that does not exist yet. */
export interface Edit {
  at: Span;
  text: string;
}

export interface Fix {
  title: string;
  /** Behaviour-safe and mechanical: may be applied to all findings at once. */
  safe: boolean;
  edits: Edit[];
}

/** Plain data: crosses threads and processes as it is. `rule` + `key` is the fingerprint; it survives edits and moved lines. */
export interface Finding {
  rule: RuleId;
  key: string;
  subject: string;
  service?: string;
  severity: Severity;
  confidence: Confidence;
  status: Status;
  /** At most 100 characters; stands alone. */
  what: string;
  why: string;
  todo: string;
  at: Span;
  evidence: Evidence[];
  fixes?: Fix[];
  suppressed?: { reason: string; until?: string; at: Span; owner?: string };
}

export function fingerprint(finding: { rule: string; key: string }): string {
  return `${finding.rule} ${finding.key}`;
}

/** 0 for a blocker, 2 for a note: sorts the worst first. */
export function rank(severity: Severity): number {
  return severities.indexOf(severity);
}

export function oneLower(severity: Severity): Severity {
  return severity === 'blocker' ? 'warning' : 'note';
}
