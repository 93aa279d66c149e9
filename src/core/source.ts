import { lineStarts, type Span, spanAt } from './span';

/** One text as it was read. Parsers keep their tree beside it (and only as long as it lives), so that extractors share one parse. */
export interface Source {
  readonly path: string;
  readonly text: string;
  /** The place `[start, end)`, in UTF-16 offsets. */
  span(start: number, end: number): Span;
}

export function createSource(path: string, text: string): Source {
  let starts: number[] | undefined;
  return {
    path,
    text,
    span(start, end) {
      starts ??= lineStarts(text);
      return spanAt(path, starts, start, Math.min(end, text.length));
    },
  };
}

/** Memo of a parse, bound to the life of its source: `const parse = once((source) => …)`. */
export function once<T>(parse: (source: Source) => T): (source: Source) => T {
  const done = new WeakMap<Source, { value: T }>();
  return (source) => {
    let hit = done.get(source);
    if (!hit) {
      hit = { value: parse(source) };
      done.set(source, hit);
    }
    return hit.value;
  };
}

/** Largest text that is parsed, in UTF-16 units: the same in the editor and on the command line. */
export const sizeLimits = { code: 256 * 1024, sql: 2 * 1024 * 1024, other: 1024 * 1024 };

export function sizeLimit(path: string): number {
  if (/\.(?:[cm]?[jt]s|[jt]sx)$/.test(path)) return sizeLimits.code;
  return /\.sql$/i.test(path) ? sizeLimits.sql : sizeLimits.other;
}
