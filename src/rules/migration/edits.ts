import type { Edit, Fix } from '../../core/finding';
import type { Span } from '../../core/span';
import { fileSpan } from '../../core/span';
import type { Op } from './server';

/** The place behind the first match of `pattern` in the statement of an operation; nothing where the text is not the file's own. */
function placeAfter(op: Op, pattern: RegExp): Span | undefined {
  if (!op.at.file.endsWith('.sql') || op.text === undefined) return undefined;
  const whole = op.at.end - op.at.start;
  if (whole !== op.text.length && op.text.length < 400) return undefined;
  const match = pattern.exec(op.text);
  if (!match) return undefined;
  const offset = match.index + match[0].length;
  const before = op.text.slice(0, offset);
  const breaks = before.split('\n').length - 1;
  const column = breaks === 0 ? op.at.column + offset : offset - before.lastIndexOf('\n');
  const start = op.at.start + offset;
  const line = op.at.line + breaks;
  return { file: op.at.file, start, end: start, line, column, endLine: line, endColumn: column };
}

/** Inserts a word behind a keyword of the statement. */
export function insertAfter(op: Op, pattern: RegExp, text: string): Edit | undefined {
  const at = placeAfter(op, pattern);
  return at && { at, text };
}

/** Appends to the statement, before its semicolon. */
export function appendTo(op: Op, text: string): Edit | undefined {
  if (!op.at.file.endsWith('.sql') || op.text === undefined) return undefined;
  const { file, end, endLine, endColumn } = op.at;
  return { at: { file, start: end, end, line: endLine, column: endColumn, endLine, endColumn }, text };
}

/** How a tool is told, in the file itself, to run a migration outside a transaction. */
export function outsideTransactionEdit(op: Op): Edit | undefined {
  const top = { ...fileSpan(op.at.file) };
  const file = op.at.file;
  switch (op.tool) {
    case 'goose':
      return file.endsWith('.sql') ? { at: top, text: '-- +goose NO TRANSACTION\n' } : undefined;
    case 'atlas':
      return file.endsWith('.sql') ? { at: top, text: '-- atlas:txmode none\n\n' } : undefined;
    case 'knex':
      if (/\.(?:ts|mts|mjs)$/.test(file)) return { at: top, text: 'export const config = { transaction: false };\n' };
      return /\.c?js$/.test(file) ? { at: top, text: 'exports.config = { transaction: false };\n' } : undefined;
    default:
      return undefined;
  }
}

/**
 * A new migration that comes right after the one of `op`, in the form that its tool expects. Only for file names that start with a
 * timestamp: a number in a sequence may be taken.
 */
export function newMigration(op: Op, suffix: string, sql: string, outsideTransaction: boolean): Edit | undefined {
  const file = op.at.file;
  const match = /^(.*\/|)([Vv]?)(\d{12,})([^/]*)(\/migration\.sql|)$/.exec(file);
  if (!match || !file.endsWith('.sql')) return undefined;
  const [, folder = '', prefix = '', stamp = '', rest = '', inside = ''] = match;
  const next = String(BigInt(stamp) + 1n).padStart(stamp.length, '0');
  const tail = inside === '' ? (/(?:\.up)?\.sql$/.exec(rest)?.[0] ?? '.sql') : '';
  const middle = prefix === '' ? '_' : '__';
  const body = wrapped(op.tool, sql, outsideTransaction);
  return body === undefined
    ? undefined
    : { at: fileSpan(`${folder}${prefix}${next}${middle}${suffix}${tail}${inside}`), text: body };
}

function wrapped(tool: string, sql: string, outside: boolean): string | undefined {
  switch (tool) {
    case 'prisma':
    case 'supabase':
    case 'golang-migrate':
    case 'flyway':
      return `${sql}\n`;
    case 'atlas':
      return `${outside ? '-- atlas:txmode none\n\n' : ''}${sql}\n`;
    case 'goose':
      return `${outside ? '-- +goose NO TRANSACTION\n' : ''}-- +goose Up\n${sql}\n\n-- +goose Down\n`;
    case 'dbmate':
      return `-- migrate:up${outside ? ' transaction:false' : ''}\n${sql}\n\n-- migrate:down\n`;
    default:
      return undefined;
  }
}

export function fixOf(title: string, safe: boolean, edits: readonly (Edit | undefined)[]): Fix[] {
  const all = edits.filter((edit) => edit !== undefined);
  return all.length === edits.length && all.length > 0 ? [{ title, safe, edits: all }] : [];
}

/** Turns the statement into a comment that says where it went; a semicolon right behind it becomes part of the comment. */
export function moved(op: Op, to: Edit | undefined): Edit | undefined {
  return to && op.at.file.endsWith('.sql') ? { at: op.at, text: `-- moved to ${to.at.file}` } : undefined;
}
