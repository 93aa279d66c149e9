import assert from 'node:assert/strict';
import { cli } from '../support/cli';
import { repository } from '../support/repository';

const tuesday = { now: new Date('2026-11-24T09:00:00Z') };

/** The plan of new migrations, by a tool that the manifest of the package names. */
async function planOf(manifest: string, before: Record<string, string>, added: Record<string, string>) {
  const repo = repository();
  repo.commit({ 'package.json': manifest, 'src/main.ts': 'export const up = true;\n', ...before });
  const base = repo.git('rev-parse', 'HEAD').trim();
  repo.commit(added);
  return (await cli(['plan', '--base', base], repo.folder, tuesday)).out;
}

const stepsIn = (text: string) => [...text.matchAll(/<!-- rr:s (\S+) -->/g)].map(([, id = '']) => id);
const comesBefore = (text: string, a: string, b: string) => {
  const ids = stepsIn(text);
  assert.ok(ids.includes(a) && ids.indexOf(a) < ids.indexOf(b), `${a} comes before ${b} in ${ids.join(' ')}`);
};

const prisma = '{"name":"shop","dependencies":{"@prisma/client":"6.0.0"},"devDependencies":{"prisma":"6.0.0"}}\n';
const schema = {
  'prisma/schema.prisma': 'datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}\n',
};
const at = (name: string, sql: string) => ({ [`prisma/migrations/${name}/migration.sql`]: sql });
const parcels = at(
  '20260101000000_parcels',
  'CREATE TABLE parcels (id bigint PRIMARY KEY, old_ref text, town text);\n',
);
const column = at('20260201000000_ref', 'ALTER TABLE parcels ADD COLUMN ref text;\n');
const fill = 'UPDATE parcels SET ref = old_ref WHERE ref IS NULL;\n';

describe('migrations in the plan', () => {
  it('fills rows before the deploy where the tool applies everything in one go', async () => {
    const text = await planOf(
      prisma,
      { ...schema, ...parcels },
      { ...column, ...at('20260202000000_fill', fill), 'src/main.ts': 'export const up = 2;\n' },
    );
    comesBefore(text, 'mig/20260201000000_ref/up', 'mig/20260202000000_fill/backfill');
    comesBefore(text, 'mig/20260202000000_fill/backfill', 'deploy/full');
    assert.match(text, /prisma applies it with the schema, so before the deploy/);
  });

  it('fills rows after the deploy where the tool can stop, unless the code needs what comes after it', async () => {
    const goose = (name: string, sql: string) => ({
      [`migrations/${name}.sql`]: `-- +goose Up\n${sql}\n-- +goose Down\nSELECT 1;\n`,
    });
    const before = goose(
      '20260101000000_parcels',
      parcels['prisma/migrations/20260101000000_parcels/migration.sql'] ?? '',
    );
    const added = {
      ...goose('20260201000000_ref', 'ALTER TABLE parcels ADD COLUMN ref text;'),
      ...goose('20260202000000_fill', fill),
    };
    const late = await planOf('{"name":"shop","dependencies":{"pg":"8.0.0"}}\n', before, added);
    comesBefore(late, 'deploy/full', 'mig/20260202000000_fill/backfill');
    assert.match(late, /goose applies all that is pending: `up-to` stops before it/);
    const early = await planOf('{"name":"shop","dependencies":{"pg":"8.0.0"}}\n', before, {
      ...added,
      ...goose('20260203000000_size', 'ALTER TABLE parcels ADD COLUMN size text;'),
    });
    comesBefore(early, 'mig/20260202000000_fill/backfill', 'mig/20260203000000_size/up');
    comesBefore(early, 'mig/20260203000000_size/up', 'deploy/full');
  });

  it('takes indexes of tables in use back without blocking them', async () => {
    const text = await planOf(
      prisma,
      { ...schema, ...parcels, ...at('20260102000000_i', 'CREATE INDEX by_town ON parcels (town);\n') },
      at(
        '20260201000000_indexes',
        'CREATE TABLE notes (id bigint PRIMARY KEY, body text);\nCREATE INDEX by_body ON notes (body);\nCREATE INDEX by_ref ON parcels (old_ref);\nDROP INDEX by_town;\n',
      ),
    );
    assert.match(
      text,
      /-- each on its own, outside a transaction\nCREATE INDEX CONCURRENTLY by_town ON parcels \(town\);\nDROP INDEX CONCURRENTLY by_ref;\nDROP TABLE notes;/,
    );
  });

  it('asks what a migration does that was not understood, and promises no way back', async () => {
    const table = (name: string) => `CREATE TABLE ${name} (id UInt64, at DateTime) ENGINE = MergeTree() ORDER BY id;\n`;
    const added = { 'clickhouse/migrations/20260201000000_visits.sql': table('visits') };
    const one = await planOf('{"name":"shop"}\n', {}, added);
    comesBefore(one, 'unread-migration/clickhouse/migrations', 'deploy/full');
    assert.match(
      one,
      /Apply `?20260201000000_visits\.sql`? of .*which was not understood .*: what does it do.*way back\? .*\*\*\[ASK/,
    );
    assert.match(one, /\*\*Rollback: not known from S\d on: what it does was not understood\.\*\*/);
    assert.match(one, /Unknown, [^\n]*what migration `?20260201000000_visits\.sql`? does was not understood \+0…20/);
    assert.doesNotMatch(one, /of changed files not understood/);
    const more = await planOf(
      '{"name":"shop"}\n',
      {},
      {
        ...added,
        'clickhouse/migrations/20260202000000_stays.up.sql': table('stays'),
        'clickhouse/migrations/20260202000000_stays.down.sql': 'DROP TABLE stays SYNC;\n',
      },
    );
    assert.match(more, /which were not understood/);
    const old = await planOf('{"name":"shop"}\n', added, { 'src/main.ts': 'export const up = 2;\n' });
    assert.deepEqual(stepsIn(old), []);
  });
});

describe('pipelines in the plan', () => {
  const workflow = (paths: string) => `on:
  push:
    branches: [main]
    paths: ['${paths}']
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: npx netlify deploy --dir=packages/stories/dist --prod
`;
  const planWith = (paths: string) =>
    planOf(
      prisma,
      { ...schema, ...parcels, '.github/workflows/stories.yml': workflow(paths) },
      { ...column, 'src/main.ts': 'export const up = 2;\n' },
    );

  it('names no command of a job that waits for files of another product', async () => {
    const text = await planWith('packages/stories/**');
    assert.doesNotMatch(text, /netlify/);
    assert.match(text, /no tool that deploys was found/);
  });

  it('names the command of a job that this change starts', async () => {
    assert.match(await planWith('src/**'), /netlify/);
  });
});
