import type { Fact, Ref } from '../../core/fact';
import type { Source } from '../../core/source';
import type { Node } from '../../parse/typescript';
import { requiredModule } from './bindings';
import { bare, isClass, isFunction, keyOf, memberPath, settled, stringOf } from './nodes';
import type { FileScope } from './scope';

/** What a file offers to others: `export`, re-exports, and the assignments of CommonJS. */
export function exportFacts(scope: FileScope, source: Source): Fact[] {
  const facts: Fact[] = [];
  const add = (name: string, target: Ref, node: Node, value?: Node) => {
    const held = value ? scope.value(value) : undefined;
    facts.push({
      kind: 'symbol.exported',
      at: source.span(node.range[0], node.range[1]),
      name,
      target,
      ...(held?.is === 'literal' || held?.is === 'env' ? { value: held } : {}),
    });
  };

  for (const node of scope.code.of('ExportAllDeclaration')) {
    if (node.exportKind === 'type') continue;
    const name = node.exported ? keyName(node.exported) : '*';
    add(name, { in: 'import', specifier: node.source.value, name: '*', path: [] }, node);
  }
  for (const node of scope.code.of('ExportNamedDeclaration')) {
    for (const one of node.specifiers) {
      const name = keyName(one.exported);
      const local = keyName(one.local);
      const target: Ref = node.source
        ? { in: 'import', specifier: node.source.value, name: local, path: [] }
        : one.local.type === 'Identifier'
          ? scope.ref(one.local)
          : { in: 'unknown', why: 'string export' };
      add(name, target, one, node.source ? undefined : one.local);
    }
    const { declaration } = node;
    if (!declaration) continue;
    if (declaration.type === 'VariableDeclaration') {
      for (const declarator of declaration.declarations) {
        if (declarator.id.type === 'Identifier') {
          add(declarator.id.name, scope.ref(declarator.id), declarator, declarator.id);
        } else if (declarator.id.type === 'ObjectPattern') {
          for (const property of declarator.id.properties)
            if (property.type === 'Property' && property.value.type === 'Identifier')
              add(property.value.name, scope.ref(property.value), property);
        }
      }
    } else if (isFunction(declaration) || isClass(declaration)) {
      if (declaration.id) add(declaration.id.name, scope.ref(declaration), declaration);
    } else if (declaration.type === 'TSEnumDeclaration') {
      add(declaration.id.name, { in: 'file', symbol: declaration.id.name, path: [] }, declaration);
    }
  }
  for (const node of scope.code.of('ExportDefaultDeclaration'))
    add('default', defaultRef(node.declaration, scope), node);
  for (const node of scope.code.of('TSExportAssignment')) add('default', defaultRef(node.expression, scope), node);
  for (const node of scope.code.of('AssignmentExpression')) {
    const path = memberPath(node.left);
    if (path?.[0] === 'module' && path[1] === 'exports') path.shift();
    if (path?.[0] !== 'exports') continue;
    const name = path[1];
    if (path.length > 2) continue;
    const right = settled(node.right);
    const whole = requiredModule(right);
    if (name !== undefined) add(name, valueRef(right, name, scope), node, node.right);
    else if (whole !== undefined) {
      add('*', { in: 'import', specifier: whole, name: '*', path: [] }, node);
      add('default', { in: 'import', specifier: whole, name: 'default', path: [] }, node);
    } else {
      add('default', defaultRef(right, scope), node);
      if (right.type === 'ObjectExpression')
        for (const property of right.properties) {
          const key = property.type === 'Property' ? keyOf(property) : undefined;
          if (property.type === 'Property' && key !== undefined)
            add(key, valueRef(property.value, `default.${key}`, scope), property, property.value);
        }
    }
  }
  return facts;
}

function keyName(node: Node): string {
  return node.type === 'Identifier' ? node.name : (stringOf(node) ?? '');
}

function defaultRef(node: Node, scope: FileScope): Ref {
  return valueRef(node, 'default', scope);
}

/** A thing that is made where it is exported carries the name of the export. */
function valueRef(node: Node, name: string, scope: FileScope): Ref {
  const at = settled(node);
  if (at.type === 'CallExpression' || at.type === 'NewExpression' || at.type === 'ObjectExpression')
    return { in: 'file', symbol: name, path: [] };
  return scope.ref(bare(node));
}
