import type { Fact, FlagQuestion, Gate, Imports } from '../../core/fact';
import type { Edit, Fix } from '../../core/finding';
import { directoryOf, resolvePath } from '../../core/path';
import { compareText } from '../../core/span';
import { isInOnePackage, keyFor } from './flagKeys';

type Read = Fact<'flag.read'>;
type Question = Read & { asked: FlagQuestion };

/** What is to be put behind a flag. */
export interface Unguarded {
  gate?: Gate;
  /** Framework of a route: how its handler answers that there is nothing. Absent: it only has to leave. */
  framework?: string;
  /** Words for the key: `refunds`, `purge old orders`. */
  feature: string;
}

/**
 * Asks for a new flag in front of what is new, in the words in which the repository asks for others: off unless somebody
 * switches it on. Nothing where the question, the way out or the import is not plain to write.
 */
export function flagFix(parts: readonly Unguarded[], reads: readonly Read[], library: string): Fix | undefined {
  const [first] = parts;
  if (!first?.gate || first.feature === '') return undefined;
  const { file } = first.gate.at;
  const questions = reads
    .filter((one): one is Question => one.asked !== undefined)
    .sort((a, b) => distance(a, file, library) - distance(b, file, library) || compareText(a.at.file, b.at.file));
  for (const question of questions) {
    const key = keyFor(question, first.feature, reads);
    const edits = parts.map((part) => editsOf(part, question, key));
    if (edits.every((one) => one !== undefined))
      return {
        title: `Put it behind the flag ${key}, off by default`,
        // What happens while it is off, somebody has to want.
        safe: false,
        edits: distinct(edits.flatMap((one) => one ?? [])),
      };
  }
  return undefined;
}

/** The most used library first, and of its questions the nearest: the same file, then the most folders in common. */
function distance(read: Read, file: string, library: string): number {
  const mine = directoryOf(file).split('/');
  const theirs = directoryOf(read.at.file).split('/');
  const shared = mine.findIndex((name, i) => name !== theirs[i]);
  const near = read.at.file === file ? 99 : shared === -1 ? mine.length : shared;
  return (read.library === library ? 0 : 1000) - near;
}

function distinct(edits: readonly Edit[]): Edit[] {
  return [...new Map(edits.map((edit) => [`${edit.at.file} ${edit.at.start} ${edit.text}`, edit])).values()];
}

function editsOf({ gate, framework }: Unguarded, question: Question, key: string): Edit[] | undefined {
  if (!gate) return undefined;
  const { asked, library } = question;
  // A client that has not been set up yet answers with the fallback for ever.
  if (gate.onLoad && library !== 'environment') return undefined;
  if (asked.awaited && !gate.async && !gate.asyncAt) return undefined;
  const named = nameAt(gate, question);
  const text = named && textOf(question, key, named.name, gate.params);
  if (!named || !text) return undefined;
  const edits: Edit[] = [...named.edits];
  if (asked.awaited && !gate.async && gate.asyncAt) edits.push({ at: gate.asyncAt, text: 'async ' });
  const put = placed(gate, text, framework);
  return put && [...edits, ...put];
}

/** The question for a yes and for a no. */
interface Text {
  yes: string;
  no: string;
}

function textOf({ asked }: Question, key: string, callee: string, params: readonly string[]): Text | undefined {
  const args: string[] = [];
  for (const [index, { text, names }] of asked.args.entries()) {
    if (index === asked.key) args.push(`${text.slice(0, 1)}${key}${text.slice(-1)}`);
    else if (index === asked.fallback) args.push('false');
    else if (names.every((name) => params.includes(name))) args.push(text);
    else if (index >= asked.needs) break;
    else return undefined;
  }
  const call = asked.args.length === 0 ? `${callee}.${key}` : `${callee}(${args.join(', ')})`;
  const value = asked.awaited ? `await ${call}` : call;
  const { then } = asked;
  if (then === undefined) return { yes: value, no: asked.awaited ? `!(${value})` : `!${value}` };
  const held = asked.awaited ? `(${value})` : value;
  return then.startsWith('.')
    ? { yes: `${held}${then}`, no: `!${held}${then}` }
    : { yes: `${held} ${then}`, no: `${held} ${then.replace(/^=/, '!')}` };
}

