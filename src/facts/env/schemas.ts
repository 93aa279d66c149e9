import { variableName } from '../../knowledge/environmentVariables';
import type { Code, Node, NodeOf } from '../../parse/typescript';
import { bare, bindingOf, importsFrom, keyOf, memberOf, textIn, usesOf, wrapped } from './bindings';
import { isFailure } from './need';
import { type CodeRead, envObjectOf } from './reads';
import { fallbackOf, type Need, propertyOf, rootName, schemaNeed } from './requirement';

/**
 * Keys of schemas that the environment is checked against when the program starts: zod, valibot, Joi, yup, t3 `createEnv`,
 * envalid, znv, env-var, convict, `@fastify/env`, validated classes. A key is a read, with what it requires.
 */
export function* schemaReads(code: Code): Iterable<CodeRead> {
  const seen = new Set<Node>();
  for (const read of allSchemas(code)) {
    if (seen.has(read.at) || !variableName.test(read.name)) continue;
    seen.add(read.at);
    yield read;
  }
}

function* allSchemas(code: Code): Iterable<CodeRead> {
  const library = libraryOf(code);
  for (const call of code.of('CallExpression')) yield* callReads(code, call, library);
  for (const property of code.of('Property'))
    if (keyOf(property) === 'validationSchema') yield* schemaKeys(code, property.value, 'Joi');
  for (const declared of code.of('VariableDeclarator'))
    if (
      declared.id.type === 'Identifier' &&
      /env/i.test(declared.id.name) &&
      declared.init &&
      /^(?:z|v|zod|Joi|yup|valibot)$/.test(rootName(declared.init))
    )
      yield* schemaKeys(code, declared.init, 'schema');
  if (library.fastify) yield* jsonSchemas(code);
  if (library.classes) yield* validatedClasses(code);
}

interface Libraries {
  envVar: ReadonlySet<string>;
  fastify: boolean;
  classes: boolean;
  convict: boolean;
}

function libraryOf(code: Code): Libraries {
  const names = (pattern: RegExp) => importsFrom(code, pattern).map((bound) => bound.name);
  return {
    envVar: new Set(names(/^env-var$/)),
    fastify: names(/^(?:@fastify\/env|fastify-env|env-schema)$/).length > 0,
    classes: names(/^class-validator$/).length > 0,
    convict: names(/^convict$/).length > 0,
  };
}

const parses = /^(?:safe)?(?:parse|validate|cast|assert|validateSync|attempt)(?:Async|Sync)?$/i;
const cleaners = /^(?:cleanEnv|envsafe|customCleanEnv|parseEnv|createEnv|defineEnv)$/;

function* callReads(code: Code, call: NodeOf<'CallExpression'>, library: Libraries): Iterable<CodeRead> {
  const callee = bare(call.callee);
  const called =
    callee.type === 'Identifier' ? callee.name : callee.type === 'MemberExpression' ? memberOf(callee) : undefined;
  if (called === undefined) return;
  if (cleaners.test(called)) {
    const specs = call.arguments.filter((argument) => !envObjectOf(code, argument));
    for (const spec of specs.slice(0, 1)) yield* createEnvKeys(code, spec, called);
    return;
  }
  if (library.convict && called === 'convict') return yield* convictKeys(code, call.arguments[0]);
  if (called === 'get' && callee.type === 'MemberExpression' && library.envVar.has(rootName(callee)))
    return yield* envVarRead(call);
  if (!parses.test(called) || callee.type !== 'MemberExpression') return;
  const environment = call.arguments.findIndex((argument) => isEnvironment(code, argument));
  if (environment === -1) return;
  // `schema.parse(process.env)`; valibot and Joi also take the schema as the other argument.
  const schema =
    environment === 0 && !call.arguments[1] ? callee.object : environment === 1 ? call.arguments[0] : callee.object;
  if (!schema) return;
  const answered = /^safeParse(?:Async)?$/.test(called) && failureIsAnswered(code, call);
  for (const read of schemaKeys(code, schema, rootName(schema) || 'schema'))
    yield answered && read.need === 'required' ? { ...read, need: 'optional' } : read;
}

/** `const parsed = schema.safeParse(process.env)`, and `parsed.success ? parsed.data : null`: a part that may be left out. */
function failureIsAnswered(code: Code, call: NodeOf<'CallExpression'>): boolean {
  const whole = wrapped(call);
  const { parent } = whole;
  if (parent?.type !== 'VariableDeclarator' || parent.id.type !== 'Identifier') return false;
  const bound = bindingOf(code, parent.id);
  const uses = bound ? usesOf(code, bound) : [];
  let answers = false;
  for (const use of uses) {
    const asked = use.parent;
    if (asked.type !== 'MemberExpression' || memberOf(asked) !== 'success') continue;
    let test: Node = asked;
    while (test.parent?.type === 'UnaryExpression' || test.parent?.type === 'BinaryExpression') test = test.parent;
    const branch = test.parent;
    if (branch?.type === 'ConditionalExpression' && branch.test === test) {
      if ([branch.consequent, branch.alternate].some(isFailure)) return false;
      answers = true;
    } else return false;
  }
  return answers;
}

