// Catches builds that give another result next week from the same commit.
// npm install resolves versions anew, a tag without a version is another image every few weeks, a piped script is whatever it is today.
// bad:  FROM node
//       RUN npm install
// good: FROM node:22.12-alpine
//       RUN npm ci
import type { Fact } from '../../core/fact';
import { defineRule, type Verdict } from '../../core/rule';

const image = (from: string, install: string) =>
  `FROM ${from}\nWORKDIR /app\nCOPY . .\n${install}CMD ["node", "server.js"]\n`;

export const nonReproducibleBuild = defineRule({
  id: 'infrastructure/non-reproducible-build',
  meta: {
    title: 'Build that is not the same twice',
    why: 'The image that was tested is not the one that is built again for a hot-fix or a way back: dependencies, base or tools have moved meanwhile, without a change in this repository.',
    todo: 'Install what the lock file says (npm ci, --frozen-lockfile), name a version or digest of the base image, and pin scripts that are downloaded.',
    severity: 'warning',
    examples: [
      {
        title: 'Versions resolved while the image is built',
        head: { Dockerfile: image('node:22-alpine', 'RUN npm install\n'), 'package-lock.json': '{}' },
        expect: ['infrastructure/non-reproducible-build'],
      },
      {
        title: 'The lock file decides',
        head: { Dockerfile: image('node:22-alpine', 'RUN npm ci --omit=dev\n'), 'package-lock.json': '{}' },
        expect: [],
      },
    ],
  },
  reads: ['image.built', 'job.resolved'],
  within: 'repository',
  by: (fact) => (fact.kind === 'image.built' ? fact.dockerfile : `${fact.workflow} ${fact.job}`),
  judge(c) {
    for (const built of c.head.of('image.built')) {
      const verdict = built.forDevelopment ? undefined : imageVerdict(built);
      if (verdict) return verdict;
    }
    for (const job of c.head.of('job.resolved')) {
      // What is installed to check a pull request is not shipped.
      const ships =
        job.acts.some((act) => act.verb === 'deploy') ||
        (job.acts.some((act) => act.verb === 'build') && job.downstream.some(({ verbs }) => verbs.includes('deploy')));
      const install = job.acts.find(
        (act) =>
          act.verb === 'install' && !act.waits && act.fixed !== undefined && act.tool !== 'pnpm' && act.tool !== 'yarn',
      );
      if (job.preview || !ships || !install) continue;
      return {
        what: `job ${job.job} resolves versions anew before it deploys: ${install.text}`,
        subject: `job ${job.job}`,
        at: install.at,
        fixes: [{ title: `Use ${install.fixed}`, safe: true, edits: [{ at: install.at, text: install.fixed ?? '' }] }],
      };
    }
    return undefined;
  },
});

const sentences = {
  install: (text: string) => `resolves versions anew: ${text}`,
  base: (text: string) => `starts from ${text}, a tag that moves`,
  script: (text: string) => `runs a script that may change: ${text}`,
};

function imageVerdict(built: Fact<'image.built'>): Verdict | undefined {
  const order = ['install', 'base', 'script'] as const;
  const found = order.flatMap((what) => (built.floating ?? []).filter((item) => item.what === what));
  const [first] = found;
  if (!first) return undefined;
  const fixes = found.flatMap((item) =>
    item.frozen === undefined
      ? []
      : [{ title: `Use ${item.frozen}`, safe: true, edits: [{ at: item.at, text: item.frozen }] }],
  );
  return {
    what: `${built.dockerfile} ${sentences[first.what](first.text)}`,
    subject: `image ${built.dockerfile}`,
    at: first.at,
    times: found.length,
    evidence: found.slice(1).map((item) => ({ at: item.at, note: sentences[item.what](item.text) })),
    fixes,
  };
}
