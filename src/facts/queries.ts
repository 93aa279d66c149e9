import type { Extractor } from '../core/extract';
import type { Fact } from '../core/fact';
import type { Source } from '../core/source';
import { codeFile, isProductPath } from '../knowledge/paths';
import { looksLikeSql, namesInSql } from '../parse/sqlNames';
import { type Code, parseTypeScript } from '../parse/typescript';
import { placeOfCode } from './codeMigrations/place';
import { builderUses } from './queries/builders';
import { drizzleUses } from './queries/drizzle';
import { entityUses } from './queries/entities';
import { enumUses } from './queries/enums';
import { prismaUses } from './queries/prisma';
import { switchSets } from './queries/switches';

type Used = Fact<'column.used'>;

/** A migration is what changes the schema, not what relies on it. */
const inMigrations = /(?:^|\/)(?:migrations?|seeds?|seeders?)\//i;

/**
 * Columns and tables that code reads and writes: SQL in strings and tagged templates, query builders,
 * Prisma, Drizzle, and the entities of TypeORM, MikroORM and Sequelize.
 * Only files that hold a name in question are read for it.
 */
export const queries: Extractor = {
  name: 'queries',
  when: 'vocabulary',
  vocabulary: 'schema',
  emits: ['column.used', 'value.accepted', 'text.unread'],
  files: codeFile,
  accepts: (path, text) => isProductPath(path) && !inMigrations.test(path) && placeOfCode(path, text) === undefined,
  extract(source) {
    const code = parseTypeScript(source);
    if (code.unread)
      return [{ kind: 'text.unread', at: code.unread.at, reason: code.unread.reason, hides: ['column.used'] }];
    return [
      ...sqlUses(code, source),
      ...prismaUses(code, source),
      ...builderUses(code, source),
      ...drizzleUses(code, source),
      ...entityUses(code, source),
      ...enumUses(code, source),
      ...switchSets(code, source),
    ];
  },
};

/** A name that no table has, in place of a template's hole. */
const hole = '__hole__';

function* sqlUses(code: Code, source: Source): Iterable<Used> {
  for (const literal of code.of('Literal')) {
    if (typeof literal.value !== 'string' || literal.value.length < 12 || !looksLikeSql.test(literal.value)) continue;
    // Offsets inside map one to one only where nothing is escaped.
    const plain = literal.raw.length === literal.value.length + 2;
    yield* fromSql(literal.value, source, plain ? (at) => literal.range[0] + 1 + at : () => literal.range[0]);
  }
  for (const template of code.of('TemplateLiteral')) {
    let text = '';
    const parts: { from: number; at: number }[] = [];
    for (const [i, quasi] of template.quasis.entries()) {
      parts.push({ from: text.length, at: quasi.range[0] + 1 });
      text += quasi.value.raw;
      if (template.expressions[i]) text += ` ${hole} `;
    }
    if (text.length < 12 || !looksLikeSql.test(text)) continue;
    yield* fromSql(text, source, (at) => {
      const part = parts.findLast((p) => p.from <= at);
      return part ? part.at + at - part.from : template.range[0];
    });
  }
}

function* fromSql(text: string, source: Source, at: (offset: number) => number): Iterable<Used> {
  const { tables, columns } = namesInSql(text);
  const named = tables.filter((t) => t.table !== hole);
  const names = [...new Set(named.map((t) => t.table))].sort();
  for (const t of named)
    yield {
      kind: 'column.used',
      at: source.span(at(t.start), at(t.end)),
      table: t.table,
      column: '*',
      access: t.access,
      via: 'sql',
    };
  const aliases = new Set(tables.flatMap((t) => (t.alias ? [t.alias] : [])));
  for (const c of columns) {
    if (c.column === hole || (c.table === undefined && aliases.has(c.column))) continue;
    const table =
      c.table === undefined
        ? names.length === 1 && tables.length === 1
          ? names[0]
          : undefined
        : (named.find((t) => t.alias === c.table || t.table === c.table)?.table ?? undefined);
    yield {
      kind: 'column.used',
      at: source.span(at(c.start), at(c.end)),
      column: c.column,
      access: c.access,
      via: 'sql',
      ...(table ? { table } : c.table === undefined && names.length > 0 ? { among: names } : {}),
    };
  }
}
