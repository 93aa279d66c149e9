/** Token → names of the results that read it. A token that nobody reads any more is forgotten: edits bring ever new ones. */
export interface Readers {
  of(token: string): Iterable<string>;
  add(name: string, tokens: Iterable<string>): void;
  remove(name: string, tokens: Iterable<string>): void;
  /** Tokens that somebody reads. */
  size(): number;
}

const nobody: ReadonlySet<string> = new Set();

export function createReaders(): Readers {
  const readers = new Map<string, Set<string>>();
  return {
    of: (token) => readers.get(token) ?? nobody,
    add(name, tokens) {
      for (const token of tokens) {
        const names = readers.get(token);
        if (names) names.add(name);
        else readers.set(token, new Set([name]));
      }
    },
    remove(name, tokens) {
      for (const token of tokens) {
        const names = readers.get(token);
        if (names?.delete(name) && names.size === 0) readers.delete(token);
      }
    },
    size: () => readers.size,
  };
}
