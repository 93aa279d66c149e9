/**
 * Names and texts of a reviewed repository were written by anyone. In a terminal, a comment or a page they must stay text.
 */

/** Controls, line and paragraph separators, marks that reorder text, and what takes no room but tells names apart. */
const unprintable = /[\p{Cc}\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

/** One printable line: control characters become visible, so no escape sequence reaches a terminal. */
export function plain(text: string): string {
  return text
    .replace(/\s*\r?\n\s*/g, ' ')
    .replace(/\t/g, ' ')
    .replace(unprintable, (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}

const htmlNames: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function html(text: string): string {
  return plain(text).replace(/[&<>"']/g, (char) => htmlNames[char] ?? char);
}

/**
 * Text in Markdown: no emphasis, link, image, HTML, and on code hosts no mention, reference or link made of a bare address.
 * The empty comment is what breaks those, because they are looked for after backslashes are gone.
 */
export function markdown(text: string): string {
  return plain(text)
    .replace(/&(?=#?\w+;)/g, '&amp;')
    .replace(/[\\`*_[\]|~]/g, '\\$&')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/^([-+#=]|\d+[.)])/, '\\$1')
    .replace(/([@#])(?=\w)/g, '$1<!-- -->')
    .replace(/:\/\//g, ':<!-- -->//')
    .replace(/\bwww\./gi, (www) => `${www.slice(0, 3)}<!-- -->.`);
}

/** Text in a hover of the editor, which shows HTML comments as they are. Spaces stay spaces, so that lines break at words. */
export function editorMarkdown(text: string): string {
  return plain(text).replace(/[!-/:-@[-`{-~]/g, '\\$&');
}

/** Code in Markdown, fenced by more backticks than it holds. `pipe` stands for a bar, which would end the cell of a table. */
export function code(text: string, pipe = '¦'): string {
  const clean = plain(text).replace(/\|/g, pipe);
  const longest = Math.max(0, ...[...clean.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 || /^\s|\s$/.test(clean) || clean === '' ? ' ' : '';
  return `${fence}${pad}${clean}${pad}${fence}`;
}

/** Wraps at spaces; a longer word stands alone. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  if (line !== '') lines.push(line);
  return lines;
}
