import { outcomeOf, type VariableHelper } from '../../core/variableHelper';
import { variableName } from '../../knowledge/environmentVariables';
import type { Code, Node, NodeOf } from '../../parse/typescript';
import { memberPath } from '../code/nodes';
import { scopeOf } from '../code/scope';
import { argumentsOf } from './asked';
import { bare, bindingOf, keyOf, memberOf, textIn } from './bindings';
import { helperCalled } from './helpers';
import { needOf, stops } from './need';
import type { CodeRead } from './reads';
import { fallbackOf, guarded, type Need, required } from './requirement';

const insists =
  /^(?:require|must|need|assert|ensure|getRequired|getMandatory|readRequired)_?(?:get)?_?Env(?:ironment)?(?:Var|Variable|Value|String)?(?:OrThrow)?$|^(?:get|read)Env(?:ironment)?(?:Var|Variable)?OrThrow$/i;
const gives = /^(?:get|read|fetch|load|string|str)?_?env(?:ironment)?(?:Var|Variable|Value)?$/i;

/** The name alone says that the function reads the variable that it is called with. */
export const isHelperName = (name: string) => insists.test(name) || gives.test(name);

/** Functions that take the name of a variable: `requireEnv('X')`, `Deno.env.get('X')`, `configService.getOrThrow('X')`. */
export function* namedReads(code: Code, usesNest: boolean): Iterable<CodeRead> {
  for (const node of code.of('CallExpression')) {
    const name = textIn(node.arguments[0]);
    const helper = helperCalled(code, node);
    if (helper) {
      const asked = helper.name === 0 ? name : textIn(node.arguments[helper.name]);
      if (asked !== undefined && variableName.test(asked)) yield helperRead(code, node, helper, asked);
      continue;
    }
    if (name === undefined || !variableName.test(name)) continue;
    const callee = bare(node.callee);
    if (callee.type === 'Identifier') yield* byName(code, node, callee, name);
    else if (callee.type === 'MemberExpression') yield* ofService(code, node, callee, name, usesNest);
  }
}

/** A call of a function of this file. */
function helperRead(code: Code, call: NodeOf<'CallExpression'>, helper: VariableHelper, name: string): CodeRead {
  const callee = bare(call.callee);
  const via =
    callee.type === 'MemberExpression' ? (memberOf(callee) ?? '') : callee.type === 'Identifier' ? callee.name : '';
  const { missing, fallback } = outcomeOf(helper, argumentsOf(call, name));
  const need: Need =
    missing === 'throws'
      ? stops(call, required)
      : missing === 'answers'
        ? { ...guarded, ...(fallback ? { fallback } : {}) }
        : needOf(code, call, name);
  return { name, ...need, access: 'direct', via, at: call };
}

function needAsked(code: Code, call: NodeOf<'CallExpression'>, name: string): Need {
  const second = call.arguments[1];
  if (second && !isOptions(second)) return { need: 'optional', ...fallbackOf(second, name), guard: true };
  const callee = bare(call.callee);
  const need = needOf(code, call, name);
  // Where it does not hand on a missing value, what takes the value does not matter.
  return need.handedOn && callee.type === 'Identifier' && insists.test(callee.name) ? required : need;
}

function* byName(
  code: Code,
  call: NodeOf<'CallExpression'>,
  callee: NodeOf<'Identifier'>,
  name: string,
): Iterable<CodeRead> {
  if (!isHelperName(callee.name)) return;
  const need = needAsked(code, call, name);
  const sure = insists.test(callee.name) || call.parent?.type === 'TSNonNullExpression' || need.guard;
  // What a helper does without a value is not seen here.
  const assumed: Need = sure ? need : { need: 'optional' };
  const read = { name, access: 'direct' as const, via: callee.name, at: call };
  if (bindingOf(code, callee)?.specifier === undefined) return yield { ...read, ...assumed };
  const asks = { helper: scopeOf(code).ref(callee), call: argumentsOf(call, name), assumed };
  yield { ...read, ...needOf(code, call, name), asks };
}

/** `Deno.env.get('X')`, `configService.get('X')` of Nest. */
function* ofService(
  code: Code,
  call: NodeOf<'CallExpression'>,
  callee: NodeOf<'MemberExpression'>,
  name: string,
  usesNest: boolean,
): Iterable<CodeRead> {
  const method = memberOf(callee);
  const object = bare(callee.object);
  if (memberPath(object)?.join('.') === 'Deno.env') {
    if (method === 'get') yield { name, ...needOf(code, call, name), access: 'direct', via: 'Deno.env', at: call };
    return;
  }
  const owner =
    object.type === 'Identifier' ? object.name : object.type === 'MemberExpression' ? memberOf(object) : undefined;
  if (!usesNest || owner === undefined || !/^_?config(?:uration)?(?:Service)?$/i.test(owner)) return;
  if (method === 'getOrThrow') yield { name, need: 'required', access: 'direct', via: 'ConfigService', at: call };
  else if (method === 'get')
    yield { name, ...needAsked(code, call, name), access: 'direct', via: 'ConfigService', at: call };
}

const isOptions = (node: Node) =>
  node.type === 'ObjectExpression' && node.properties.some((p) => p.type === 'Property' && keyOf(p) === 'infer');
