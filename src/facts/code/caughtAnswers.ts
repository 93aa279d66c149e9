import type { CaughtAnswer } from '../../core/fact';
import type { Source } from '../../core/source';
import type { Node, NodeOf } from '../../parse/typescript';
import { answersIn } from './answers';
import { functionAround } from './leftovers';
import { bare, type FunctionNode, keyOf, memberPath } from './nodes';
import type { FileScope } from './scope';

/** Catch clauses of a function that answer as if nothing had happened, each with the one statement that does. */
export function caughtAnswersOf(fn: FunctionNode, scope: FileScope, source: Source): CaughtAnswer[] {
  return scope.code.inside('TryStatement', fn).flatMap((statement) => {
    const { handler } = statement;
    if (!handler || functionAround(statement) !== fn) return [];
    const answers = answersIn(handler.body, scope, true);
    if (answers.some((answer) => answer.is !== 'ok')) return [];
    const found = handler.body.body.flatMap((one) => {
      const answer = answerOf(one);
      return answer ? [answer] : [];
    });
    const [only] = found;
    if (found.length !== 1 || !only) return [];
    const { call, at, on } = only;
    return [
      {
        tried: source.span(statement.block.range[0], statement.block.range[1]),
        statement: source.span(at.range[0], at.range[1]),
        ...indentOf(at, source),
        ...(on ? { on: source.span(on.range[0], on.range[1]) } : {}),
        ...(call ? { ...callIn(call, source), ...fixedStatus(call, source) } : {}),
      },
    ];
  });
}

function indentOf(statement: Node, source: Source): Pick<CaughtAnswer, 'indent'> {
  const [start] = statement.range;
  const before = source.text.slice(source.text.lastIndexOf('\n', start - 1) + 1, start);
  return /^[ \t]*$/.test(before) ? { indent: before } : {};
}

interface Found {
  at: Node;
  call?: NodeOf<'CallExpression'>;
  /** What the answering method is called on. */
  on?: Node;
}

const sending = /^(?:json|send|end|text|sendStatus|render|html|body)$/;

function answerOf(statement: Node): Found | undefined {
  const value =
    statement.type === 'ReturnStatement'
      ? statement.argument
      : statement.type === 'ExpressionStatement'
        ? statement.expression
        : undefined;
  if (!value) return undefined;
  const at = bare(value);
  if (at.type === 'AssignmentExpression')
    return /^(?:ctx|context|c)\.(?:response\.)?body$/.test(memberPath(at.left)?.join('.') ?? '')
      ? { at: statement }
      : undefined;
  if (at.type !== 'CallExpression') return statement.type === 'ReturnStatement' ? { at: statement } : undefined;
  const callee = bare(at.callee);
  if (callee.type !== 'MemberExpression' || !sending.test(keyOf(callee) ?? '')) return undefined;
  let on = bare(callee.object);
  // `res.status(200).json(…)`: the responder is what the chain starts with.
  while (on.type === 'CallExpression' && bare(on.callee).type === 'MemberExpression')
    on = bare((bare(on.callee) as NodeOf<'MemberExpression'>).object);
  return { at: statement, call: at, on };
}

/** The call, and behind its only argument the place of a second one: before the closing bracket and a comma that stands there. */
function callIn(call: NodeOf<'CallExpression'>, source: Source): Pick<CaughtAnswer, 'call' | 'second'> {
  const [start, end] = call.range;
  const [only, ...others] = call.arguments;
  if (!only || others.length > 0) return { call: source.span(start, end) };
  const rest = source.text
    .slice(only.range[1], end - 1)
    .replace(/,?\s*$/, '')
    .trimEnd();
  const at = only.range[1] + rest.length;
  // A comment behind the argument would swallow what is written there.
  return { call: source.span(start, end), ...(/^[\s)]*$/.test(rest) ? { second: source.span(at, at) } : {}) };
}

/** The number of `res.status(200)` in an answer that says so. */
function fixedStatus(call: NodeOf<'CallExpression'>, source: Source): Pick<CaughtAnswer, 'status'> {
  let number: Node | undefined;
  for (let at: Node = call; at.type === 'CallExpression'; ) {
    const callee = bare(at.callee);
    if (callee.type !== 'MemberExpression') break;
    if (/^(?:status|code|sendStatus)$/.test(keyOf(callee) ?? '')) number = at.arguments[0];
    at = bare(callee.object);
  }
  return number?.type === 'Literal' ? { status: source.span(number.range[0], number.range[1]) } : {};
}
