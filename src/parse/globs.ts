import { compareText } from '../core/span';

type Picomatch = (globs: string[], options: { dot: boolean }) => (path: string) => boolean;

/** Matches POSIX paths against globs. A glob without a wildcard also covers everything below it. */
export function globMatcher(globs: readonly string[]): (path: string) => boolean {
  if (globs.length === 0) return () => false;
  const picomatch = require('picomatch') as Picomatch;
  const all = globs.flatMap((glob) => {
    const clean = glob.replace(/^\.?\//, '').replace(/\/+$/, '');
    return /[*?[{(!]/.test(clean) ? [clean] : [clean, `${clean}/**`];
  });
  return picomatch(all, { dot: true });
}

/** A `.gitignore` or `.gitattributes` with the folder it stands in; `''` is the root. */
export interface RulesFile {
  folder: string;
  text: string;
}

type Ignore = { add(patterns: string): Ignore; test(path: string): { ignored: boolean; unignored: boolean } };

function ignoreOf(patterns: string): Ignore {
  return (require('ignore') as { default: () => Ignore }).default().add(patterns);
}

/** Innermost first, as git asks them: a file in a folder overrules those above it. */
function inside(files: readonly RulesFile[]) {
  const tests = [...files]
    .sort((a, b) => b.folder.length - a.folder.length || compareText(a.folder, b.folder))
    .map(({ folder, text }) => ({ prefix: folder === '' ? '' : `${folder}/`, text }));
  return (path: string) => tests.filter(({ prefix }) => path.startsWith(prefix));
}

/** What `.gitignore` files leave out. A folder is asked with a slash at its end. */
export function ignoreMatcher(files: readonly RulesFile[]): (path: string) => boolean {
  const made = new Map<string, Ignore>();
  const above = inside(files);
  return (path) => {
    for (const { prefix, text } of above(path)) {
      const rules = made.get(prefix) ?? ignoreOf(text);
      made.set(prefix, rules);
      const { ignored, unignored } = rules.test(path.slice(prefix.length));
      if (ignored) return true;
      if (unignored) return false;
    }
    return false;
  };
}

/** Paths to which `.gitattributes` files give an attribute. The last matching line of the innermost file decides. */
export function attributeMatcher(files: readonly RulesFile[], attribute: string): (path: string) => boolean {
  const wanted = new RegExp(`(?:^|\\s)(-|!)?${attribute}(?:=(\\S+))?(?=\\s|$)`);
  const lines = new Map<string, { rules: Ignore; set: boolean }[]>();
  const linesOf = (prefix: string, text: string) => {
    let known = lines.get(prefix);
    if (!known) {
      known = [];
      for (const line of text.split(/\r?\n/)) {
        const [, pattern = '', rest = ''] = /^\s*([^#\s]\S*)\s+(.*)$/.exec(line) ?? [];
        const match = wanted.exec(rest);
        if (match && pattern) known.push({ rules: ignoreOf(pattern), set: !match[1] && match[2] !== 'false' });
      }
      known.reverse();
      lines.set(prefix, known);
    }
    return known;
  };
  const above = inside(files.filter(({ text }) => text.includes(attribute)));
  return (path) => {
    for (const { prefix, text } of above(path))
      for (const { rules, set } of linesOf(prefix, text)) if (rules.test(path.slice(prefix.length)).ignored) return set;
    return false;
  };
}
