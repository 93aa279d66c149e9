import type { Extractor } from '../core/extract';
import type { Fact } from '../core/fact';
import { baseName } from '../core/path';
import type { Source } from '../core/source';
import { variableName } from '../knowledge/environmentVariables';
import { codeFile, isProductPath } from '../knowledge/paths';
import { type Code, type Node, parseTypeScript } from '../parse/typescript';
import { bare, keyOf, stringOf } from './code/nodes';
import { scopeOf } from './code/scope';

/** Functions that start a process or a thread with an environment. Sources: Node.js documentation, the READMEs of execa, cross-spawn and node-pty. */
const starts =
  /^(?:spawn|spawnSync|fork|exec|execSync|execFile|execFileSync|execa|execaNode|execaCommand|Worker|setupPrimary|setupMaster)$/;
const inCode = [
  /\b(?:spawn|spawnSync|fork|exec(?:Sync|File|FileSync|a|aNode|aCommand)?|Worker|setupPrimary|setupMaster)\s*\([\s\S]*\benv\b/,
  /\benv\s*:[\s\S]*\bname\s*:\s*['"`][A-Z][A-Z0-9_]+['"`]\s*,\s*value/,
  /`[A-Z][A-Z0-9_]+=\$\{/,
];

/**
 * Variables that the program, a package script or the script that starts a container itself gives to what it starts: `spawn(file, { env: { JOB_ID } })`, the containers that it
 * creates, `MODE=invoice vite build`. Whoever deploys has nothing to do with them.
 */
export const environmentGiven: Extractor = {
  name: 'environmentGiven',
  emits: ['env.given'],
  // Code, packages, and the scripts with which containers start: what those export, the process has.
  files:
    /\.(?:[cm]?[jt]s|[jt]sx)$|(?:^|\/)(?:package\.json|(?:[\w.-]+[-_.])?(?:entrypoint|start|run|init)(?:[-_.][\w-]+)?(?:\.(?:ba)?sh)?)$/i,
  accepts: (path, text) => {
    if (!isProductPath(path)) return false;
    if (codeFile.test(path)) return inCode.some((form) => form.test(text));
    if (baseName(path) === 'package.json') return text.includes('=') && text.includes('"scripts"');
    return /\bexport\b/.test(text);
  },
  extract(source) {
    if (baseName(source.path) === 'package.json') return [...scriptAssignments(source)];
    if (!codeFile.test(source.path)) return [...exportedBy(source)];
    const code = parseTypeScript(source);
    if (code.unread) return [];
    const facts: Fact[] = [];
    // A value that is read under the same name is passed through: somebody else must give it.
    for (const { name, at } of [...childVariables(code), ...containerVariables(code), ...assignments(code)])
      if (variableName.test(name) && !source.text.slice(...at.range).includes(`env.${name}`))
        facts.push({ kind: 'env.given', at: source.span(...at.range), name, by: 'code' });
    return facts;
  },
};

interface Given {
  name: string;
  at: Node;
}

/** `spawn('node', [file], { env: { ...process.env, JOB_ID: job.id } })` */
function* childVariables(code: Code): Iterable<Given> {
  const scope = scopeOf(code);
  for (const call of [...code.of('CallExpression'), ...code.of('NewExpression')]) {
    const callee = bare(call.callee);
    const called = callee.type === 'Identifier' ? callee.name : callee.type === 'MemberExpression' ? keyOf(callee) : '';
    if (!starts.test(called ?? '')) continue;
    for (const argument of call.arguments) {
      if (argument.type !== 'ObjectExpression') continue;
      const env = argument.properties.find((property) => property.type === 'Property' && keyOf(property) === 'env');
      const value = env?.type === 'Property' ? (scope.definition(env.value) ?? bare(env.value)) : undefined;
      if (value?.type !== 'ObjectExpression') continue;
      for (const property of value.properties)
        if (property.type === 'Property') yield { name: keyOf(property) ?? '', at: property };
    }
  }
}

/** `env: [{ name: 'JOB_ID', value: job.id }]` of a container that the program creates. */
function* containerVariables(code: Code): Iterable<Given> {
  for (const object of code.of('ObjectExpression')) {
    const keys = new Map(
      object.properties.flatMap((property) =>
        property.type === 'Property' ? [[keyOf(property), property.value] as const] : [],
      ),
    );
    const name = stringOf(keys.get('name'));
    if (name === undefined || !(keys.has('value') || keys.has('valueFrom')) || !isUnderEnv(object)) continue;
    yield { name, at: object };
  }
}

function isUnderEnv(object: Node): boolean {
  for (let at = object.parent; at; at = at.parent) {
    if (at.type === 'Property') return /^env$/i.test(keyOf(at) ?? '');
    if (!/^(?:Array|Conditional|Object)Expression$|^SpreadElement$/.test(at.type)) return false;
  }
  return false;
}

/** `` `JOB_ID=${job.id}` `` in a list: the arguments of a container, the `Env` of its options. */
function* assignments(code: Code): Iterable<Given> {
  for (const text of code.of('TemplateLiteral')) {
    const name = /^([A-Z][A-Z0-9_]+)=$/.exec(text.quasis[0]?.value.cooked ?? '')?.[1];
    const { parent } = text;
    const pushed =
      parent.type === 'CallExpression' && parent.callee.type === 'MemberExpression' && keyOf(parent.callee) === 'push';
    if (name !== undefined && (parent.type === 'ArrayExpression' || pushed)) yield { name, at: text };
  }
}

/** Scripts for a developer's machine give what production must get from elsewhere. */
const forDevelopers = /dev|test|local|e2e|debug|watch|seed|bench|story/i;

function* scriptAssignments(source: Source): Iterable<Fact> {
  const scripts = /"scripts"\s*:\s*\{([^{}]*)\}/.exec(source.text);
  if (!scripts) return;
  const from = scripts.index + scripts[0].indexOf('{') + 1;
  for (const script of (scripts[1] ?? '').matchAll(/"([\w:.-]+)"\s*:\s*"((?:[^"\\\n]|\\.)*)"/g)) {
    const [whole, title = '', command = ''] = script;
    if (forDevelopers.test(title)) continue;
    const start = from + script.index + whole.length - command.length - 1;
    for (const match of command.matchAll(/(?<=^|[\s;&(])([A-Z][A-Z0-9_]*)=(?!\$)/g)) {
      const at = start + match.index;
      yield {
        kind: 'env.given',
        at: source.span(at, at + (match[1] ?? '').length),
        name: match[1] ?? '',
        by: 'script',
      };
    }
  }
}

/** `export DIRECT_URL="${DIRECT_URL:-$DATABASE_URL}"`; what is only passed on under its own name must come from elsewhere. */
function* exportedBy(source: Source): Iterable<Fact> {
  for (const match of source.text.matchAll(/^([ \t]*export[ \t]+)([A-Z][A-Z0-9_]*)=([^\r\n]*)/gm)) {
    const [, before = '', name = '', value = ''] = match;
    if (new RegExp(`^["']?\\$\\{?${name}\\}?["']?\\s*$`).test(value)) continue;
    const at = match.index + before.length;
    yield { kind: 'env.given', at: source.span(at, at + name.length), name, by: 'script' };
  }
}
