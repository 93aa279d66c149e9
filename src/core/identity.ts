import type { Fact, FactKind, Ref } from './fact';

/**
 * What makes two facts the same thing on both sides: the join key, the fingerprint, the subject a person sees and
 * the marker in the plan. Never a line, an ordinal or a service.
 */
export function identityOf(fact: Fact): string {
  switch (fact.kind) {
    case 'service.declared':
      return fact.root;
    case 'package.declared':
      return fact.root;
    case 'alias.declared':
      return `${fact.root} ${fact.pattern}`;
    case 'file.changed':
      return fact.path;
    case 'owner.declared':
      return fact.pattern;
    case 'suppression.written':
      return `${fact.at.file} ${fact.rules.join(',')} ${fact.covers.line}`;
    case 'text.unread':
      return `${fact.at.file} ${fact.reason}`;
    case 'rehearsal.recorded':
      return fact.inputs;
    case 'module.imported':
      return `${fact.at.file} ${fact.local}`;
    case 'symbol.exported':
    case 'symbol.outlined':
      return `${fact.at.file} ${fact.name}`;
    case 'function.summarised':
      return `${fact.at.file} ${fact.symbol}`;
    case 'class.declared':
      return `${fact.at.file} ${fact.symbol}`;
    case 'instance.created':
      return `${fact.at.file} ${fact.symbol}`;
    case 'route.declared':
    case 'route.resolved':
      return `${fact.via} ${fact.method} ${fact.path}`;
    case 'router.mounted':
      return `${fact.at.file} ${refText(fact.target)}`;
    case 'shutdown.handled':
      return fact.at.file;
    case 'telemetry.started':
      return `${fact.sort} ${fact.library}`;
    case 'migration.declared':
      return `${fact.database} ${fact.id} ${fact.direction}`;
    case 'runner.configured':
      return fact.database;
    case 'ddl.operation':
    case 'ddl.resolved':
      return `${fact.database} ${fact.migration} ${fact.direction} ${fact.statement}`;
    case 'column.declared':
    case 'column.used':
      return `${fact.table ?? '?'}.${fact.column}`;
    case 'value.accepted':
      return fact.set;
    case 'payload.exchanged':
    case 'payload.resolved':
      return `${fact.medium} ${fact.channel} ${fact.direction}`;
    case 'failure.logged':
      return `${fact.at.file} ${fact.covers.start}`;
    case 'shape.declared':
      return `${fact.at.file} ${fact.name}`;
    case 'env.read':
    case 'env.asked':
    case 'env.given':
      return fact.name;
    case 'env.shared':
      return `${fact.at.file} ${fact.symbol}`;
    case 'env.declared':
      return `${fact.family} ${fact.environment} ${fact.name}`;
    case 'literal.found':
    case 'literal.resolved':
      return `${fact.class} ${fact.hash}`;
    case 'manifest.declared':
      return `${fact.at.file} ${fact.at.start}`;
    case 'workload.declared':
      return `${fact.environment} ${fact.name}`;
    case 'probe.declared':
      return `${fact.environment} ${fact.workload} ${fact.role}`;
    case 'port.declared':
      return `${fact.workload ?? fact.at.file} ${fact.layer}`;
    case 'path.exposed':
      return `${fact.host} ${fact.path}`;
    case 'resource.declared':
      return `${fact.sort} ${fact.environment} ${fact.name}`;
    case 'resource.referenced':
      return `${fact.sort} ${fact.name} ${fact.key ?? ''}`;
    case 'image.built':
      return fact.dockerfile;
    case 'script.declared':
      return fact.at.file;
    case 'job.declared':
    case 'job.resolved':
      return `${fact.workflow} ${fact.job}`;
    case 'rollout.declared':
      return `${fact.environment} ${fact.workload}`;
    case 'flag.read':
    case 'flag.declared':
      return fact.key;
    case 'metric.emitted':
      return fact.name;
    case 'metric.queried':
      return `${fact.name} ${fact.by}`;
    case 'handler.resolved':
      return fact.route;
    case 'call.resolved':
      return `${fact.system} ${fact.operation}`;
    case 'process.resolved':
      return `${fact.environment} ${fact.workload}`;
    case 'env.resolved':
      return `${fact.service} ${fact.environment} ${fact.name}`;
  }
}

/** How a reference is written for people: `pg.Pool.query`. */
export function refText(ref: Ref): string {
  switch (ref.in) {
    case 'import':
      return [ref.specifier, ref.name, ...ref.path].join('.');
    case 'file':
      return [ref.symbol, ...ref.path].join('.');
    case 'this':
      return ['this', ref.member, ...ref.path].join('.');
    case 'global':
      return [ref.name, ...ref.path].join('.');
    case 'unknown':
      return `unknown (${ref.why})`;
  }
}

/** Subject of a fact as a person reads it: `column orders.status`, `env REFUND_WEBHOOK_SECRET`, `route POST /refunds`. */
export function subjectOf(fact: Fact): string {
  switch (fact.kind) {
    case 'route.declared':
    case 'route.resolved':
      return fact.via === 'http' || fact.via === 'page'
        ? `route ${fact.method} ${fact.path}`
        : `${fact.via} ${fact.path}`;
    case 'handler.resolved':
      return `route ${fact.method} ${fact.path}`;
    case 'ddl.operation':
    case 'ddl.resolved':
      return ddlSubject(fact);
    case 'env.read':
    case 'env.asked':
    case 'env.declared':
    case 'env.resolved':
      return `env ${fact.name}`;
    case 'call.resolved':
      return `system ${fact.system}`;
    case 'migration.declared':
      return `migration ${fact.id}`;
    case 'workload.declared':
      return `workload ${fact.name}`;
    case 'probe.declared':
      return `workload ${fact.workload}`;
    case 'job.declared':
    case 'job.resolved':
      return `job ${fact.job}`;
    case 'flag.read':
    case 'flag.declared':
      return `flag ${fact.key}`;
    case 'payload.exchanged':
    case 'payload.resolved':
      return `${fact.medium} ${fact.channel}`;
    case 'column.used':
    case 'column.declared':
      return `column ${fact.table ? `${fact.table}.` : ''}${fact.column}`;
    case 'package.declared':
      return `package ${fact.name}`;
    default:
      return `${nouns[fact.kind] ?? fact.kind.replace('.', ' ')} ${identityOf(fact)}`;
  }
}

const nouns: Partial<Record<FactKind, string>> = {
  'metric.emitted': 'metric',
  'metric.queried': 'metric',
  'resource.declared': 'resource',
  'rollout.declared': 'rollout',
  'image.built': 'image',
  'script.declared': 'script',
};

export function ddlSubject(op: {
  op: string;
  table?: string;
  column?: string;
  object?: string;
  value?: string;
  migration: string;
}): string {
  const sort = op.op.slice(0, op.op.indexOf('.'));
  if (op.table && op.column) return `column ${op.table}.${op.column}`;
  if (sort === 'value') return `enum value ${op.object ?? ''}.${op.value ?? ''}`;
  if (op.object && sort !== 'rows') return op.table ? `${sort} ${op.object} on ${op.table}` : `${sort} ${op.object}`;
  if (op.table) return `table ${op.table}`;
  return `migration ${op.migration}`;
}
