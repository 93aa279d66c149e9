import { mistakes, mistakeTitles } from '../core/finding';
import { mistakeOf, type Rule } from '../core/rule';
import { rulePage, rulesTable } from './rulePage';

export const pageOf = (rule: Pick<Rule, 'id'>): string => `media/rules/${rule.id}.md`;

/** Files that follow from the rules, as they must be: path → text. Rules keep the order of the registry. */
export function documents(rules: readonly Rule[], current: { schema: string; readme: string }): Record<string, string> {
  const files: Record<string, string> = {};
  for (const rule of rules) files[pageOf(rule)] = rulePage(rule);
  files['media/policy.schema.json'] = withRuleNames(current.schema, rules);
  files['README.md'] = withTable(current.readme, rules);
  return files;
}

/** Names for completion in editors: every rule, and every area as `area/*`. */
function withRuleNames(schema: string, rules: readonly Rule[]): string {
  const names = [...mistakes.map((mistake) => `${mistake}/*`), ...rules.map((rule) => rule.id).sort()];
  const list = names.map((name) => JSON.stringify(name)).join(', ');
  const propertyNames =
    /("rules": \{\s*"type": "object",\s*"additionalProperties": [^\n]*\n\s*"propertyNames": )\{[^\n]*\}(,?\n)/;
  if (!propertyNames.test(schema)) throw new Error('media/policy.schema.json has no names of rules to replace');
  return schema.replace(propertyNames, (_, before: string, after: string) => `${before}{"enum": [${list}]}${after}`);
}

const start = '<!-- rules -->';
const end = '<!-- /rules -->';

function withTable(readme: string, rules: readonly Rule[]): string {
  const from = readme.indexOf(start);
  const to = readme.indexOf(end);
  if (from === -1 || to < from) return readme;
  const tables = mistakes
    .map((mistake) => ({ mistake, mine: rules.filter((rule) => mistakeOf(rule.id) === mistake) }))
    .filter(({ mine }) => mine.length > 0)
    .map(({ mistake, mine }) => `### ${mistakeTitles[mistake]}\n\n${rulesTable(mine, pageOf)}`);
  return `${readme.slice(0, from + start.length)}\n\n${tables.join('\n\n')}\n\n${readme.slice(to)}`;
}
