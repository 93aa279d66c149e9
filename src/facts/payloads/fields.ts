import type { Content, Field, Shape } from '../../core/fact';

/** A value of a message: a field with the fields inside it, by their paths from here. */
export interface Piece {
  field: Field;
  inside: Shape;
}

/** Fields of one message that are kept. */
const mostFields = 400;

export const anything: Piece = { field: { type: 'any', optional: false }, inside: {} };

export function plain(type: string, values?: readonly string[]): Piece {
  return { field: { type, optional: false, ...(values ? { values: [...new Set(values)].sort() } : {}) }, inside: {} };
}

/** A value that is written down. */
export function pieceOfConstant(value: string | number | boolean): Piece {
  return typeof value === 'string' ? plain('string', [value]) : plain(typeof value === 'number' ? 'number' : 'boolean');
}

export function listOf(item: Piece): Piece {
  const inside: Shape = { '[]': item.field };
  for (const [path, field] of Object.entries(item.inside)) inside[joined('[]', path)] = field;
  return { field: { type: 'array', optional: false }, inside };
}

/** An object of named pieces. */
export function objectOf(
  members: Iterable<readonly [string, Piece]>,
  traits: { strict?: boolean; open?: boolean } = {},
): Piece {
  const inside: Shape = {};
  let count = 0;
  for (const [name, piece] of members) {
    if (++count > mostFields) break;
    inside[name] = piece.field;
    for (const [path, field] of Object.entries(piece.inside)) inside[joined(name, path)] = field;
  }
  return {
    field: {
      type: 'object',
      optional: false,
      ...(traits.strict ? { strict: true as const } : {}),
      ...(traits.open || count > mostFields ? { open: true as const } : {}),
    },
    inside,
  };
}

function joined(name: string, path: string): string {
  return path.startsWith('[]') ? name + path : `${name}.${path}`;
}

export function withField(piece: Piece, change: Partial<Field>): Piece {
  return { field: { ...piece.field, ...change }, inside: piece.inside };
}

/** Either of several pieces. A field that one of them lacks is optional. */
export function eitherOf(pieces: readonly Piece[]): Piece {
  const [first, ...rest] = pieces;
  if (!first) return anything;
  if (rest.length === 0) return first;
  const types = new Set(pieces.flatMap(({ field }) => field.type.split('|')));
  if (types.has('any')) return withField(anything, { optional: pieces.some(({ field }) => field.optional) });
  const texts = pieces.filter(({ field }) => field.type.split('|').includes('string'));
  const values = texts.every(({ field }) => field.values) ? texts.flatMap(({ field }) => field.values ?? []) : [];
  const objects = pieces.filter(({ field }) => /\b(?:object|array)\b/.test(field.type));
  const inside: Shape = {};
  for (const path of new Set(objects.flatMap((piece) => Object.keys(piece.inside)))) {
    const found = objects.flatMap((piece) => piece.inside[path] ?? []);
    const depth = path.lastIndexOf('.');
    const around = depth === -1 ? undefined : path.slice(0, depth);
    const holders = around === undefined ? objects : objects.filter((piece) => piece.inside[around]);
    const merged = eitherOf(found.map((field) => ({ field, inside: {} }))).field;
    inside[path] = { ...merged, optional: merged.optional || found.length < holders.length };
  }
  return {
    field: {
      type: [...types].sort().join('|'),
      optional: pieces.some(({ field }) => field.optional),
      ...(values.length > 0 ? { values: [...new Set(values)].sort() } : {}),
      ...(objects.length > 0 && objects.every(({ field }) => field.strict) ? { strict: true as const } : {}),
      ...(objects.some(({ field }) => field.open) ? { open: true as const } : {}),
    },
    inside,
  };
}

/** All of them at once; what comes later wins. */
export function allOf(pieces: readonly Piece[]): Piece {
  const inside: Shape = {};
  for (const piece of pieces) Object.assign(inside, piece.inside);
  return {
    field: {
      type: 'object',
      optional: false,
      ...(pieces.some(({ field }) => field.open || field.type === 'any') ? { open: true as const } : {}),
      ...(pieces.length > 0 && pieces.every(({ field }) => field.strict) ? { strict: true as const } : {}),
    },
    inside,
  };
}

/** The first names of the fields, kept or left out. */
export function chosen(piece: Piece, keep: (name: string) => boolean, change: Partial<Field> = {}): Piece {
  const inside: Shape = {};
  for (const [path, field] of Object.entries(piece.inside)) {
    const name = /^[^.[]+/.exec(path)?.[0] ?? path;
    if (keep(name)) inside[path] = path === name ? { ...field, ...change } : field;
  }
  return { field: piece.field, inside };
}

/** The content of a message that is such a piece; nothing is known of what is no object. */
export function contentOf(piece: Piece, known: Content['known']): Content {
  const { type } = piece.field;
  return {
    shape: type === 'object' ? piece.inside : {},
    strict: type === 'object' && piece.field.strict === true,
    open: type !== 'object' || piece.field.open === true,
    known,
  };
}
