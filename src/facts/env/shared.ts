import type { Fact } from '../../core/fact';
import { baseName, directoryOf } from '../../core/path';
import type { Source } from '../../core/source';
import type { Code } from '../../parse/typescript';
import { exportFacts } from '../code/exports';
import { memberPath } from '../code/nodes';
import { scopeOf } from '../code/scope';
import { bare } from './bindings';
import { helpersOf } from './helpers';
import { envObjectOf } from './reads';

type Shared = Fact<'env.shared'>;

/** What a file offers to others that reads the environment: helpers, and the object of variables under a name of its own. */
export function sharedFacts(source: Source, code: Code): Shared[] {
  const helpers = helpersOf(code);
  const objects = objectsIn(code);
  if (helpers.size === 0 && objects.size === 0) return [];
  const scope = scopeOf(code);
  const exported = exportFacts(scope, source).filter((fact) => fact.kind === 'symbol.exported');
  if (exported.length === 0) return [];
  const wordsOf = (is: (fact: (typeof exported)[number]) => boolean) => [
    ...new Set(exported.filter(is).flatMap(({ name }) => (name === 'default' ? [stemOf(source.path)] : [name]))),
  ];
  const facts: Shared[] = [];
  for (const [fn, helper] of helpers) {
    const symbol = scope.symbols.of(fn);
    // A method is known by its class, or by any instance of it.
    const words = symbol.includes('.')
      ? wordsOf(() => true)
      : wordsOf(({ target }) => target.in === 'file' && target.symbol === symbol);
    const at = source.span(fn.range[0], fn.range[0]);
    if (words.length > 0) facts.push({ kind: 'env.shared', at, symbol, words, helper });
  }
  for (const symbol of objects) {
    const words = wordsOf(({ name, target }) => name === symbol || (target.in === 'file' && target.symbol === symbol));
    const at = source.span(0, 0);
    if (words.length > 0) facts.push({ kind: 'env.shared', at, symbol, words });
  }
  return facts;
}

/** `export const env = process.env`, `export default process.env`, `const { env } = process`, `{ ...process.env }`. */
function objectsIn(code: Code): ReadonlySet<string> {
  const names = new Set<string>();
  for (const node of code.of('VariableDeclarator')) {
    if (node.id.type === 'Identifier' && node.init) {
      const init = bare(node.init);
      const copies =
        init.type === 'ObjectExpression' &&
        init.properties.length === 1 &&
        init.properties.every((p) => p.type === 'SpreadElement' && envObjectOf(code, p.argument));
      if (copies || envObjectOf(code, init)) names.add(node.id.name);
    } else if (node.id.type === 'ObjectPattern' && node.init?.type === 'Identifier' && node.init.name === 'process')
      for (const property of node.id.properties)
        if (property.type === 'Property' && property.value.type === 'Identifier' && envObjectOf(code, property.value))
          names.add(property.value.name);
  }
  for (const node of code.of('ExportDefaultDeclaration')) if (envObjectOf(code, node.declaration)) names.add('default');
  for (const node of code.of('AssignmentExpression'))
    if (memberPath(node.left)?.join('.') === 'module.exports' && envObjectOf(code, node.right)) names.add('default');
  return names;
}

/** The name by which a default export is imported: that of its file, or of the folder of an index. */
function stemOf(path: string): string {
  const stem = baseName(path).replace(/\.[cm]?[jt]sx?$/, '');
  return stem === 'index' ? baseName(directoryOf(path)) : stem;
}
