import type { Extractor } from '../core/extract';
import type { Fact, FactTypes } from '../core/fact';
import type { Source } from '../core/source';

type Row = FactTypes['rehearsal.recorded']['migrations'][number];

/** Records of rehearsed ways back: what was executed, on which engine, with how many synthetic rows. */
export const rehearsals: Extractor = {
  name: 'rehearsals',
  emits: ['rehearsal.recorded', 'text.unread'],
  files: /^(?:.*\/)?\.release-readiness\/rehearsals\/[^/]+\.json$/,
  accepts: () => true,
  extract(source) {
    let value: unknown;
    try {
      value = JSON.parse(source.text);
    } catch {
      return [unread(source, 'the record of the rehearsal is no JSON')];
    }
    const record = isRecord(value) ? value : {};
    const { version, inputs, engine, rows, migrations } = record;
    if (version !== 1) return [unread(source, 'the record of the rehearsal has another version')];
    if (typeof inputs !== 'string' || !Array.isArray(migrations))
      return [unread(source, 'the record of the rehearsal lacks inputs or migrations')];
    return [
      {
        kind: 'rehearsal.recorded',
        at: source.span(0, 0),
        inputs,
        engine: engineText(engine),
        rows: typeof rows === 'number' && Number.isFinite(rows) ? rows : 0,
        migrations: migrations.filter(isRow),
      },
    ];
  },
};

function engineText(engine: unknown): string {
  if (!isRecord(engine)) return typeof engine === 'string' ? engine : 'unknown engine';
  return [engine.name, engine.server].filter((part) => typeof part === 'string').join(' ') || 'unknown engine';
}

function isRow(value: unknown): value is Row {
  return isRecord(value) && typeof value.id === 'string' && typeof value.verdict === 'string';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unread(source: Source, reason: string): Fact {
  return { kind: 'text.unread', at: source.span(0, 0), reason, hides: ['rehearsal.recorded'] };
}
