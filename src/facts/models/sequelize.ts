import type { Fact } from '../../core/fact';
import type { Source } from '../../core/source';
import type { Code, Node, NodeOf } from '../../parse/typescript';
import { bare, keyOf, memberPath, propertyOf, stringOf } from '../code/nodes';

/** `sequelize.define('User', { … }, { tableName })`, `User.init({ … }, { sequelize, tableName })`. */
export function* sequelizeColumns(code: Code, source: Source): Iterable<Fact> {
  for (const call of code.of('CallExpression')) {
    if (call.callee.type !== 'MemberExpression') continue;
    const method = keyOf(call.callee);
    const [first, second, third] = call.arguments;
    const defines = method === 'define';
    const columns = shapeOf(defines ? second : first);
    const options = shapeOf(defines ? third : second);
    if (!columns || (method !== 'init' && !defines) || !columns.properties.some(isColumn)) continue;
    if (method === 'init' && !options) continue;
    const own = memberPath(call.callee.object)?.at(-1);
    const model = defines ? stringOf(first) : (stringOf(propertyOf(options, 'modelName')) ?? own);
    if (model === undefined || model === 'super') continue;
    const frozen = isTrue(propertyOf(options, 'freezeTableName'));
    const snakes = isTrue(propertyOf(options, 'underscored'));
    const table = stringOf(propertyOf(options, 'tableName')) ?? (frozen ? model : plural(model));
    for (const property of columns.properties) {
      const field = property.type === 'Property' ? keyOf(property) : undefined;
      if (field === undefined || property.type !== 'Property' || !isColumn(property)) continue;
      const shape = bare(property.value);
      const column =
        stringOf(propertyOf(shape, 'field')) ??
        (snakes ? field.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase() : field);
      const type = shape.type === 'ObjectExpression' ? propertyOf(shape, 'type') : shape;
      const allowNull = propertyOf(shape, 'allowNull');
      yield {
        kind: 'column.declared',
        at: source.span(...property.range),
        table,
        column,
        type: (type && typeName(type)) ?? '',
        nullable: !(allowNull?.type === 'Literal' && allowNull.value === false),
        model: own !== undefined && !defines ? own : model,
        field,
      };
    }
  }
}

function shapeOf(node: Node | undefined): NodeOf<'ObjectExpression'> | undefined {
  const at = node && bare(node);
  return at?.type === 'ObjectExpression' ? at : undefined;
}

/** Its type is one of Sequelize's: `DataTypes.STRING`, `Sequelize.ENUM('a')`, `type: DataTypes.UUID`. */
function isColumn(property: NodeOf<'ObjectExpression'>['properties'][number]): boolean {
  if (property.type !== 'Property') return false;
  const shape = bare(property.value);
  const type = shape.type === 'ObjectExpression' ? propertyOf(shape, 'type') : shape;
  return type !== undefined && typeName(type) !== undefined;
}

function typeName(node: Node): string | undefined {
  const at = bare(node);
  const path = memberPath(at.type === 'CallExpression' || at.type === 'NewExpression' ? at.callee : at);
  return path && path.length >= 2 && /^(?:DataTypes?|Sequelize|type|types)$/.test(path[0] ?? '') ? path[1] : undefined;
}

function isTrue(node: Node | undefined): boolean {
  return node?.type === 'Literal' && node.value === true;
}

/** The table that Sequelize makes of a model's name. */
export function plural(name: string): string {
  if (/[^aeiou]y$/i.test(name)) return `${name.slice(0, -1)}ies`;
  if (/(?:s|x|z|ch|sh)$/i.test(name)) return `${name}es`;
  return `${name}s`;
}
