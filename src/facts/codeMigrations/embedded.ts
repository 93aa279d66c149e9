import type { Node } from '../../parse/typescript';
import type { Chain, Link } from './chain';
import { nameOf } from './chain';
import type { Reader, Run } from './run';

const queryMethods =
  /^(?:query|queryRaw|execute|executeSql|exec|runSql|run|raw|rawQuery|unsafe|any|none|one|many|oneOrNone|manyOrNone|multi|result|maybeOne|oneFirst|addSql|sql|statement|command|begin|\$executeRaw|\$queryRaw|\$executeRawUnsafe|\$queryRawUnsafe|executeRaw|queryRawUnsafe|executeRawUnsafe|prepare)$/;
const looksLikeStatement =
  /^[\s(;]*(?:--[^\n]*\n\s*|\/\*[\s\S]{0,2000}?\*\/\s*)*(?:create|alter|drop|rename|truncate|insert|update|delete|replace|merge|with|select|set|lock|vacuum|analyze|reindex|cluster|refresh|grant|revoke|comment|do|begin|commit|rollback|start|savepoint|call|copy|pragma|optimize)\b/i;

/** SQL in calls that send it, and in tagged templates: what home-made runners, slonik, postgres.js and Prisma's client do. */
export const embedded: Reader = (chain, run) => {
  for (const link of chain.links)
    if (link.node.type === 'TaggedTemplateExpression' && sends(chain, link, run)) return true;
  const link = chain.links.find((one) => one.name !== undefined && queryMethods.test(one.name));
  if (!link) return false;
  return sends(chain, link, run);
};

function sends(chain: Chain, link: Link, run: Run): boolean {
  const [first] = link.args;
  if (!first) return false;
  const tagged = link.node.type === 'TaggedTemplateExpression';
  if (tagged && /^(?:gql|graphql|html|css|styled)/.test(nameOf(chain))) return false;
  // A fragment that is kept runs where its name is sent.
  if (tagged && link.node.parent.type === 'VariableDeclarator' && !run.isHandle(chain.root)) return true;
  const nested = first.type === 'TaggedTemplateExpression' ? first.quasi : first;
  const sql = run.sql(nested);
  if (sql && looksLikeStatement.test(sql.text)) {
    run.embed(first, sql);
    rest(chain, link, run);
    return true;
  }
  if (sql && tagged) return false;
  const sent = run.isHandle(chain.root) || chain.root.type === 'ThisExpression';
  if (!sent || isCallback(first, run) || run.plain(first) === null) return false;
  if (sql && !sql.holes) return false;
  run.embedNode(link.node, undefined);
  return true;
}

function isCallback(node: Node, run: Run): boolean {
  const at = run.resolve(node);
  return at.type === 'ArrowFunctionExpression' || at.type === 'FunctionExpression' || at.type === 'FunctionDeclaration';
}

/** `query(…).then(() => query(…))`. */
export function rest(chain: Chain, link: Link | undefined, run: Run): void {
  for (const later of chain.links.slice(link ? chain.links.indexOf(link) + 1 : 0))
    for (const arg of later.args) if (isCallback(arg, run)) run.call(arg, []);
}
