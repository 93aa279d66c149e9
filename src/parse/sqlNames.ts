import { lexisOf, skipBlank, type Token, tokenAt } from './sqlTokens';

/** A column as a query names it. Offsets are those of the text. */
export interface NamedColumn {
  column: string;
  /** Table or alias in front of it. */
  table?: string;
  access: 'read' | 'write';
  start: number;
  end: number;
}

export interface NamedTable {
  table: string;
  alias?: string;
  access: 'read' | 'write';
  start: number;
  end: number;
}

export interface SqlNames {
  tables: NamedTable[];
  columns: NamedColumn[];
}

const reserved = new Set(
  'select insert update delete from where join left right inner outer full cross on using and or not in is null as order by group having limit offset union all distinct into values set returning case when then else end exists between like ilike asc desc nulls first last with recursive lateral conflict do nothing default true false cast interval filter over partition rows range for share skip locked if only natural any some array row current_timestamp current_date now'.split(
    ' ',
  ),
);
const beforeTable = new Set(['from', 'join', 'into', 'update', 'only']);
/** Texts that are queries start like this; anything else is prose. */
export const looksLikeSql =
  /^[\s(]*(?:--[^\n]*\n\s*)*(?:select\b[\s\S]+?\bfrom\b|insert\s+into\b|update\b[\s\S]+?\bset\b|delete\s+from\b|with\b[\s\S]+?\bas\b[\s\S]*?\()/i;

/** Tables and columns that a query names. Tolerant: holes of a template arrive as a name that nothing has. */
export function namesInSql(text: string): SqlNames {
  const lexis = lexisOf('postgresql');
  const tokens: Token[] = [];
  for (let at = skipBlank(text, 0, text.length, lexis); at < text.length; ) {
    const token = tokenAt(text, at, text.length, lexis);
    tokens.push(token);
    at = skipBlank(text, Math.max(token.end, at + 1), text.length, lexis);
  }
  const tables: NamedTable[] = [];
  const columns: NamedColumn[] = [];
  let verb = '';
  /** Inside the column list of INSERT, or left of `=` in SET: written. */
  let writing = false;
  let inserting = -1;
  let depth = 0;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    if (token.text === '(' && token.kind === 'mark') depth++;
    if (token.text === ')' && token.kind === 'mark') {
      if (inserting === depth) inserting = -1;
      depth--;
    }
    if (token.kind !== 'word' && token.kind !== 'name') continue;
    const word = token.kind === 'word' ? token.text : '';
    if (/^(?:select|insert|update|delete)$/.test(word)) verb = word;
    if (word === 'set' && (verb === 'update' || verb === 'insert')) writing = true;
    if (word === 'where' || word === 'from' || word === 'returning' || word === 'select') writing = false;
    if (beforeTable.has(word)) {
      const found = tableAfter(tokens, i + 1);
      if (!found) continue;
      const access = word === 'into' || word === 'update' || (word === 'from' && verb === 'delete') ? 'write' : 'read';
      if (word === 'update' && found.table.toLowerCase() === 'set') continue;
      tables.push({ ...found.named, access });
      if (word === 'into' && tokens[found.next]?.text === '(') inserting = depth + 1;
      i = found.next - 1;
      continue;
    }
    if (reserved.has(word) || tokens[i - 1]?.text === '::' || word === 'as') continue;
    if (tokens[i - 1]?.text === 'as' && tokens[i - 1]?.kind === 'word') continue;
    const qualified =
      tokens[i + 1]?.text === '.' && tokens[i + 2] && /^(?:word|name)$/.test((tokens[i + 2] as Token).kind);
    const named = qualified ? (tokens[i + 2] as Token) : token;
    const after = tokens[i + (qualified ? 3 : 1)];
    if (after?.text === '(' && !qualified) continue;
    const setTarget = writing && after?.text === '=' && !/^(?:and|or|where|on|when)$/.test(tokens[i - 1]?.text ?? '');
    columns.push({
      column: named.text,
      access: setTarget || inserting === depth ? 'write' : 'read',
      start: token.start,
      end: named.end,
      ...(qualified ? { table: token.text } : {}),
    });
    if (qualified) i += 2;
  }
  return { tables, columns };
}

function tableAfter(
  tokens: readonly Token[],
  from: number,
): { table: string; named: Omit<NamedTable, 'access'>; next: number } | undefined {
  let i = from;
  const first = tokens[i];
  if (
    !first ||
    !/^(?:word|name)$/.test(first.kind) ||
    (first.kind === 'word' && reserved.has(first.text) && first.text !== 'only')
  )
    return undefined;
  if (first.kind === 'word' && first.text === 'only') i++;
  let last = tokens[i];
  if (!last || !/^(?:word|name)$/.test(last.kind)) return undefined;
  const start = last.start;
  while (tokens[i + 1]?.text === '.' && tokens[i + 2]) {
    i += 2;
    last = tokens[i] as Token;
  }
  // A function in FROM is no table.
  if (tokens[i + 1]?.text === '(' && tokens[from - 1]?.text !== 'into') return undefined;
  let next = i + 1;
  if (tokens[next]?.text === 'as') next++;
  const alias = tokens[next];
  const hasAlias = alias && (alias.kind === 'name' || (alias.kind === 'word' && !reserved.has(alias.text)));
  return {
    table: last.text,
    named: { table: last.text, start, end: last.end, ...(hasAlias ? { alias: alias.text } : {}) },
    next: hasAlias ? next + 1 : tokens[i + 1]?.text === 'as' ? next : i + 1,
  };
}
