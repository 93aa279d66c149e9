import assert from 'node:assert/strict';
import { cli } from '../support/cli';
import { repository } from '../support/repository';

const tuesday = { now: new Date('2026-11-24T09:00:00Z') };
const service = { 'package.json': '{"name":"shop"}\n', 'src/main.ts': 'export const up = true;\n' };
const bucket = (label: string) => `resource "aws_s3_bucket" "${label}" {\n  bucket = "shop-${label}"\n}\n`;
const alert = (name: string, runbook: string) => `groups:
  - name: shop
    rules:
      - alert: ${name}
        expr: rate(${name.toLowerCase()}_total[5m]) > 1
        annotations: { runbook_url: "${runbook}" }
`;

async function planOf(before: Record<string, string>, after: Record<string, string | undefined>) {
  const repo = repository();
  repo.commit({ ...service, ...before });
  const base = repo.git('rev-parse', 'HEAD').trim();
  repo.commit({ 'src/main.ts': 'export const up = 2;\n', ...after });
  return (await cli(['plan', '--base', base], repo.folder, tuesday)).out;
}

const stepsIn = (text: string) => [...text.matchAll(/<!-- rr:s (\S+) -->/g)].map(([, id = '']) => id);

describe('artefacts beside the code', () => {
  it('applies new infrastructure before the deploy, and removes the old when nothing uses it', async () => {
    const text = await planOf({ 'infra/storage.tf': bucket('labels') }, { 'infra/storage.tf': bucket('receipts') });
    const ids = stepsIn(text);
    const [made, deploy, gone] = [
      'infra/all/bucket/shop-receipts',
      'deploy/full',
      'infra/all/bucket/shop-labels/remove',
    ].map((id) => ids.indexOf(id));
    assert.ok(made !== undefined && made >= 0 && made < (deploy ?? 0) && (deploy ?? 0) < (gone ?? 0), ids.join(' '));
    assert.match(text, /Apply the infrastructure: bucket shop-receipts is new .*\*\*\[FOUND\]\*\*/);
    assert.match(text, /Remove bucket shop-labels only when the version before is gone .* what is in it goes with it/);
    assert.match(text, /infra back\*\* — bucket shop-receipts: leave it in place/);
  });

  it('says nothing of infrastructure that is not for production', async () => {
    const text = await planOf({}, { 'infra/staging/storage.tf': bucket('labels') });
    assert.deepEqual(
      stepsIn(text).filter((id) => id.startsWith('infra/')),
      [],
    );
  });

  it('loads a new alert before the first exposure, with the runbook of the repository', async () => {
    const text = await planOf(
      { 'monitoring/rules.yml': alert('Old', 'https://wiki.example/old') },
      {
        'monitoring/new.yml': alert('Slow', 'https://git.example/shop/shop/blob/main/docs/slow.md#first'),
        'docs/slow.md': '# Slow\n',
      },
    );
    const ids = stepsIn(text);
    assert.ok(ids.indexOf('alert/Slow') >= 0 && ids.indexOf('alert/Slow') < ids.indexOf('deploy/full'), ids.join(' '));
    assert.match(text, /Load the new alert Slow into the monitoring; runbook `?docs\/slow\.md`?/);
    assert.match(text, /`docs\/slow\.md:1`|`docs\/slow\.md`/);
    assert.doesNotMatch(text, /alert\/Old|runbook of alert/);
  });

  it('asks for a runbook that is not where the alert says, and not for one of another place', async () => {
    const text = await planOf(
      {},
      {
        'monitoring/a.yml': alert('Lost', 'docs/lost.md'),
        'monitoring/b.yml': alert('Away', 'https://wiki.example/away.md'),
      },
    );
    assert.match(text, /\[ASK[^\]]*\]\*\* Where is the runbook of alert Lost\? It names `docs\/lost\.md`/);
    assert.doesNotMatch(text, /runbook of alert Away/);
  });
});
