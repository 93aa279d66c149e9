import type { Extractor } from '../core/extract';
import type { Content, Fact } from '../core/fact';
import { codeFile, isProductPath } from '../knowledge/paths';
import { type Node, parseTypeScript } from '../parse/typescript';
import { keyOf, settled } from './code/nodes';
import { type FileScope, scopeOf } from './code/scope';
import { contentOf } from './payloads/fields';
import { contentOfSchema, isSchema } from './payloads/schemas';
import { contentOfType, pieceOfDeclaration } from './payloads/types';

const inCode = /\bz\s*\.\s*\w*[oO]bject\s*\(|\binterface\s|\btype\s+\w+\s*=|\benum\s|\bexport\s+const\s+\w+\s*=\s*\{/;

/** Schemas, types and sets of constants that a message of another file may be described by. Read where one asks for them. */
export const shapes: Extractor = {
  name: 'shapes',
  when: 'summary',
  emits: ['shape.declared'],
  files: codeFile,
  accepts: (path, text) => isProductPath(path) && inCode.test(text),
  extract(source) {
    const code = parseTypeScript(source);
    if (code.unread) return [];
    const scope = scopeOf(code);
    const facts: Fact[] = [];
    const add = (name: string, node: Node, content: Content, constants?: Record<string, string>) =>
      facts.push({
        kind: 'shape.declared',
        at: source.span(...node.range),
        name,
        content,
        ...(constants ? { constants } : {}),
      });
    for (const type of ['TSInterfaceDeclaration', 'TSTypeAliasDeclaration'] as const)
      for (const node of code.of(type)) {
        if (node.parent.type !== 'ExportNamedDeclaration') continue;
        const content =
          node.type === 'TSTypeAliasDeclaration' && !node.typeParameters
            ? contentOfType(node.typeAnnotation, scope)
            : contentOf(pieceOfDeclaration(node, scope), 'typed');
        add(node.id.name, node, content);
      }
    for (const node of code.of('TSEnumDeclaration')) {
      const members = node.body.members.map((m) => [
        m.id.type === 'Identifier' ? m.id.name : m.id.value,
        textIn(m.initializer, scope),
      ]);
      add(node.id.name, node, nothing, texts(members));
    }
    for (const node of code.of('VariableDeclarator')) {
      if (node.parent.parent?.type !== 'ExportNamedDeclaration' || node.id.type !== 'Identifier' || !node.init)
        continue;
      const init = settled(node.init);
      if (init.type === 'ObjectExpression')
        add(
          node.id.name,
          node,
          nothing,
          texts(init.properties.map((p) => (p.type === 'Property' ? [keyOf(p), textIn(p.value, scope)] : []))),
        );
      else if (init.type === 'CallExpression' && isSchema(init, scope))
        add(node.id.name, node, contentOfSchema(init, scope));
    }
    return facts;
  },
};

const nothing: Content = { shape: {}, strict: false, open: true, known: 'literal' };

function textIn(node: Node | null | undefined, scope: FileScope): string | undefined {
  const value = node ? scope.value(node) : undefined;
  return value?.is === 'literal' ? String(value.value) : undefined;
}

function texts(members: readonly (string | undefined)[][]): Record<string, string> {
  const constants: Record<string, string> = {};
  for (const [name, text] of members) if (name !== undefined && text !== undefined) constants[name] = text;
  return constants;
}
