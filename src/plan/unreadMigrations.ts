import type { Step } from '../core/step';
import type { PlanInput } from './input';
import { isTest } from './riskShape';

/** A script that takes another one back. */
const isDown = (path: string) => /[._-]down\.\w+$|(?:^|\/)(?:downs?|revert)(?:\/|\.\w+$)/i.test(path);

const folderOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('/')));
const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);

/** What is applied although nobody could read it. */
export const isUnreadMigration = ({ id }: Step): boolean => id.startsWith('unread-migration/');

/** Files of which the question after a migration that was not understood speaks: itself, and the script that takes it back. */
export function isAskedAbout(file: string, asked: readonly Step[]): boolean {
  return asked.some(({ evidence }) =>
    evidence.some(({ at }) => at.file === file || (isDown(file) && folderOf(file) === folderOf(at.file))),
  );
}

/** New migrations that were not understood are applied all the same: a person says what they do, once for each folder. */
export function unreadMigrations({ facts }: Pick<PlanInput, 'facts'>): Step[] {
  const added = new Set(
    facts('file.changed').flatMap(({ path, status }) => (status === 'added' && !isTest(path) ? [path] : [])),
  );
  const unread = facts('text.unread').filter(
    ({ at, hides }) => hides.includes('migration.declared') && hides.includes('ddl.operation') && added.has(at.file),
  );
  const folders = new Map<string, typeof unread>();
  for (const fact of unread)
    if (!isDown(fact.at.file))
      folders.set(folderOf(fact.at.file), [...(folders.get(folderOf(fact.at.file)) ?? []), fact]);
  return [...folders].map(([folder, mine]): Step => {
    const names = mine.map(({ at }) => nameOf(at.file));
    const shown = `${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`;
    const [were, does, it, down] =
      mine.length === 1
        ? ['was', 'does it', 'it', 'its down script']
        : ['were', 'do they', 'them', 'their down scripts'];
    const downs = unread.some(({ at }) => isDown(at.file) && folderOf(at.file) === folder);
    const back = downs ? `what would ${down} lose` : 'what is the way back';
    return {
      id: `unread-migration/${folder}`,
      kind: 'expand',
      phase: 'release',
      subject: mine.length === 1 ? `migration ${shown}` : `${mine.length} migrations of ${folder}`,
      title: `Apply ${shown} of ${folder || 'the root'}, which ${were} not understood (${mine[0]?.reason}): what ${does} do, does the version before work after ${it}, and ${back}?`,
      origin: 'ASK',
      role: 'migration',
      evidence: mine.map(({ at, reason }) => ({ at, note: reason })),
      change: { class: 'migration, not understood', reversible: 'not known' },
    };
  });
}
