import type { Dialect } from '../../core/fact';
import { directoryOf, resolvePath } from '../../core/path';
import { dialectNamed } from '../../parse/sqlDialect';

/** Configuration is read by its words: what is computed stays unknown, and nothing is evaluated. */

/** The text without block comments and without lines that are comments. */
export function withoutComments(text: string): string {
  return text.replace(/\/\*(?:[^*]|\*(?!\/))*\*\//g, ' ').replace(/^[ \t]*(?:\/\/|#).*$/gm, '');
}

/** Literal values of `key: '…'`, `"key": "…"` or `key = "…"`. */
export function literals(text: string, key: string): string[] {
  const pattern = new RegExp(`(?:^|[^\\w$.-])["']?${key}["']?\\s*[:=]\\s*(["'\`])([^"'\`\\n]*)\\1`, 'g');
  return [...text.matchAll(pattern)].map((m) => m[2] as string);
}

export function flag(text: string, key: string): boolean | undefined {
  const found = new RegExp(`(?:^|[^\\w$.-])["']?${key}["']?\\s*[:=]\\s*["']?(true|false)\\b`).exec(text)?.[1];
  return found === undefined ? undefined : found === 'true';
}

/** The one dialect that all of these names stand for; `unknown` when they differ or say nothing. */
export function oneDialect(names: readonly string[]): Dialect {
  const found = new Set(names.map(dialectNamed).filter((d) => d !== undefined));
  const only = found.size === 1 ? [...found][0] : undefined;
  return only === undefined || only === 'clickhouse' || only === 'other' ? 'unknown' : only;
}

/** Dialect of a connection URL: `postgres://…`, `jdbc:mysql://…`, `docker://postgres/15/dev`, `sqlite:…`. */
export function dialectOfUrl(text: string): Dialect {
  const names = [
    ...text.matchAll(/\b(?:jdbc:)?(postgres(?:ql)?|mysql2?|mariadb|sqlite3?|libsql)(?::\/\/|:file|:memory|\/\d)/gi),
  ];
  return oneDialect(names.map((m) => m[1] as string));
}

/** `lock_timeout` in a connection string, driver option or PGOPTIONS, in milliseconds. */
export function lockTimeoutIn(text: string): number | undefined {
  const found = /\block_timeout["']?\s*(?:=|:|%3D|\bTO\b)\s*["']?(\d+)\s*(ms|s|min)?/i.exec(text);
  if (!found) return undefined;
  const unit = found[2] === 's' ? 1000 : found[2] === 'min' ? 60_000 : 1;
  return Number(found[1]) * unit;
}

/** Strings inside the first `key: …` whose value is a path: a literal, an array of literals, `path.join(__dirname, 'a', 'b')`. */
export function pathsOf(text: string, key: string): { path: string; fromFile: boolean }[] {
  const start = new RegExp(`(?:^|[^\\w$.-])["']?${key}["']?\\s*:`).exec(text);
  if (!start) return [];
  const value = text.slice(start.index + start[0].length, start.index + start[0].length + 400);
  const end = value.startsWith(' [') || value.startsWith('[') ? value.indexOf(']') : endOfValue(value);
  const shown = end === -1 ? value : value.slice(0, end);
  const parts = [...shown.matchAll(/(["'`])([^"'`\n]*)\1/g)].map((m) => m[2] as string);
  const fromFile = /__dirname|import\.meta/.test(shown);
  if (/\b(?:join|resolve)\s*\(/.test(shown)) return parts.length > 0 ? [{ path: parts.join('/'), fromFile }] : [];
  return parts.map((path) => ({
    path: path.replace(/^\$\{__dirname\}\/?/, ''),
    fromFile: fromFile || path.includes('__dirname'),
  }));
}

function endOfValue(value: string): number {
  let depth = 0;
  for (let i = 0; i < value.length; i++) {
    const char = value[i];
    if (char === '(' || char === '{') depth++;
    else if (char === ')' || char === '}') {
      if (depth === 0) return i;
      depth--;
    } else if ((char === ',' || char === ';') && depth === 0) return i;
  }
  return -1;
}

/** The folder of a glob such as `dist/migrations/*.js`, as it lies in the sources. */
function folderOfGlob(glob: string): string {
  const parts = glob.replace(/^\.\//, '').split('/');
  const cut = parts.findIndex((part) => /[*{?]/.test(part) || /\.[cm]?[jt]s$/.test(part));
  const folder = cut === -1 ? parts : parts.slice(0, cut);
  return folder.map((part, i) => (i === 0 && /^(?:dist|build|lib)$/.test(part) ? 'src' : part)).join('/');
}

/** The folder that `path` in a configuration file means: seen from the file, or from the root of its package. */
export function folderFrom(file: string, path: { path: string; fromFile: boolean }): string | undefined {
  const folder = folderOfGlob(path.path);
  return resolvePath(path.fromFile ? directoryOf(file) : packageRootOf(file), folder.replace(/^\//, ''));
}

/** Tools run in the folder of the package: a file below `src` means the folder above it. */
export function packageRootOf(file: string): string {
  const folder = directoryOf(file);
  const at = `/${folder}/`.indexOf('/src/');
  return at === -1 ? folder : folder.slice(0, Math.max(0, at - 1));
}