function placed(gate: Gate, { yes, no }: Text, framework: string | undefined): Edit[] | undefined {
  const { at } = gate;
  if (gate.form === 'statement') return [{ at, text: `if (${yes}) ` }];
  const leave = leaving(framework, gate);
  if (!leave) return undefined;
  if (gate.form === 'expression') {
    if (leave.length > 1 || framework !== undefined) return undefined;
    const end = { ...at, start: at.end, line: at.endLine, column: at.endColumn };
    const start = { ...at, end: at.start, endLine: at.line, endColumn: at.column };
    return [
      { at: start, text: `{ if (${no}) return; return ` },
      { at: end, text: '; }' },
    ];
  }
  const [only] = leave;
  const line = gate.line ?? ' ';
  const body =
    leave.length === 1
      ? `if (${no}) ${only}`
      : `if (${no}) {${leave.map((one) => `${gate.line ? `${line}${gate.step ?? '  '}` : ' '}${one}`).join('')}${line}}`;
  return [{ at, text: `${line}${body}` }];
}

/** The statements by which a handler leaves as if it were not there. */
function leaving(framework: string | undefined, { params, imports }: Gate): string[] | undefined {
  const [first, second] = params;
  const imported = (name: string) => imports.names.find((one) => one.name === name)?.local;
  const thrown = (name: string, args: string) => {
    const local = imported(name);
    return local === undefined ? undefined : [`throw new ${local}(${args});`];
  };
  switch (framework) {
    case undefined:
      return ['return;'];
    case 'express':
    case 'next-pages':
      return second ? [`${second}.status(404).end();`, 'return;'] : undefined;
    case 'fastify':
      return second ? [`return ${second}.code(404).send();`] : undefined;
    case 'koa':
      return first ? [`${first}.status = 404;`, 'return;'] : undefined;
    case 'hono':
      return first ? [`return ${first}.notFound();`] : undefined;
    case 'next-app':
      return ['return new Response(null, { status: 404 });'];
    case 'nest':
      return thrown('NotFoundException', '');
    case 'trpc':
      return thrown('TRPCError', "{ code: 'NOT_FOUND' }");
    default:
      return undefined;
  }
}

/** The callee as it is called in the file of the gate, and the import that it wants there. */
function nameAt(gate: Gate, { asked, at }: Question): { name: string; edits: Edit[] } | undefined {
  const { callee, from } = asked;
  const here = gate.at.file;
  if (from === undefined || at.file === here) return { name: callee, edits: [] };
  if (from === 'here' || !isInOnePackage(at.file, here)) return undefined;
  const [root = callee] = callee.split(/[.?(]/, 1);
  const wanted =
    'exported' in from
      ? { module: at.file.replace(extension, ''), name: from.exported }
      : { module: moduleOf(from.specifier, at.file), name: from.name };
  if (wanted.module === undefined) return undefined;
  const there = gate.imports.names.find(
    (one) => one.name === wanted.name && sameModule(moduleOf(one.specifier, here), wanted.module as string),
  );
  if (there) return { name: there.local + callee.slice(root.length), edits: [] };
  const { behind, quote, end } = gate.imports;
  if (!behind || gate.imports.names.some((one) => one.local === root) || gate.params.includes(root)) return undefined;
  const specifier =
    'specifier' in from && !from.specifier.startsWith('.')
      ? from.specifier
      : `${relative(directoryOf(here), wanted.module)}${extensionAmong(gate.imports)}`;
  const names =
    wanted.name === 'default'
      ? root
      : wanted.name === '*'
        ? `* as ${root}`
        : `{ ${wanted.name === root ? root : `${wanted.name} as ${root}`} }`;
  return {
    name: callee,
    edits: [{ at: behind, text: `\nimport ${names} from ${quote}${specifier}${quote}${end}` }],
  };
}

const extension = /\.[cm]?[jt]sx?$/;

/** A module by its path without an extension; a package or an alias by its name. */
function moduleOf(specifier: string, file: string): string | undefined {
  return specifier.startsWith('.')
    ? resolvePath(directoryOf(file), specifier)?.replace(extension, '')
    : specifier.replace(/^node:/, '');
}

function sameModule(one: string | undefined, other: string): boolean {
  return one !== undefined && one.replace(/\/index$/, '') === other.replace(/\/index$/, '');
}

/** Node's own way of loading wants the extension: as the other imports of the file have it. */
function extensionAmong({ names }: Imports): string {
  const near = names.filter(({ specifier }) => specifier.startsWith('.'));
  return near.length > 0 && near.every(({ specifier }) => specifier.endsWith('.js')) ? '.js' : '';
}

function relative(folder: string, path: string): string {
  const from = folder === '' ? [] : folder.split('/');
  const to = path.replace(/\/index$/, '').split('/');
  let shared = 0;
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared++;
  const up = from.length - shared;
  return `${up === 0 ? './' : '../'.repeat(up)}${to.slice(shared).join('/')}`;
}
