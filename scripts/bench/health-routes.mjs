// The health routes of repositories as a Markdown table: which artifact asks, what the handler depends on, what is reported.
//
//   npm run bench -- health-routes <repository…>
//
// For reading beside the code: a route that is missing here, or whose verdict is another one than the code says, is a mistake.
import path from 'node:path';
import { load } from '../bundle.mjs';

const repositories = process.argv.slice(2);
if (repositories.length === 0) {
  console.error('usage: npm run bench -- health-routes <repository…>');
  process.exit(2);
}

const { answer } = await load("export { answer } from './src/cli/answer';");

for (const repository of repositories) {
  const { session, review } = await answer(
    { flags: { base: 'empty' }, positionals: [path.resolve(repository)] },
    { cwd: process.cwd(), out: { write: () => true }, error: process.stderr },
    new Date('2026-01-01'),
  );
  const reported = review.findings.filter((finding) => finding.rule.startsWith('health/'));
  console.log(`\n## ${path.basename(path.resolve(repository))}\n`);
  console.log('| route | handler | role | asked by | verdict | reported |');
  console.log('|---|---|---|---|---|---|');
  for (const handler of session.facts('handler.resolved')) {
    const findings = reported.filter(
      (f) => f.subject === `route ${handler.method} ${handler.path}` || about(f, handler),
    );
    const cells = [
      `${handler.method} ${handler.path}${handler.open ? ' (prefix open)' : ''}`,
      `${handler.at.file}:${handler.at.line} (${handler.framework || '–'})`,
      roleOf(handler),
      handler.probes.map((p) => `${p.role} of ${p.workload || 'image'} ${p.at.file}:${p.at.line}`).join('<br>') ||
        'nothing; its name',
      verdictOf(handler),
      findings.map((f) => `${f.severity} ${f.rule}`).join('<br>') || '–',
    ];
    console.log(`| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`);
  }
  const unasked = session
    .facts('probe.declared')
    .filter(
      (probe) =>
        probe.path &&
        !session
          .facts('handler.resolved')
          .some((h) => h.probes.some((p) => p.at.file === probe.at.file && p.at.start === probe.at.start)),
    );
  for (const probe of unasked)
    console.log(
      `| ${probe.path} | – | ${probe.role} | ${probe.workload || 'image'} ${probe.at.file}:${probe.at.line} | ${probe.service === undefined ? 'not read: no TypeScript or JavaScript of this repository is known to serve it' : 'no route of this repository'}${probe.image ? ` (image ${probe.image})` : ''} | – |`,
    );
}

function about(finding, handler) {
  return finding.at.file === handler.at.file && finding.at.line === handler.at.line;
}

function roleOf(handler) {
  const roles = [...new Set(handler.probes.map((probe) => probe.role))];
  return roles.length > 0 ? roles.join(', ') : handler.role;
}

function verdictOf(handler) {
  if (handler.unserved) return `no route answers${handler.unserved.catchAll ? ', only a catch-all' : ''}`;
  const asks = handler.systems.map((one) => `${one.what} (${one.at.file.split('/').at(-1)}:${one.at.line})`).join(', ');
  const limit = handler.limitMs === 'none' ? ', without a limit' : '';
  const cost = handler.cost === 'heavy' ? ', heavy' : '';
  if (handler.evidence <= 2)
    return handler.complete ? 'shallow: asks nothing' : `unknown: ${handler.because ?? 'a part is handed on'}`;
  const lost =
    handler.coupled === 'none'
      ? handler.complete || handler.swallowedAt
        ? 'failure swallowed'
        : 'unknown'
      : undefined;
  if (lost) return `${lost}: ${asks}${handler.complete ? '' : ` (${handler.because ?? 'a part is handed on'})`}`;
  const depth = handler.evidence === 3 ? 'state only' : 'deep';
  return `${depth}${handler.coupled === 'some' ? ', some failures lost' : ''}: ${asks}${limit}${cost}${handler.complete ? '' : ` (partly unknown: ${handler.because ?? 'a part is handed on'})`}`;
}
