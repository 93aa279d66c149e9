import { once, type Source } from '../core/source';

export interface PrismaField {
  name: string;
  type: string;
  /** `?` behind the type. */
  optional: boolean;
  list: boolean;
  /** Name in the database: `@map`, otherwise the field's own. */
  column: string;
  start: number;
  end: number;
}

export interface PrismaBlock {
  sort: 'model' | 'enum' | 'view' | 'type';
  name: string;
  /** Name in the database: `@@map`, otherwise the block's own. */
  table: string;
  fields: PrismaField[];
  start: number;
  end: number;
}

const opening = /^[ \t]*(model|enum|view|type)[ \t]+(\w+)[ \t]*\{/gm;
const fieldLine = /^[ \t]*(\w+)[ \t]+([\w.]+)(\[\])?(\?)?(.*)$/;
const valueLine = /^[ \t]*(\w+)(.*)$/;

/** Models and enums of a Prisma schema; what is not one of them is passed over. Never throws. */
export const parsePrisma: (source: Source) => PrismaBlock[] = once(({ text }) => {
  const blocks: PrismaBlock[] = [];
  for (const match of text.matchAll(opening)) {
    const [head, sort, name] = match as unknown as [string, PrismaBlock['sort'], string];
    const block: PrismaBlock = {
      sort,
      name,
      table: name,
      fields: [],
      start: match.index,
      end: match.index + head.length,
    };
    let at = block.end;
    for (;;) {
      const next = text.indexOf('\n', at);
      const line = text.slice(at, next === -1 ? undefined : next);
      block.end = at + line.length;
      if (/^[ \t]*\}/.test(line)) break;
      readLine(block, line.replace(/(^|[^:])\/\/.*$/, '$1'), at);
      if (next === -1) break;
      at = next + 1;
    }
    blocks.push(block);
  }
  return blocks;
});

function readLine(block: PrismaBlock, line: string, at: number): void {
  const mapped = /@@map\(\s*(?:name:\s*)?"([^"]*)"/.exec(line);
  if (mapped?.[1]) block.table = mapped[1];
  if (/^\s*@@|^\s*$/.test(line)) return;
  const match = (block.sort === 'enum' ? valueLine : fieldLine).exec(line);
  if (!match) return;
  const rest = (block.sort === 'enum' ? match[2] : match[5]) ?? '';
  const name = match[1] as string;
  const start = at + line.indexOf(name);
  block.fields.push({
    name,
    type: block.sort === 'enum' ? '' : (match[2] as string),
    list: match[3] === '[]',
    optional: match[4] === '?',
    column: /@map\(\s*(?:name:\s*)?"([^"]*)"/.exec(rest)?.[1] ?? name,
    start,
    end: at + line.trimEnd().length,
  });
}
