import type { PackagePolicies, Policy } from './core/policy';
import { fileSpan } from './core/span';
import type { Files } from './host/ports';
import { isProductPath } from './knowledge/paths';
import { type PolicyProblem, policyFile, readPolicy } from './parse/policy';

export interface ReadPolicies {
  policy: Policy;
  /** Policies of packages, by folder. */
  packages: PackagePolicies;
  problems: PolicyProblem[];
  /** Texts that the policy was read from, the root's first: what a hash is made of. Empty without any. */
  texts: string[];
}

/** Longest policy that is looked at, in UTF-16 units. */
const longest = 1024 * 1024;

/** What a release is compared with and what is left out concerns the whole repository; only the root may say it. */
const ofTheRoot = ['compare_with', 'exclude'] as const;

/** Reads the policy of a tree: the file at its root, or `instead` of it, and those of its packages. */
export async function readPolicies(
  files: Files,
  rules: ReadonlySet<string>,
  instead?: { file: string; text: string },
): Promise<ReadPolicies> {
  const paths = (await files.list()).filter((path) => path.endsWith(`/${policyFile}`) && isProductPath(path));
  const found = new Map<string, string>();
  const unread: PolicyProblem[] = [];
  await files.read(
    instead ? paths : [policyFile, ...paths],
    () => longest,
    (path, content) => {
      if (typeof content === 'string') found.set(path, content);
      else if (content) unread.push({ at: fileSpan(path), reason: content.unread });
    },
  );
  const rootText = instead?.text ?? found.get(policyFile);
  const root =
    rootText === undefined ? { policy: {}, problems: [] } : readPolicy(instead?.file ?? policyFile, rootText, rules);
  const packages = new Map<string, Policy>();
  const problems = [...unread, ...root.problems];
  const texts = rootText === undefined ? [] : [rootText];
  for (const path of paths) {
    const text = found.get(path);
    if (text === undefined) continue;
    const own = readPolicy(path, text, rules);
    problems.push(...own.problems);
    texts.push(text);
    const policy = { ...own.policy };
    for (const section of ofTheRoot) delete policy[section];
    packages.set(path.slice(0, -policyFile.length - 1), policy);
  }
  return { policy: root.policy, packages, problems, texts };
}