/** `process.env`, a copy of it, or what a function makes of it. */
function isEnvironment(code: Code, node: Node, hops = 0): boolean {
  const at = bare(node);
  if (envObjectOf(code, at)) return true;
  if (hops > 2) return false;
  if (at.type === 'ObjectExpression')
    return at.properties.some((p) =>
      p.type === 'SpreadElement'
        ? isEnvironment(code, p.argument, hops + 1)
        : p.value.type === 'MemberExpression' && envObjectOf(code, p.value.object) !== undefined,
    );
  if (at.type === 'CallExpression') return at.arguments.some((argument) => isEnvironment(code, argument, hops + 1));
  if (at.type !== 'Identifier') return false;
  const bound = bindingOf(code, at);
  return bound?.init !== undefined && bound.sort === 'variable' && isEnvironment(code, bound.init, hops + 1);
}

/** The expression that a constant of this file stands for. */
function resolved(code: Code, node: Node): Node {
  const at = bare(node);
  if (at.type !== 'Identifier') return at;
  const bound = bindingOf(code, at);
  return bound?.init && bound.constant && bound.sort === 'variable' && bound.member === undefined
    ? bare(bound.init)
    : at;
}

const makesObject =
  /^(?:object|strictObject|looseObject|extend|safeExtend|merge|and|intersection|union|discriminatedUnion|shape|keys|append|pipe|interface|strict|partial|refine|superRefine|transform|passthrough|loose|unknown)$/;

/** Keys of an object schema, whatever it is composed of. */
function* schemaKeys(code: Code, schema: Node, via: string, hops = 0): Iterable<CodeRead> {
  if (hops > 12) return;
  const at = resolved(code, schema);
  if (at.type === 'ObjectExpression') return yield* keysOf(code, at, via);
  if (at.type === 'ArrayExpression') {
    for (const element of at.elements) if (element) yield* schemaKeys(code, element, via, hops + 1);
    return;
  }
  if (at.type !== 'CallExpression') return;
  const callee = bare(at.callee);
  const method =
    callee.type === 'MemberExpression' ? memberOf(callee) : callee.type === 'Identifier' ? callee.name : undefined;
  if (callee.type === 'MemberExpression') yield* schemaKeys(code, callee.object, via, hops + 1);
  if (method === undefined || !makesObject.test(method)) return;
  for (const argument of at.arguments)
    if (argument.type !== 'SpreadElement' && !/Function/.test(argument.type))
      yield* schemaKeys(code, argument, via, hops + 1);
}

function* keysOf(code: Code, object: NodeOf<'ObjectExpression'>, via: string, hops = 0): Iterable<CodeRead> {
  for (const property of object.properties) {
    if (property.type === 'SpreadElement') {
      const spread = resolved(code, property.argument);
      if (spread.type === 'ObjectExpression' && hops < 4) yield* keysOf(code, spread, via, hops + 1);
      continue;
    }
    const name = keyOf(property);
    if (name !== undefined)
      yield {
        name,
        ...keyNeed(code, property.value, name),
        validated: true,
        access: 'direct',
        via: `schema ${via}`,
        at: property.key,
        like: rootName(property.value),
      };
  }
}

/** What cannot be followed may well be optional. */
function keyNeed(code: Code, value: Node, name: string): Need {
  const at = resolved(code, value);
  if (at.type === 'ConditionalExpression') {
    const both = [at.consequent, at.alternate].map((arm) => keyNeed(code, arm, name));
    return both.find((arm) => arm.need === 'optional') ?? { need: 'required' };
  }
  if (at.type === 'ObjectExpression') {
    // znv: `{ schema: z.string(), defaults: { … } }`
    const schema = propertyOf(at, 'schema');
    return propertyOf(at, 'defaults') || !schema ? { need: 'optional' } : keyNeed(code, schema, name);
  }
  return schemaNeed(at, name) ?? { need: 'optional' };
}

/** t3 `createEnv({ server, client, shared })`, and the flat specs of envalid, znv and envsafe. */
function* createEnvKeys(code: Code, spec: Node, called: string): Iterable<CodeRead> {
  const at = resolved(code, spec);
  if (at.type !== 'ObjectExpression') return yield* schemaKeys(code, at, called);
  const parts = ['server', 'client', 'shared'].flatMap((part) => propertyOf(at, part) ?? []);
  if (parts.length === 0) return yield* keysOf(code, at, called);
  for (const part of parts) yield* schemaKeys(code, part, called);
}

