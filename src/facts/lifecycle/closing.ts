import type { Closing } from '../../core/fact';
import type { Source } from '../../core/source';
import type { Node, NodeOf } from '../../parse/typescript';
import { bare, isFunction, keyOf, memberPath, settled } from '../code/nodes';
import type { FileScope } from '../code/scope';

type Call = NodeOf<'CallExpression'>;
type Owner = { how: Closing['how']; from: 'itself' | 'result'; unseen?: true };

/** How the server behind a call that listens is closed, where that can be written behind the statement of the call. */
export function closingOf(call: Call, scope: FileScope, source: Source): Closing | undefined {
  const owner = ownerOf(call, scope);
  if (!owner) return undefined;
  const awaited = call.parent?.type === 'AwaitExpression';
  // A promise of who knows what is no server of Node.
  if (owner.unseen && awaited) return undefined;
  const callee = bare(call.callee);
  const name = callee.type === 'MemberExpression' ? memberPath(callee.object)?.join('.') : undefined;
  if (owner.from === 'itself' && name !== undefined) {
    const statement = statementOf(call);
    return statement ? placed(statement, source, { how: owner.how, server: name }) : undefined;
  }
  if (owner.how === 'promise') return undefined;
  const unseen = owner.unseen ? { unseen: true as const } : {};
  let whole: Node = awaited && call.parent ? call.parent : call;
  // `on` and its like hand the server back.
  while (
    whole.parent?.type === 'MemberExpression' &&
    whole.parent.object === whole &&
    /^(?:on|once|addListener|ref|unref)$/.test(keyOf(whole.parent) ?? '') &&
    whole.parent.parent?.type === 'CallExpression' &&
    whole.parent.parent.callee === whole.parent
  )
    whole = whole.parent.parent;
  const { parent } = whole;
  const statement = statementOf(whole);
  if (!parent || !statement) return undefined;
  if (parent.type === 'ExpressionStatement')
    return placed(statement, source, {
      how: 'callback',
      server: unusedName(scope),
      declareAt: source.span(statement.range[0], statement.range[0]),
      ...unseen,
    });
  const given =
    parent.type === 'VariableDeclarator'
      ? parent.id
      : parent.type === 'AssignmentExpression' &&
          parent.operator === '=' &&
          parent.parent?.type === 'ExpressionStatement'
        ? parent.left
        : undefined;
  const kept = given && memberPath(given)?.join('.');
  return kept === undefined ? undefined : placed(statement, source, { how: 'callback', server: kept, ...unseen });
}

function ownerOf(call: Call, scope: FileScope): Owner | undefined {
  const callee = bare(call.callee);
  if (callee.type !== 'MemberExpression') {
    const ref = scope.ref(callee);
    return ref.in === 'import' && ref.specifier === '@hono/node-server'
      ? { how: 'callback', from: 'result' }
      : undefined;
  }
  if (/^(?:Bun|Deno)$/.test(memberPath(callee)?.[0] ?? '')) return undefined;
  const made = settled(scope.definition(callee.object) ?? callee.object);
  const ref = scope.ref(made.type === 'CallExpression' || made.type === 'NewExpression' ? made.callee : callee.object);
  // A class of the project has a `listen` of its own making.
  if (made.type === 'NewExpression' && (ref.in !== 'import' || /^(?:\.|[@~#]\/|src\/)/.test(ref.specifier)))
    return undefined;
  if (ref.in === 'this' || ref.in === 'file') return { how: 'callback', from: 'result', unseen: true };
  if (ref.in !== 'import') return undefined;
  const module = ref.specifier.replace(/^node:/, '');
  const last = ref.path.at(-1) ?? ref.name;
  if (module === 'fastify') return { how: 'promise', from: 'itself' };
  if (/^(?:express|koa)$/.test(module)) return ref.path.length === 0 ? { how: 'callback', from: 'result' } : undefined;
  if (/^https?2?$/.test(module) || module === '@hono/node-server')
    return /^(?:create(?:Secure|Adaptor)?Server|Server)$/.test(last)
      ? { how: 'callback', from: memberPath(callee.object) ? 'itself' : 'result' }
      : undefined;
  return /^(?:\.|[@~#]\/|src\/)/.test(ref.specifier) ? { how: 'callback', from: 'result', unseen: true } : undefined;
}

/** The statement around an expression, in a list of statements where others can follow it. */
export function statementOf(node: Node): Node | undefined {
  let at: Node | undefined = node;
  while (at && at.type !== 'ExpressionStatement' && at.type !== 'VariableDeclaration') {
    if (at !== node && isFunction(at)) return undefined;
    at = at.parent;
  }
  if (at?.parent?.type === 'ExportNamedDeclaration') at = at.parent;
  return at?.parent?.type === 'BlockStatement' || at?.parent?.type === 'Program' ? at : undefined;
}

function placed(
  statement: Node,
  source: Source,
  how: Pick<Closing, 'how' | 'server' | 'declareAt' | 'unseen'>,
): Closing {
  const { text } = source;
  const [start, end] = statement.range;
  const line = text.lastIndexOf('\n', start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(line, start))?.[0] ?? '';
  // A remark at the end of the line stays with its statement.
  const rest = /^[ \t]*(?:\/\/[^\r\n]*)?(?=\r?\n|$)/.exec(text.slice(end))?.[0] ?? '';
  const tabs = indent.includes('\t') || /^\t/m.test(text);
  return {
    ...how,
    behind: source.span(end + rest.length, end + rest.length),
    style: {
      indent,
      step: tabs ? '\t' : /^ {2}\S/m.test(text) || !/^ {4}\S/m.test(text) ? '  ' : '    ',
      end: text[end - 1] === ';' ? ';' : '',
      quote: text.split('"').length > text.split("'").length ? '"' : "'",
    },
  };
}

/** A name that stands nowhere in the file. */
function unusedName(scope: FileScope): string {
  const used = new Set(scope.code.of('Identifier').map((id) => id.name));
  for (const name of ['server', 'httpServer', 'listener']) if (!used.has(name)) return name;
  let count = 2;
  while (used.has(`server${count}`)) count++;
  return `server${count}`;
}
