/**
 * Migration tools mark the parts of a file by comments. They read them line by line, before any SQL, and so do we:
 * goose, sql-migrate, dbmate, node-pg-migrate, Liquibase's formatted SQL, and Atlas' directives.
 */
export interface SqlSection {
  direction: 'up' | 'down';
  start: number;
  end: number;
  /** What the offsets count in: the file, or the file with the comment marks of its rollbacks blanked out. */
  text: string;
  /** `author:id` of a Liquibase changeset. */
  changeset?: { author: string; id: string };
  /** The marker says that this part runs outside a transaction. */
  transaction?: 'none';
  /** Runs again whenever it changes, so that an edit is no edit of history: Liquibase's runOnChange and runAlways. */
  repeated?: true;
  /** What ends a statement instead of `;`. */
  delimiter?: string;
  /** Value of Liquibase's `dbms`. */
  dbms?: string;
  /** Why there is nothing to take back, in the author's words. */
  notNeeded?: string;
  /** Offsets where a statement ends although no `;` says so: Drizzle's breakpoints, goose's StatementBegin and StatementEnd. */
  breaks: number[];
}

export type SqlFormat = 'plain' | 'goose' | 'sql-migrate' | 'dbmate' | 'node-pg-migrate' | 'liquibase';

export interface SqlLayout {
  format: SqlFormat;
  sections: SqlSection[];
  /** `-- atlas:txmode none`. */
  txmode?: string;
}

const marker =
  /^[ \t]*--[ \t]*(?:\+(goose|migrate|micrate)[ \t]+([^\r\n]*)|(migrate:(?:up|down))\b([^\r\n]*)|(?:-[ \t-]*)?((?:up|down)[ \t]+migration)[ \t\r]*$|atlas:txmode[ \t]+(\w+)|(liquibase[ \t]+formatted))|(--> ?statement-breakpoint)/gim;

/** Splits a file into the parts that its tool runs on the way up and on the way down. */
export function layoutOf(text: string): SqlLayout {
  const layout: SqlLayout = { format: 'plain', sections: [] };
  const breaks: number[] = [];
  let open: SqlSection | undefined;
  let noTransaction = false;
  const begin = (direction: 'up' | 'down', at: number, after: number, transaction: boolean) => {
    if (open) open.end = at;
    open = {
      direction,
      start: after,
      end: text.length,
      text,
      breaks: [],
      ...(transaction ? {} : { transaction: 'none' }),
    };
    layout.sections.push(open);
  };
  for (const match of text.matchAll(marker)) {
    const [all, plus, plusRest, dbmate, dbmateRest, nodePg, txmode, liquibase, breakpoint] = match;
    const at = match.index;
    const after = at + all.length;
    if (liquibase && layout.format === 'plain') return { format: 'liquibase', sections: changesets(text, after) };
    if (breakpoint) breaks.push(at + all.lastIndexOf('-->'));
    else if (txmode) layout.txmode = txmode.toLowerCase();
    else if (plus) {
      layout.format = plus.toLowerCase() === 'goose' ? 'goose' : 'sql-migrate';
      const word = (plusRest ?? '').trim().toLowerCase();
      if (/^up\b/.test(word)) begin('up', at, after, !word.includes('notransaction'));
      else if (/^down\b/.test(word)) begin('down', at, after, !word.includes('notransaction'));
      else if (/^statement/.test(word)) breaks.push(at);
      else if (/^no\s+transaction\b/.test(word)) noTransaction = true;
    } else if (dbmate) {
      layout.format = 'dbmate';
      begin(/up$/i.test(dbmate) ? 'up' : 'down', at, after, !/transaction\s*:\s*false/i.test(dbmateRest ?? ''));
    } else if (nodePg && layout.format !== 'goose' && layout.format !== 'dbmate') {
      const direction = /^up/i.test(nodePg) ? 'up' : 'down';
      if (direction === 'down' && layout.format === 'plain') begin('up', 0, 0, true);
      layout.format = 'node-pg-migrate';
      begin(direction, at, after, true);
    }
  }
  if (layout.sections.length === 0)
    layout.sections.push({ direction: 'up', start: 0, end: text.length, text, breaks: [] });
  for (const section of layout.sections) {
    if (noTransaction) section.transaction = 'none';
    section.breaks = breaks.filter((at) => at >= section.start && at < section.end);
  }
  return layout;
}

const liquibaseLine =
  /^[ \t]*--[ \t]*(?:changeset[ \t]+([^\r\n]+)|rollback\b[ \t]*([^\r\n]*))|(\/\*[ \t]*liquibase[ \t]+rollback\b)/gim;

function changesets(text: string, from: number): SqlSection[] {
  const sections: SqlSection[] = [];
  const lines = [...text.slice(from).matchAll(liquibaseLine)].map((m) => ({ m, at: from + m.index }));
  if (lines.length === 0) return [{ direction: 'up', start: from, end: text.length, text, breaks: [] }];
  const shadow = lines.some(({ m }) => m[1] === undefined) ? uncommented(text) : text;
  let up: SqlSection | undefined;
  let down: SqlSection | undefined;
  for (const [index, { m, at }] of lines.entries()) {
    const next = lines[index + 1]?.at ?? text.length;
    if (m[1] !== undefined) {
      up = { ...attributes(m[1]), direction: 'up', start: at + m[0].length, end: next, text, breaks: [] };
      down = undefined;
      sections.push(up);
      continue;
    }
    const blockEnd = m[3] ? text.indexOf('*/', at) : -1;
    const end = m[3] ? (blockEnd === -1 ? next : blockEnd) : at + m[0].length;
    if (down) down.end = end;
    else {
      const { notNeeded: _, ...inherited } = up ?? attributes('');
      down = { ...inherited, direction: 'down', start: at, end, text: shadow, breaks: [] };
      sections.push(down);
      const word = (m[2] ?? '').trim();
      if (/^(?:empty|not required)$/i.test(word)) {
        down.notNeeded = word;
        down.start = end;
      }
    }
  }
  return sections;
}

function attributes(line: string): SqlSection {
  const name = /^("[^"]*"|[^\s:]+):("[^"]*"|\S+)/.exec(line);
  const value = (key: string) => new RegExp(`\\b${key}:("[^"]*"|\\S+)`, 'i').exec(line)?.[1]?.replaceAll('"', '');
  const delimiter = value('endDelimiter');
  const dbms = value('dbms');
  return {
    direction: 'up',
    start: 0,
    end: 0,
    text: '',
    breaks: [],
    ...(name ? { changeset: { author: unquoted(name[1]), id: unquoted(name[2]) } } : {}),
    ...(value('runInTransaction')?.toLowerCase() === 'false' ? { transaction: 'none' } : {}),
    ...(['runOnChange', 'runAlways'].some((key) => value(key)?.toLowerCase() === 'true') ? { repeated: true } : {}),
    ...(delimiter && delimiter !== ';' ? { delimiter } : {}),
    ...(dbms ? { dbms: dbms.toLowerCase() } : {}),
  };
}

function unquoted(text = ''): string {
  return text.replaceAll('"', '');
}

/** The same text with the same offsets, in which rollbacks are no comments. */
function uncommented(text: string): string {
  const blank = (m: string) => ' '.repeat(m.length);
  return text.replace(/^[ \t]*--[ \t]*rollback\b/gim, blank).replace(/\/\*[ \t]*liquibase[ \t]+rollback\b/gi, blank);
}
