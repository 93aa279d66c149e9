import { embedded, rest } from './embedded';
import type { Reader } from './run';

/** MikroORM: `this.addSql('…')`, `this.execute('…')`. */
export const mikroOrm: Reader = (chain, run) => {
  const link = chain.links.find((one) => one.name === 'addSql' || one.name === 'execute');
  if (!link || chain.root.type !== 'ThisExpression' || chain.path.length > 0) return embedded(chain, run);
  const [first] = link.args;
  run.embedNode(first && run.sql(first) ? first : link.node, first);
  rest(chain, link, run);
  return true;
};
