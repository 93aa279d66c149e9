/*
 * What it catches: a label that this release adds to an enum of the database and writes, while the version before checks what it
 * reads against a closed set without it.
 *
 * Why it breaks a release: the row stays when the code goes back, and stands there while both versions run. Prisma's client refuses a
 * whole result that holds a label it was not generated with; a switch over all labels throws in its default.
 *
 * Bad:  ALTER TYPE order_status ADD VALUE 'PAUSED', and in the same release data: { status: 'PAUSED' }
 * Good: release the code that can read PAUSED first; write it in a later release, or behind a flag
 */
import type { Fact } from '../../core/fact';
import { plainName } from '../../core/names';
import { type Case, defineRule, type Verdict } from '../../core/rule';
import { type AddedLabel, addedLabels } from '../../knowledge/labels';

type Kinds = 'ddl.resolved' | 'value.accepted' | 'column.used';
type Used = Fact<'column.used'>;

const schema = (...labels: string[]) =>
  `datasource db {\n  provider = "postgresql"\n  url      = env("DATABASE_URL")\n}\n\nenum OrderStatus {\n${labels.map((label) => `  ${label}\n`).join('')}}\n\nmodel Order {\n  id     Int         @id\n  status OrderStatus\n}\n`;
const lock = { 'prisma/migrations/migration_lock.toml': 'provider = "postgresql"\n' };
const init = {
  'prisma/migrations/20260105090000_init/migration.sql':
    'CREATE TYPE "OrderStatus" AS ENUM (\'OPEN\', \'PAID\');\nCREATE TABLE "Order" ("id" INTEGER PRIMARY KEY, "status" "OrderStatus" NOT NULL);\n',
};
const added = {
  'prisma/migrations/20260301090000_paused/migration.sql': 'ALTER TYPE "OrderStatus" ADD VALUE \'PAUSED\';\n',
};
const code = (status: string) => ({
  'src/orders.ts': `import { prisma } from './client';\n\nexport const pause = (id: number) =>\n  prisma.order.update({ where: { id }, data: { status: '${status}' } });\n`,
});

export const newValueUnknownToOldCode = defineRule({
  id: 'rollback/new-value-unknown-to-old-code',
  meta: {
    title: 'A new enum value that the version before cannot read',
    why: 'The rows stay when the code goes back, and stand there while both versions run. The version before rejects a label that its set does not have: every query that returns such a row fails.',
    todo: 'Release the code that can read the value first. Write it in a later release, or behind a flag that is off until no version without it can come back.',
    severity: 'blocker',
    confidence: 'likely',
    examples: [
      {
        title: 'a label is added and written in one release',
        base: { ...lock, ...init, 'prisma/schema.prisma': schema('OPEN', 'PAID'), ...code('OPEN') },
        head: {
          ...lock,
          ...init,
          ...added,
          'prisma/schema.prisma': schema('OPEN', 'PAID', 'PAUSED'),
          ...code('PAUSED'),
        },
        expect: ['rollback/new-value-unknown-to-old-code'],
      },
      {
        title: 'a label is added, and nothing writes it yet',
        base: { ...lock, ...init, 'prisma/schema.prisma': schema('OPEN', 'PAID'), ...code('OPEN') },
        head: { ...lock, ...init, ...added, 'prisma/schema.prisma': schema('OPEN', 'PAID', 'PAUSED'), ...code('OPEN') },
        expect: [],
      },
    ],
    sources: ['https://www.prisma.io/docs/orm/reference/error-reference'],
  },
  reads: ['ddl.resolved', 'value.accepted', 'column.used'],
  within: 'database',
  by(fact) {
    switch (fact.kind) {
      case 'ddl.resolved':
        if (!fact.pending || !touchesLabels.test(fact.op)) return [];
        return fact.op === 'value.create' && fact.object !== undefined
          ? [plainName(fact.object), everySwitch]
          : everySwitch;
      case 'value.accepted':
        return fact.by === 'switch' ? everySwitch : fact.closed ? plainName(fact.set) : [];
      default:
        return fact.literal === undefined || fact.access !== 'write' ? [] : [...setsOf(fact), everySwitch];
    }
  },
  judge(c) {
    if (c.key === everySwitch) return addedLabels(c.head.of('ddl.resolved')).flatMap((added) => refused(added, c));
    const accepted = c.base.of('value.accepted');
    if (accepted.length === 0) return undefined;
    const rejected = c.head
      .of('ddl.resolved')
      .filter((op) => op.direction === 'up' && op.objectState !== 'new' && op.value !== undefined)
      .filter((op) => accepted.every((set) => !set.values.includes(op.value as string)))
      .map((op) => ({ op, writes: writesOf(op.value as string, c) }))
      .filter(({ writes }) => writes.length > 0);
    const [first, ...rest] = rejected;
    return first && verdictOf(first, rest, accepted[0] as Fact<'value.accepted'>);
  },
});

