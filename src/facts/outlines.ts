import type { Extractor } from '../core/extract';
import type { Fact } from '../core/fact';
import type { Source } from '../core/source';
import { codeFile, isProductPath } from '../knowledge/paths';

/** Anything that exports, by how the statement begins; a list may go on over several lines. */
const statement =
  /^[ \t]*(?:export\s*(?:\*\s*from\s*(['"])(?<from>[^'"\n]+)\1|\*\s*as\s+(?<whole>[\w$]+)|(?:default\s+)?(?:declare\s+)?(?:async\s+)?function\b\s*\*?\s*(?<fn>[\w$]*)|(?:type\s*)?\{(?<list>[^}]*)\}|(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:const\s+enum|class|enum|type|interface|namespace)\s+(?<named>[\w$]+)|(?:declare\s+)?(?:const|let|var)\s+(?<variable>[\w$]+)\s*(?=[:=,;\n])|(?<whatever>))|(?:module\s*\.\s*)?(?<common>exports)\b|Object\.define\w+\(\s*(?:module\s*\.\s*)?(?<defined>exports)\b)/gm;
/** `const name = (…) => …`: right after the name. */
const arrow = /^\s*=\s*(?:async\b\s*(?:function\b|[(<\w$])|function\b|\([^()]{0,500}\)\s*(?::[^=;]{0,200})?=>)/;

/**
 * What a file of code exports, read without a parser: enough to know which file of a long list of re-exports has a name, and
 * whether it is a plain function. Nothing is concluded from it but that a file need not be parsed.
 */
export const outlines: Extractor = {
  name: 'outlines',
  when: 'outline',
  emits: ['symbol.outlined'],
  files: codeFile,
  accepts: (path, text) => isProductPath(path) && text.includes('export'),
  extract(source) {
    const facts: Fact[] = [];
    for (const match of source.text.matchAll(statement)) facts.push(...factsOf(source, match));
    return facts;
  },
};

function* factsOf(source: Source, match: RegExpMatchArray): Iterable<Fact<'symbol.outlined'>> {
  const start = match.index ?? 0;
  const end = start + match[0].length;
  const at = source.span(start, end);
  const { from, whole, fn, list, named, variable } = match.groups ?? {};
  const isDefault = /^\s*export\s+default\b/.test(match[0]);
  if (from !== undefined) yield { kind: 'symbol.outlined', at, name: '*', sort: 'elsewhere', specifier: from };
  else if (whole !== undefined) yield { kind: 'symbol.outlined', at, name: whole, sort: 'other' };
  else if (fn !== undefined) {
    yield { kind: 'symbol.outlined', at, name: isDefault ? 'default' : fn, sort: 'function' };
  } else if (list !== undefined) {
    for (const item of list.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '').split(',')) {
      const name = /([\w$]+)["']?\s*$/.exec(item)?.[1];
      if (name !== undefined) yield { kind: 'symbol.outlined', at, name, sort: 'other' };
    }
  } else if (named !== undefined)
    yield { kind: 'symbol.outlined', at, name: isDefault ? 'default' : named, sort: 'other' };
  else if (variable !== undefined) {
    const sort = arrow.test(source.text.slice(end, end + 800)) ? 'function' : 'other';
    yield { kind: 'symbol.outlined', at, name: variable, sort };
  }
  // Whatever else it is, it may export anything.
  else yield { kind: 'symbol.outlined', at, name: '?', sort: 'other' };
}
