import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createSource } from '../../src/core/source';
import { models, prismaModels } from '../../src/facts/models';
import { queries } from '../../src/facts/queries';
import { namesInSql } from '../../src/parse/sqlNames';

/** `table.column access` of every use, with the text that its place covers. */
function uses(text: string, path = 'src/a.ts'): string[] {
  const source = createSource(path, text);
  return queries.extract(source).map((f) => {
    assert.equal(f.kind, 'column.used');
    if (f.kind !== 'column.used') return '';
    const owner = f.table ?? (f.model ? `model ${f.model}` : f.among ? `one of ${f.among.join('|')}` : '?');
    return `${owner}.${f.column} ${f.access} "${text.slice(f.at.start, f.at.end)}"`;
  });
}

describe('facts: queries', () => {
  it('reads columns and tables of SQL in strings', () => {
    assert.deepEqual(uses("pool.query('SELECT id, phone FROM users WHERE email = $1', [e])"), [
      'users.* read "users"',
      'users.id read "id"',
      'users.phone read "phone"',
      'users.email read "email"',
    ]);
  });

  it('tells writes from reads', () => {
    assert.deepEqual(uses("db.query('UPDATE orders SET status = $1, paid_at = now() WHERE id = $2')"), [
      'orders.* write "orders"',
      'orders.status write "status"',
      'orders.paid_at write "paid_at"',
      'orders.id read "id"',
    ]);
    assert.deepEqual(uses("db.query('INSERT INTO orders (id, status) VALUES ($1, $2) RETURNING total')"), [
      'orders.* write "orders"',
      'orders.id write "id"',
      'orders.status write "status"',
      'orders.total read "total"',
    ]);
  });

  it('resolves aliases, and leaves open which of several tables has a column', () => {
    assert.deepEqual(uses('sql`SELECT o.total, name FROM orders o JOIN customers AS c ON c.id = o.customer_id`'), [
      'orders.* read "orders"',
      'customers.* read "customers"',
      'orders.total read "o.total"',
      'one of customers|orders.name read "name"',
      'customers.id read "c.id"',
      'orders.customer_id read "o.customer_id"',
    ]);
  });

  it('keeps places across the holes of a template', () => {
    const text = `db.query(\`SELECT id FROM users WHERE id = \${id} AND phone IS NOT NULL\`)`;
    assert.ok(uses(text).includes('users.phone read "phone"'));
  });

  it('reads the calls of a Prisma client', () => {
    const text =
      "await prisma.user.findMany({ where: { email: { contains: 'x' } }, select: { id: true, posts: { select: { title: true } } } })";
    assert.deepEqual(uses(text), [
      'model user.* read "prisma.user.findMany"',
      'model user.email read "email"',
      'model user.id read "id"',
      'model user.posts read "posts"',
      '?.title read "title"',
    ]);
    assert.deepEqual(
      uses('this.prisma.order.update({ where: { id }, data: { status: "paid" } })').at(-1),
      'model order.status write "status"',
    );
    assert.deepEqual(uses('cache.user.findMany({ where: { id: 1 } })'), []);
  });

  it('reads the chains of query builders that name their table', () => {
    assert.deepEqual(uses("knex('orders').where({ status: 's' }).select('id', 'orders.total')"), [
      'orders.* read "\'orders\'"',
      'orders.id read "\'id\'"',
      'orders.total read "\'orders.total\'"',
      'orders.status read "status"',
    ]);
    assert.ok(
      uses("db.selectFrom('person').select(['id', 'first_name']).execute()").includes(
        'person.first_name read "\'first_name\'"',
      ),
    );
    assert.deepEqual(uses("list.select('id').where('a')"), []);
  });

  it('reads the queries of Drizzle', () => {
    const text = `import { eq } from 'drizzle-orm';
import { users } from './schema';
const a = db.select({ mail: users.email }).from(users).where(eq(users.teamId, id));
const b = db.update(users).set({ phone: null }).where(eq(users.id, id));
const c = db.insert(users).values({ name });
const d = db.query.users.findMany({ columns: { email: true }, with: { posts: true } });`;
    assert.deepEqual(uses(text).sort(), [
      'model users.* read "db.query.users.findMany"',
      'model users.* read "users"',
      'model users.* write "users"',
      'model users.* write "users"',
      'model users.email read "email"',
      'model users.email read "users.email"',
      'model users.id read "users.id"',
      'model users.name write "name"',
      'model users.phone write "phone"',
      'model users.posts read "posts"',
      'model users.teamId read "users.teamId"',
    ]);
  });

  it('reads repositories and query builders of TypeORM', () => {
    const text = `class Service {
  constructor(@InjectRepository(User) private readonly repo: Repository<User>) {}
  find() { return this.repo.find({ where: { email: 'x', team: { id: 1 } }, select: ['id', 'name'], order: { at: 'ASC' } }); }
  save() { return this.repo.update({ id: 1 }, { phone: null }); }
  built() { return this.repo.createQueryBuilder('u').where('u.email = :e AND u.age > 1').orderBy('u.at').getMany(); }
}`;
    assert.deepEqual(uses(text), [
      'model User.* read "this.repo.find"',
      'model User.email read "email"',
      'model User.team read "team"',
      'model User.id read "\'id\'"',
      'model User.name read "\'name\'"',
      'model User.at read "at"',
      'model User.* write "this.repo.update"',
      'model User.id read "id"',
      'model User.phone write "phone"',
      'model User.* read "this.repo.createQueryBuilder"',
      'model User.email read "u.email"',
      'model User.age read "u.age"',
      'model User.at read "u.at"',
    ]);
  });

  it("reads MikroORM's entity manager", () => {
    assert.deepEqual(
      uses("import { User } from './user';\nem.findOne(User, { email: 'x' }, { orderBy: { at: 'asc' } });"),
      ['model User.* read "em.findOne"', 'model User.email read "email"', 'model User.at read "at"'],
    );
  });

  it('reads the models of Sequelize', () => {
    const text = `import { Op } from 'sequelize';
import { User } from './models';
User.findAll({ where: { [Op.or]: [{ email: 'x' }] }, attributes: ['id'], order: [['at', 'DESC']] });
User.update({ phone: null }, { where: { id: 1 } });
Array.from(list).find({ where: { id: 1 } });`;
    assert.deepEqual(uses(text), [
      'model User.* read "User.findAll"',
      'model User.email read "email"',
      'model User.id read "\'id\'"',
      'model User.at read "\'at\'"',
      'model User.* write "User.update"',
      'model User.phone write "phone"',
      'model User.id read "id"',
    ]);
  });

  it('reads members of enums and the values that a field is compared with', () => {
    const literals = (text: string) =>
      queries
        .extract(createSource('src/a.ts', text))
        .flatMap((f) =>
          f.kind === 'column.used' && f.literal !== undefined ? [`${f.via} ${f.column}=${f.literal}`] : [],
        );
    assert.deepEqual(
      literals(
        "import { OrderStatus } from './x'; prisma.order.count({ where: { status: { in: ['PAID', 'SENT'] }, kind: 'A' } }); f(OrderStatus.PAID);",
      ),
      ['prisma status=PAID', 'prisma status=SENT', 'prisma kind=A', 'enum OrderStatus=PAID'],
    );
  });

  it('does not take prose for a query', () => {
    assert.deepEqual(uses("log('Update your profile')"), []);
    assert.deepEqual(uses("log('Please select an item from the list')"), []);
  });

  it('never throws, and stays inside the text', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            'select',
            ' ',
            'from',
            'a.b',
            '"',
            "'",
            '(',
            ')',
            '`',
            '$1',
            '$$',
            ',',
            '--',
            'as',
            'update',
            'set',
            '=',
            '\n',
          ),
        ),
        (parts) => {
          const text = parts.join(' ');
          for (const c of namesInSql(text).columns) assert.ok(c.start >= 0 && c.end <= text.length && c.start < c.end);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('facts: models', () => {
  const declared = (path: string, text: string) =>
    (path.endsWith('.prisma') ? prismaModels : models)
      .extract(createSource(path, text))
      .map((f) =>
        f.kind === 'column.declared'
          ? `${f.table}.${f.column}${f.nullable ? '?' : ''} = ${f.model ?? ''}.${f.field ?? ''}`
          : f.kind === 'value.accepted'
            ? `${f.set}: ${f.values.join('|')}`
            : f.kind,
      );

  it('reads Prisma models with their mapped names; relations are no columns', () => {
    const text =
      'model User {\n  id Int @id\n  fullName String? @map("full_name") // shown\n  posts Post[]\n  role Role\n  @@map("users")\n}\nmodel Post {\n  id Int @id\n}\nenum Role {\n  ADMIN\n  OWNER @map("owner")\n}\n';
    assert.deepEqual(declared('prisma/schema.prisma', text), [
      'users.id = User.id',
      'users.full_name? = User.fullName',
      'users.role = User.role',
      'Post.id = Post.id',
      'Role: ADMIN|owner',
    ]);
  });

  it('reads Drizzle tables', () => {
    const text =
      "export const users = pgTable('users', { id: serial('id').primaryKey(), fullName: text('full_name'), age: integer().notNull() });";
    assert.deepEqual(declared('src/schema.ts', text), [
      'users.id = users.id',
      'users.full_name? = users.fullName',
      'users.age = users.age',
    ]);
  });

  it('reads models of Sequelize', () => {
    const text =
      "User.init({ id: DataTypes.UUID, fullName: { type: DataTypes.STRING, allowNull: false, field: 'name' } }, { sequelize, tableName: 'people' });\nsequelize.define('Category', { shownAt: Sequelize.DATE }, { underscored: true });";
    assert.deepEqual(declared('src/user.ts', text), [
      'people.id? = User.id',
      'people.name = User.fullName',
      'Categories.shown_at? = Category.shownAt',
    ]);
  });

  it('reads entity classes', () => {
    const text =
      "@Entity('people')\nclass Person {\n  @PrimaryGeneratedColumn() id!: number;\n  @Column({ name: 'first_name', nullable: true }) firstName?: string;\n  @OneToMany(() => Pet, (p) => p.owner) pets!: Pet[];\n}";
    assert.deepEqual(declared('src/person.ts', text), [
      'people.id = Person.id',
      'people.first_name? = Person.firstName',
    ]);
  });

  it('reads the columns of relations on the side that holds the key', () => {
    const text =
      "@Entity('pets')\nclass Pet {\n  @ManyToOne(() => Person, (p) => p.pets)\n  @JoinColumn({ name: 'person_id' })\n  owner?: Person;\n  @ManyToOne({ fieldName: 'clinic_ref', entity: () => Clinic }) clinic?: Clinic;\n  @ManyToOne(() => Breed) breed?: Breed;\n  @OneToOne(() => Chip, (c) => c.pet) chip?: Chip;\n}";
    assert.deepEqual(declared('src/pet.ts', text), [
      'pets.person_id? = Pet.owner',
      'pets.clinic_ref? = Pet.clinic',
      'pets.breed_id? = Pet.breed',
    ]);
  });
});
