import type { Policy } from './core/policy';
import { sizeLimit } from './core/source';
import { hasGeneratedHeader, type Intake } from './host/intake';
import type { Files } from './host/ports';
import { attributeMatcher, globMatcher, type RulesFile } from './parse/globs';

const lockFile = /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lockb?)$/;

/** The state of the schema after each migration, which drizzle-kit keeps for itself: as long as all the rest together. */
const drizzleSnapshot = /(?:^|\/)(?:meta\/\d{4,}_snapshot|\d{14}_[^/]+\/snapshot)\.json$/;

/** A plan is about a release, and no part of it. */
const ownPlan = /(?:^|\/)\.release-readiness\/plans\//;

/** What both composition roots read of a tree. `attributes` are its `.gitattributes` files. */
export function createIntake(policy: Policy, attributes: readonly RulesFile[]): Intake {
  const excluded = globMatcher(policy.exclude ?? []);
  const generated = attributeMatcher(attributes, 'linguist-generated');
  return {
    leavesOut: (path) => ownPlan.test(path) || excluded(path) || generated(path),
    byNameAlone: (path) => lockFile.test(path) || drizzleSnapshot.test(path),
    isGenerated: hasGeneratedHeader,
    limit: sizeLimit,
  };
}

/** Longest list of attributes that is read, in UTF-16 units. */
const longest = 1024 * 1024;

/** The `.gitattributes` files of a tree. */
export async function attributesOf(files: Files): Promise<RulesFile[]> {
  const found: RulesFile[] = [];
  const paths = (await files.list()).filter((file) => /(?:^|\/)\.gitattributes$/.test(file));
  await files.read(
    paths,
    () => longest,
    (file, content) => {
      if (typeof content === 'string') found.push({ folder: file.replace(/\/?[^/]*$/, ''), text: content });
    },
  );
  return found;
}