/** The sets that a literal may belong to: that of its enum, or one called after the field, with or without its model. */
function setsOf(use: Used): string[] {
  const field = plainName(use.column);
  if (use.via === 'enum') return [field];
  const owners = [use.model, use.table].flatMap((owner) => (owner === undefined ? [] : [plainName(owner) + field]));
  return [...new Set([field, ...owners])];
}

function writesOf(label: string, c: Case<Kinds>): readonly Used[] {
  return c.head.of('column.used').filter((use) => use.literal === label);
}

/** A switch tells no type: labels that are added, code that names all others, and what is written meet in one case. */
const everySwitch = 'every switch';
const touchesLabels = /^(?:value\.create|type\.rename|column\.alter|constraint\.(?:create|drop))$/;

/** Code of the version before that names exactly the labels of the version before, and throws on the new one. */
function refused(added: AddedLabel, c: Case<Kinds>): Verdict[] {
  const { label, op, set } = added;
  const labels = (values: readonly string[]) => [...new Set(values.map(plainName))].sort().join(' ');
  const all = labels(added.before);
  const sets = c.base.of('value.accepted').filter((one) => labels(one.values) === all);
  const names = new Set([...added.names, ...sets.map((one) => plainName(one.set))]);
  const writes = writesInto(label, names, c);
  const [first, ...others] = writes;
  if (sets.length === 0 || !first) return [];
  return [
    {
      part: `${set} ${label}`,
      severity: 'warning',
      what: `${label} of ${set} is new and written here: the version before throws where it meets it`,
      why: 'The rows stay when the code goes back, and stand there while both versions run. The version before names every label that it knows and throws on any other.',
      subject: `enum value ${set}.${label}`,
      at: first.at,
      evidence: [
        { at: op.at, note: `${label} is added here` },
        ...sets.map(({ at }) => ({ at, note: `the running version throws here on ${label}` })),
        ...others.map(({ at }) => ({ at, note: `${label} is written here too` })),
      ],
    },
  ];
}

/** Literals and members of an enum that are written into one of the names. */
function writesInto(label: string, names: ReadonlySet<string>, c: Case<Kinds>): readonly Used[] {
  return c.head.of('column.used').filter((use) => {
    if (use.via === 'enum')
      return names.has(plainName(use.column)) && plainName(use.literal ?? '') === plainName(label);
    return use.literal === label && setsOf(use).some((name) => names.has(name));
  });
}

interface Rejected {
  op: Fact<'ddl.resolved'>;
  writes: readonly Used[];
}

function verdictOf({ op, writes }: Rejected, rest: readonly Rejected[], set: Fact<'value.accepted'>): Verdict {
  const [first, ...others] = writes as [Used, ...Used[]];
  const more = rest.length === 0 ? '' : ` (and ${rest.length} more)`;
  return {
    what: `${op.value} of ${op.object} is new${more} and written here: the version before rejects it`,
    subject: `enum value ${op.object}.${op.value}`,
    at: first.at,
    evidence: [
      { at: op.at, note: `${op.value} is added here` },
      { at: set.at, note: `${set.set} of the running version has no ${op.value}` },
      ...others.map(({ at }) => ({ at, note: `${op.value} is written here too` })),
      ...rest.map((one) => ({
        at: one.writes[0]?.at ?? one.op.at,
        note: `${one.op.value} is written here and as new`,
      })),
    ],
  };
}
