import type { Dialect } from './fact';

/** Words that cannot be a bare name although they look like one. */
const reserved =
  /^(?:user|order|group|table|column|select|from|where|check|default|primary|references|to|end|limit|offset|desc|asc|all|and|or|not|null|true|false|grant|type|key|index|values|window|session_user|current_user|references)$/;

/** A name as a statement has it, its schema included: quoted where it must be. */
export function sqlName(name: string, dialect: Dialect): string {
  const mark = dialect === 'mysql' || dialect === 'mariadb' ? '`' : '"';
  return name
    .split('.')
    .map((part) =>
      /^[a-z_][a-z0-9_]*$/.test(part) && !reserved.test(part)
        ? part
        : `${mark}${part.replaceAll(mark, mark + mark)}${mark}`,
    )
    .join('.');
}

/** A text as a statement has it. */
export function sqlLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