/** `env.get('X').required().asString()`; without `required` or with a `default` it is optional. */
function* envVarRead(call: NodeOf<'CallExpression'>): Iterable<CodeRead> {
  const name = textIn(call.arguments[0]);
  if (name === undefined) return;
  let need: Need = { need: 'optional' };
  let at: Node = call;
  while (
    at.parent?.type === 'MemberExpression' &&
    at.parent.object === at &&
    at.parent.parent.type === 'CallExpression'
  ) {
    const method = memberOf(at.parent);
    at = at.parent.parent;
    if (method === 'required') need = need.fallback ? need : { need: 'required' };
    if (method === 'default' && at.type === 'CallExpression' && at.arguments[0])
      need = { need: 'optional', ...fallbackOf(at.arguments[0], name) };
  }
  yield { name, ...need, validated: true, access: 'direct', via: 'env-var', at: call };
}

/** `{ port: { format: 'port', default: 3000, env: 'PORT' } }` at any depth. */
function* convictKeys(code: Code, schema: Node | undefined, hops = 0): Iterable<CodeRead> {
  const at = schema && resolved(code, schema);
  if (at?.type !== 'ObjectExpression' || hops > 8) return;
  const env = propertyOf(at, 'env');
  const name = textIn(env);
  if (env && name !== undefined) {
    const value = propertyOf(at, 'default');
    yield {
      name,
      need: 'optional',
      ...(value ? fallbackOf(value, name) : {}),
      validated: true,
      access: 'direct',
      via: 'convict',
      at: env,
    };
    return;
  }
  for (const property of at.properties)
    if (property.type === 'Property') yield* convictKeys(code, property.value, hops + 1);
}

/** `{ type: 'object', required: ['X'], properties: { X: { type: 'string' } } }` beside `@fastify/env`. */
function* jsonSchemas(code: Code): Iterable<CodeRead> {
  for (const object of code.of('ObjectExpression')) {
    const properties = propertyOf(object, 'properties');
    if (properties?.type !== 'ObjectExpression') continue;
    const listed = propertyOf(object, 'required');
    const required = new Set(
      listed?.type === 'ArrayExpression' ? listed.elements.map((element) => textIn(element)) : [],
    );
    for (const property of properties.properties) {
      const name = property.type === 'Property' ? keyOf(property) : undefined;
      if (property.type !== 'Property' || name === undefined) continue;
      const value = propertyOf(property.value, 'default');
      const need: Need =
        required.has(name) && !value
          ? { need: 'required' }
          : { need: 'optional', ...(value ? fallbackOf(value, name) : {}) };
      yield { name, ...need, validated: true, access: 'direct', via: 'schema fastify', at: property.key };
    }
  }
}

const letsMissing = /optional|default|cannotusewith|validateif/i;

/** `class EnvironmentVariables { @IsString() DATABASE_URL: string }` */
function* validatedClasses(code: Code): Iterable<CodeRead> {
  for (const declared of code.of('ClassDeclaration')) {
    if (!declared.id || !/env/i.test(declared.id.name)) continue;
    for (const member of declared.body.body) {
      if (member.type !== 'PropertyDefinition' || member.computed || member.decorators.length === 0) continue;
      const name = keyOf(member);
      if (name === undefined) continue;
      const lenient =
        member.optional ||
        member.value !== null ||
        member.decorators.some((d) => letsMissing.test(rootName(d.expression)));
      yield {
        name,
        need: lenient ? 'optional' : 'required',
        validated: true,
        access: 'direct',
        via: 'class-validator',
        at: member.key,
      };
    }
  }
}

/** `runtimeConfig: { apiSecret: '', public: { apiBase: '/api' } }` of Nuxt: every member is replaced by `NUXT_API_SECRET`, … at start. */
export function* runtimeConfigReads(code: Code): Iterable<CodeRead> {
  for (const property of code.of('Property'))
    if (keyOf(property) === 'runtimeConfig') yield* runtimeKeys(property.value, 'NUXT');
}

function* runtimeKeys(value: Node, prefix: string): Iterable<CodeRead> {
  const object = bare(value);
  if (object.type !== 'ObjectExpression') return;
  for (const property of object.properties) {
    const key = property.type === 'Property' ? keyOf(property) : undefined;
    if (property.type !== 'Property' || key === undefined) continue;
    const name = `${prefix}_${key.replace(/([a-z\d])([A-Z])/g, '$1_$2').toUpperCase()}`;
    const member = bare(property.value);
    if (member.type === 'ObjectExpression') {
      yield* runtimeKeys(member, name);
      continue;
    }
    const empty = textIn(member) === '' || (member.type === 'Identifier' && member.name === 'undefined');
    // Without a value the member waits for its variable; whoever reads it may do without.
    const need: Need = empty ? { need: 'required', handedOn: true } : { need: 'optional', ...fallbackOf(member, name) };
    yield { name, ...need, access: 'direct', via: 'runtimeConfig', at: property.key };
  }
}
