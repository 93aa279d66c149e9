/** Most points of each factor, before the weights of the policy. */
export const caps: Record<string, number> = {
  'shape.size': 6,
  'shape.spread': 5,
  'shape.areas': 4,
  'history.fixes': 5,
  'history.owner': 4,
  'history.tests': 6,
  'history.author': 4,
  'data.lock': 20,
  'data.reversal': 15,
  'data.rehearsed': 8,
  'data.unread': 20,
  'interfaces.env-missing': 6,
  'interfaces.env-new': 1,
  'interfaces.api-removed': 6,
  'interfaces.rollback-compat': 5,
  'interfaces.session-cache': 5,
  'interfaces.infra-replace': 6,
  'third-party.new-call': 4,
  'third-party.timeout': 2,
  'third-party.idempotency': 2,
  'third-party.fallback': 1,
  'third-party.escalation': 1,
  'recovery.steering': 4,
  'recovery.flag': 4,
  'recovery.rollback-tested': 4,
  'recovery.metric': 3,
  'recovery.health': 2,
  'recovery.critical-path': 3,
};

/** Findings that stand for a factor, by the rules' public ids. */
export const byRule: Record<string, readonly string[]> = {
  'interfaces.env-missing': [
    'infrastructure/env-var-undeclared',
    'infrastructure/env-missing-in-environment',
    'infrastructure/secret-ref-undeclared',
  ],
  'interfaces.api-removed': ['rollback/api-route-removed'],
  'interfaces.rollback-compat': [
    'rollback/message-contract-breaking',
    'rollback/queue-renamed',
    'rollback/new-value-unknown-to-old-code',
  ],
  'interfaces.session-cache': ['rollback/cache-format-changed', 'rollback/session-format-changed'],
  'third-party.timeout': ['dependency/missing-timeout'],
  'third-party.idempotency': ['dependency/unsafe-retry'],
  'recovery.health': [
    'health/probe-missing',
    'health/shallow-readiness',
    'health/failure-swallowed',
    'health/probe-path-not-served',
  ],
};

/** What takes a factor away, and the work it takes from 1 to 3. */
export const remedies: Record<string, { text: string; effort: number }> = {
  'interfaces.env-missing': { text: 'declare the missing configuration', effort: 1 },
  'interfaces.rollback-compat': { text: 'let readers of the new format ship first', effort: 3 },
  'interfaces.api-removed': { text: 'keep the removed route for one more release', effort: 2 },
  'third-party.timeout': { text: 'set a time limit on the external call', effort: 1 },
  'third-party.idempotency': { text: 'send an idempotency key', effort: 1 },
  'recovery.health': { text: 'let readiness tell the truth', effort: 1 },
};
