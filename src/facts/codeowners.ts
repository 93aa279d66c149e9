import type { Extractor } from '../core/extract';
import type { Fact } from '../core/fact';

/** Lines of CODEOWNERS with the reason for which GitHub would leave one out. */
export const codeowners: Extractor = {
  name: 'codeowners',
  emits: ['owner.declared'],
  files: /^(?:\.github\/|docs\/)?CODEOWNERS$/,
  accepts: () => true,
  extract(source) {
    const facts: Fact[] = [];
    for (const match of source.text.matchAll(/^[^\n]*$/gm)) {
      const line = match[0].replace(/\r$/, '');
      // A comment may follow the owners; an escaped `\#` belongs to the pattern.
      const content = line.replace(/(?:^|\s)#.*$/, '').trimEnd();
      const words = content.trim().match(/(?:\\ |\S)+/g);
      if (!words) continue;
      const [pattern = '', ...owners] = words;
      const start = match.index + content.length - content.trimStart().length;
      const ignored = reasonOf(pattern, owners);
      facts.push({
        kind: 'owner.declared',
        at: source.span(start, match.index + content.length),
        pattern: pattern.replace(/\\ /g, ' '),
        owners,
        ...(ignored === undefined ? {} : { ignoredBecause: ignored }),
      });
    }
    return facts;
  },
};

function reasonOf(pattern: string, owners: readonly string[]): string | undefined {
  if (pattern.startsWith('!')) return 'a pattern cannot be negated';
  if (/^\[[^\]]*\]$/.test(pattern)) return 'sections are a feature of GitLab';
  if (/\[[^\]]*\]/.test(pattern)) return 'brackets are not understood';
  const odd = owners.find(
    (owner) => !/^@[\w.-]+(?:\/[\w.-]+)?$/.test(owner) && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(owner),
  );
  return odd === undefined ? undefined : `"${odd}" is no @user, @organisation/team or e-mail`;
}
