// Pages, schema and README follow from the rules; this says when somebody forgot `npm run docs`.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { documents } from '../../src/report/documents';
import { rules } from '../../src/rules';

const read = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : '');

describe('docs: what follows from the rules', () => {
  const wanted = documents(rules, { schema: read('media/policy.schema.json'), readme: read('README.md') });

  it('is current: npm run docs', () => {
    assert.deepEqual(
      Object.entries(wanted)
        .filter(([file, text]) => read(file) !== text)
        .map(([file]) => file),
      [],
    );
  });

  it('has no page of a rule that is gone', () => {
    const pages = existsSync('media/rules') ? readdirSync('media/rules', { recursive: true, encoding: 'utf8' }) : [];
    assert.deepEqual(
      pages
        .map((file) => `media/rules/${file.replaceAll('\\', '/')}`)
        .filter((file) => file.endsWith('.md') && !(file in wanted)),
      [],
    );
  });

  it('lets the schema complete the names of rules and areas, and no others', () => {
    const validate = new Ajv({ strict: false }).compile(JSON.parse(wanted['media/policy.schema.json'] ?? ''));
    for (const { id } of rules) assert.ok(validate({ version: 1, rules: { [id]: 'note' } }), id);
    assert.ok(validate({ version: 1, rules: { 'migration/*': 'off' } }));
    assert.equal(validate({ version: 1, rules: { 'migration/no-such-rule': 'off' } }), false);
  });

  it('links only to files that are there', () => {
    for (const file of ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md']) {
      const links = [...(wanted[file] ?? read(file)).matchAll(/\]\((?!https?:|#)([^)\s]+)\)/g)].map(
        (match) => match[1] ?? '',
      );
      assert.deepEqual(
        links.filter((link) => !existsSync(link.replace(/#.*$/, '')) && !(link in wanted)),
        [],
        file,
      );
    }
  });
});
