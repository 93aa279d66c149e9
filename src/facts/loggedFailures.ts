import type { Extractor } from '../core/extract';
import type { Fact } from '../core/fact';
import { codeFile } from '../knowledge/paths';
import { type Node, parseTypeScript } from '../parse/typescript';
import { clients } from './clients';
import { argumentsOf, isFunction, keyOf, memberPath, settled, within } from './code/nodes';

const logs = /^(?:log|error|warn|info|debug|trace|fatal|captureException|captureMessage|logError|reportError)$/;
const loggers = /^(?:console|log|logger|logging|sentry|winston|pino|bunyan|report\w*)$/i;

/** Failures of code that calls other systems, where all that is done about them is a line in a log. */
export const loggedFailures: Extractor = {
  name: 'loggedFailures',
  emits: ['failure.logged'],
  files: codeFile,
  accepts: (path, text) => /\bcatch\b/.test(text) && clients.accepts(path, text),
  extract(source) {
    const code = parseTypeScript(source);
    // Who reads the file's calls has told that it could not be read.
    if (code.unread) return [];
    const facts: Fact[] = [];
    const add = (node: Node, covers: Node) =>
      facts.push({ kind: 'failure.logged', at: source.span(...node.range), covers: source.span(...covers.range) });
    const besideFailure = (node: Node) =>
      code.of('CatchClause').some((clause) => clause !== node && within(node, clause.body));
    for (const statement of code.of('TryStatement')) {
      const clause = statement.handler;
      if (!clause || !onlyLogs(clause.body) || besideFailure(statement) || statement.finalizer) continue;
      // What the block leaves behind tells the rest that it did not come to its end.
      if (leavesSomething(statement.block, code.of('AssignmentExpression'), code.of('ReturnStatement'))) continue;
      add(clause, statement.block);
    }
    for (const call of code.of('CallExpression')) {
      if (call.callee.type !== 'MemberExpression' || keyOf(call.callee) !== 'catch') continue;
      const [handler] = argumentsOf(call);
      if (!handler || !isFunction(handler) || !onlyLogs(handler.body) || besideFailure(call)) continue;
      if (call.parent.type === 'ExpressionStatement' || isAwaitedStatement(call)) add(handler, call.callee.object);
    }
    return facts;
  },
};

/** `await charge().catch(…);` as a statement: nothing looks at what came of it. */
function isAwaitedStatement(call: Node): boolean {
  return call.parent?.type === 'AwaitExpression' && call.parent.parent.type === 'ExpressionStatement';
}

function leavesSomething(block: Node, ...leaving: readonly (readonly Node[])[]): boolean {
  return leaving.some((nodes) => nodes.some((node) => within(node, block)));
}

function onlyLogs(body: Node): boolean {
  if (body.type !== 'BlockStatement') return isLog(body);
  return body.body.length > 0 && body.body.every((one) => one.type === 'ExpressionStatement' && isLog(one.expression));
}

function isLog(node: Node): boolean {
  const at = settled(node);
  if (at.type !== 'CallExpression') return false;
  const path = memberPath(at.callee);
  const name = path?.at(-1) ?? '';
  if (!path || !logs.test(name)) return false;
  return path.length === 1 || path.slice(0, -1).some((part) => loggers.test(part));
}
