import { mistakeTitles } from '../core/finding';
import { type Example, mistakeOf, type Rule } from '../core/rule';
import { compareText } from '../core/span';

const languages: Record<string, string> = {
  cts: 'ts',
  dockerfile: 'dockerfile',
  js: 'js',
  json: 'json',
  jsx: 'jsx',
  mts: 'ts',
  prisma: 'prisma',
  sh: 'sh',
  sql: 'sql',
  tf: 'terraform',
  toml: 'toml',
  ts: 'ts',
  tsx: 'tsx',
  yaml: 'yaml',
  yml: 'yaml',
};

/** The page of a rule: shipped with the extension, printed by `explain`, and the help text in SARIF. */
export function rulePage(rule: Rule): string {
  const { meta } = rule;
  const facts = [
    `**${meta.severity}**${meta.off ? ', off unless the policy switches it on' : ''}${
      meta.keepsSeverity ? ', also when it was there before' : ''
    }`,
    `Mistake: ${mistakeTitles[mistakeOf(rule.id)].toLowerCase()}`,
    ...(rule.needs && rule.needs.length > 0
      ? [`Silent in a repository without ${rule.needs.map((kind) => `\`${kind}\``).join(', ')}`]
      : []),
    ...(rule.yieldsTo && rule.yieldsTo.length > 0
      ? [`Becomes evidence of ${rule.yieldsTo.map((id) => `\`${id}\``).join(', ')} where both speak of one statement`]
      : []),
  ];
  const bad = meta.examples.filter((example) => example.expect.includes(rule.id));
  const good = meta.examples.filter((example) => !example.expect.includes(rule.id));
  const parts = [
    `# ${meta.title}`,
    `\`${rule.id}\``,
    facts.map((fact) => `* ${fact}`).join('\n'),
    `## Why it breaks a release\n\n${meta.why}`,
    `## What to do\n\n${meta.todo}`,
    ...(bad.length > 0 ? [`## Reported\n\n${bad.map(exampleText).join('\n\n')}`] : []),
    ...(good.length > 0 ? [`## Not reported\n\n${good.map(exampleText).join('\n\n')}`] : []),
    `## Accept or configure\n\nA finding is accepted where it points, with a reason and, if you like, a last day:\n\n\`\`\`\nrelease-readiness: allow ${rule.id} because <reason> [until <YYYY-MM-DD>]\n\`\`\`\n\nThe severity for everybody is in \`.release-readiness.yaml\`:\n\n\`\`\`yaml\nrules:\n  ${rule.id}: ${meta.severity === 'note' ? 'warning' : 'note'} # or blocker, warning, note, off\n\`\`\``,
    ...(meta.sources && meta.sources.length > 0
      ? [`## Sources\n\n${meta.sources.map((source) => `* ${source}`).join('\n')}`]
      : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

function exampleText({ title, base, head }: Example): string {
  const paths = [...new Set([...Object.keys(base ?? {}), ...Object.keys(head)])].sort(compareText);
  const blocks = paths.flatMap((path) => {
    const before = base?.[path];
    const after = head[path];
    if (after === undefined) return [`\`${path}\` is deleted.`];
    if (before === undefined) return [block(path, base ? ' (new)' : '', after)];
    if (before === after) return [block(path, ' (unchanged)', after)];
    return [block(path, ' before', before), block(path, ' after', after)];
  });
  return [`### ${title}`, ...blocks].join('\n\n');
}

function block(path: string, state: string, text: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const language =
    languages[name.slice(name.lastIndexOf('.') + 1).toLowerCase()] ?? languages[name.toLowerCase()] ?? '';
  const fence = text.includes('```') ? '````' : '```';
  return `\`${path}\`${state}:\n\n${fence}${language}\n${text.replace(/\n+$/, '')}\n${fence}`;
}

/** One row a rule, by mistake: the table of the README. */
export function rulesTable(rules: readonly Rule[], pageOf: (rule: Rule) => string): string {
  const lines = ['| Rule | Severity | What it finds |', '|---|---|---|'];
  for (const rule of rules)
    lines.push(
      `| [\`${rule.id}\`](${pageOf(rule)}) | ${rule.meta.severity}${rule.meta.off ? ', off' : ''} | ${rule.meta.title.replaceAll('|', '\\|')} |`,
    );
  return lines.join('\n');
}
