import { isProductPath } from '../../knowledge/paths';

/** Migrations that are written in a language that is not read: what to look for, by the end of the path. */
const languages: readonly { files: RegExp; holds: RegExp; name: string }[] = [
  {
    files: /\.go$/,
    holds: /\bgoose\.Add(?:Named)?Migration|\bgormigrate\.|\bMigrations\.(?:Must)?Register\(|\bmigrate\.Migration\{/,
    name: 'Go',
  },
  {
    files: /(?:^|\/)migrations\/[^/]+\.py$|(?:^|\/)versions\/[^/]+\.py$/,
    holds: /\bmigrations\.Migration\b|^down_revision\b/m,
    name: 'Python',
  },
  { files: /(?:^|\/)db\/(?:post_)?migrate\/\d+_[^/]+\.rb$/, holds: /\bMigration\b/, name: 'Ruby' },
  {
    files: /(?:^|\/)(?:migrations?|Migrations?)\/(?:.+\/)?[^/]*\d{8}[^/]*\.php$/,
    holds: /\bMigration\b/,
    name: 'PHP',
  },
  { files: /(?:^|\/)migrations\/\d{14}_[^/]+\.exs$/, holds: /\bEcto\.Migration\b/, name: 'Elixir' },
  {
    files: /(?:^|\/)[VRU]\d*[\d._]*__[^/]+\.(?:java|kt)$/,
    holds: /\bBaseJavaMigration\b|\bJavaMigration\b/,
    name: 'Java',
  },
  { files: /(?:^|\/)Migrations\/\d{14}_[^/]+(?<!\.Designer)\.cs$/, holds: /\bMigrationBuilder\b/, name: 'C#' },
  { files: /\.(?:up|down)\.fizz$/, holds: /\S/, name: 'fizz' },
  { files: /\.groovy$/, holds: /\bdatabaseChangeLog\b/, name: 'Groovy' },
];

/** What the extractor asks the host for besides `.sql`: cheap to name, and told apart by content. */
export const otherFiles =
  /(?:^|\/)(?:migrations?|Migrations?|migrate|post_migrate|versions)\/(?:.+\/)?[^/]+\.(?:go|py|rb|php|exs|java|kt|cs|fizz)$|(?:^|\/)[^/]*change-?log[^/]*\.groovy$/i;

/** The language of a migration that is not read; nothing when the file is no migration. */
export function unreadLanguage(path: string, text: string): string | undefined {
  if (!isProductPath(path)) return undefined;
  return languages.find(({ files, holds }) => files.test(path) && holds.test(text))?.name;
}
