/**
 * A sentence in pieces: what stands in code, a person, and prose. Texts of a reviewed repository were written by anyone,
 * so each rendering escapes each piece in its own way.
 */
export type Piece =
  | string
  | { code: string }
  | { who: string }
  | { strong: Phrase }
  | { mark: string; asked?: readonly string[] };
export type Phrase = readonly Piece[];

export const code = (text: string): Piece => ({ code: text });
export const who = (handle: string): Piece => ({ who: handle });
export const strong = (...pieces: Phrase): Piece => ({ strong: pieces });

/** `` say`Apply ${code(id)} in ${n} steps` ``. Nothing stands for `undefined`. */
export function say(texts: TemplateStringsArray, ...values: (Piece | Phrase | number | undefined)[]): Phrase {
  const pieces: Piece[] = [];
  for (const [i, text] of texts.entries()) {
    if (text !== '') pieces.push(text);
    const value = values[i];
    if (value === undefined) continue;
    if (Array.isArray(value)) pieces.push(...(value as Phrase));
    else pieces.push(typeof value === 'number' ? String(value) : (value as Piece));
  }
  return pieces;
}

/** Several phrases with a text between them; empty ones are left out. */
export function joined(phrases: readonly Phrase[], between: string): Phrase {
  const full = phrases.filter((phrase) => phrase.length > 0);
  return full.flatMap((phrase, i) => (i === 0 ? phrase : [between, ...phrase]));
}

/** Names in code, the first `most` of them: `a`, `b` and 3 more. */
export function listed(names: readonly string[], most = 5): Phrase {
  const shown = joined(
    names.slice(0, most).map((name) => [code(name)]),
    ', ',
  );
  return names.length > most ? [...shown, ` and ${names.length - most} more`] : shown;
}

/** `1 slot`, `3 slots`. */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

/** How long something lasts or may last, never rounded: `500 ms`, `80 s`, `5 min`. */
export function lasting(ms: number): string {
  if (ms > 0 && ms % 60_000 === 0) return `${ms / 60_000} min`;
  return ms % 1000 === 0 ? `${ms / 1000} s` : `${ms} ms`;
}

/** People side by side. */
export function people(handles: readonly string[]): Phrase {
  return joined(
    handles.map((handle) => [who(handle)]),
    ', ',
  );
}

/** The phrase without any markup; code stands in backticks. */
export function textOf(phrase: Phrase): string {
  return phrase
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      if ('code' in piece) return `\`${piece.code}\``;
      if ('who' in piece) return piece.who;
      return 'strong' in piece ? textOf(piece.strong) : `[${[piece.mark, ...(piece.asked ?? [])].join(' ')}]`;
    })
    .join('');
}
