import type { Extractor } from '../core/extract';
import type { Fact } from '../core/fact';
import type { Source } from '../core/source';
import { fileSpan, type Span } from '../core/span';

const marker = /release-readiness:\s*(allow-file|allow)\b([^\n]*)/g;
const sentence = /^\s+([\w/-]+(?:\s*,\s*[\w/-]+)*)(?:\s+because\s+(.+?))?(?:\s+until\s+(\d{4}-\d{2}-\d{2}))?\s*$/;

/** `release-readiness: allow <rule>[, <rule>] because <reason> [until <date>]`, the same sentence in every language's comment. */
export const suppressions: Extractor = {
  name: 'suppressions',
  emits: ['suppression.written'],
  files:
    /\.(?:[cm]?[jt]sx?|sql|xml|ya?ml|toml|tf|hcl|prisma|sh|tpl|env(?:\..+)?)$|(?:^|\/)(?:\.env[^/]*|[^/]*Dockerfile[^/]*|CODEOWNERS)$/i,
  accepts: (_path, text) => text.includes('release-readiness:'),
  extract(source) {
    const facts: Fact[] = [];
    for (const match of source.text.matchAll(marker)) {
      const lineFrom = source.text.lastIndexOf('\n', match.index) + 1;
      const before = source.text.slice(lineFrom, match.index);
      const opener = /(\/\/|\/\*+|--|#|<!--|\{\/\*)\s*$/.exec(before);
      if (!opener) continue;
      const rest = (match[2] ?? '').replace(/\s*(\*\/\s*\}?|-->)\s*$/, '').replace(/\r$/, '');
      const end = match.index + match[0].length;
      const parts = sentence.exec(rest);
      const alone = before.slice(0, opener.index).trim() === '';
      const wholeFile = match[1] === 'allow-file';
      const at = source.span(lineFrom + opener.index, end);
      const tooLate = wholeFile && at.line > 20;
      facts.push({
        kind: 'suppression.written',
        at,
        rules: parts?.[1]?.split(',').map((rule) => rule.trim()) ?? [],
        ...(parts?.[2] ? { reason: parts[2].trim() } : {}),
        ...(parts?.[3] ? { until: parts[3] } : {}),
        covers: wholeFile ? fileSpan(source.path) : alone ? nextCode(source, end) : source.span(lineFrom, end),
        scope: wholeFile ? 'file' : 'line',
        ...(tooLate
          ? { invalid: 'allow-file must stand in the first 20 lines' }
          : parts
            ? {}
            : { invalid: 'not understood: write "allow <rule> because <reason> [until <YYYY-MM-DD>]"' }),
      });
    }
    return facts;
  },
};

/** The next line that is neither empty nor a comment: where the statement, mapping or instruction starts. */
function nextCode(source: Source, from: number): Span {
  let at = source.text.indexOf('\n', from);
  while (at !== -1) {
    const start = at + 1;
    const next = source.text.indexOf('\n', start);
    const line = source.text.slice(start, next === -1 ? undefined : next);
    if (line.trim() !== '' && !/^\s*(\/\/|--|#|\*|\/\*|\{\/\*)/.test(line))
      return source.span(start, start + line.length);
    at = next;
  }
  return source.span(from, from);
}
