import { baseName, directoryOf, resolvePath } from '../../core/path';
import { dialectOfUrl } from './configText';
import { migrationRoot } from './places';
import type { RunnerFile } from './runners';

const changelogFolder = /^(?:db[-_.]?)?change-?logs?$|^liquibase$/i;

/** The folder that holds the changelogs of a database: the nearest that is called so, or that of the file. */
export function changelogRoot(path: string): string {
  const parts = directoryOf(path).split('/');
  for (let i = parts.length - 1; i >= 0; i--)
    if (changelogFolder.test(parts[i] as string)) return parts.slice(0, i + 1).join('/');
  return migrationRoot(path) ?? directoryOf(path);
}

/** A file or folder as it is called below the root of its changelogs. */
export function belowRoot(path: string, root: string): string {
  return root === '' || !path.startsWith(`${root}/`) ? path : path.slice(root.length + 1);
}

/** What Liquibase knows a changeSet by: its file, its id and its author. */
export function changeSetId(path: string, id: string, author: string): string {
  return `${belowRoot(path, changelogRoot(path))}::${id}::${author}`;
}

/** Sorts as the changeSets of one file run. */
export function changeSetOrder(path: string, index: number): string {
  return `${belowRoot(path, changelogRoot(path))} ${String(index).padStart(6, '0')}`;
}

/**
 * The path that an include means. One that is not relative to its changelog is looked for below a folder of resources, which is
 * where its first folder, or `src/main/resources`, lies above the changelog.
 */
export function includedPath(changelog: string, written: string, relative: boolean): string | undefined {
  if (written.includes('${') || /^[a-z]+:\/\//i.test(written)) return undefined;
  const path = written.replace(/^classpath\*?:/i, '').replace(/^\/+/, '');
  const folder = directoryOf(changelog);
  if (relative) return resolvePath(folder, path);
  const resources = /^(?:.*\/)?src\/main\/resources(?=\/|$)/.exec(folder)?.[0];
  if (resources !== undefined) return resolvePath(resources, path);
  const parts = folder.split('/');
  const first = path.split('/')[0] as string;
  const at = path.includes('/') ? parts.indexOf(first) : -1;
  return at === -1 ? undefined : resolvePath(parts.slice(0, at).join('/'), path);
}

/** `liquibase.properties`: the server, and by its changelog the folder. */
export const liquibaseProperties: RunnerFile = {
  files: /(?:^|\/)liquibase(?:[.-][\w-]+)?\.properties$/,
  holds: /^[ \t]*(?:liquibase\.command\.)?(?:url|change-?log-?file)[ \t]*[=:]/im,
  read(path, text) {
    const file = /^[ \t]*(?:liquibase\.command\.)?change-?log-?file[ \t]*[=:][ \t]*(\S+)/im.exec(text)?.[1];
    if (!file) return [];
    // Files are looked for beside the properties, and below the resources of the package.
    const below = new Set(['', 'src/main/resources'].map((folder) => resolvePath(directoryOf(path), folder) ?? ''));
    return [...below].flatMap((folder) => {
      const changelog = resolvePath(folder, file.replace(/^classpath:/, '').replace(/^\/+/, ''));
      const database = changelog === undefined ? undefined : changelogRoot(changelog);
      return database === undefined
        ? []
        : [
            {
              tool: 'liquibase',
              database,
              dialect: dialectOfUrl(text),
              transaction: 'each' as const,
              because: baseName(path),
            },
          ];
    });
  },
};
