import type { Span } from './span';
import type { TemplateRegion, Tree } from './tree';
import type { HelperCall, VariableHelper } from './variableHelper';

/**
 * The closed vocabulary. Files become facts once; every rule, step and view is a question over these kinds.
 * A kind is `noun.participle`; what ends in `.resolved` is made by the link step and nothing else.
 * Absent means unknown; a literal `'none'` means known to be absent.
 */

/** What stands where a value is expected. Secrets are never kept: see {@link SafeValue}. */
export type Value =
  | { is: 'literal'; value: string | number | boolean }
  | { is: 'env'; name: string; fallback?: Value }
  | { is: 'ref'; ref: Ref }
  /** A text that is put together may still say how it starts: `https://api.example.com/orders/`, or which variable comes first in it. */
  | { is: 'unknown'; starts?: string; env?: string };

/** What a name stands for, as far as its own file tells. */
export type Ref =
  | { in: 'import'; specifier: string; name: string; path: string[] }
  | { in: 'file'; symbol: string; path: string[] }
  | { in: 'this'; member: string; path: string[] }
  | { in: 'global'; name: string; path: string[] }
  | { in: 'unknown'; why: string };

/** Stands in for a configuration value: its class and a salted hash, enough to compare two environments. */
export interface SafeValue {
  class: 'empty' | 'placeholder' | 'secret' | 'number' | 'boolean' | 'url' | 'text' | 'interpolated' | 'encrypted';
  hash: string;
  /** Host of a URL value without credentials, when it names one. */
  host?: string;
  /** Environment that the value itself names: `staging`, `production`, `development` or `localhost`. */
  shows?: string;
  /** The number itself, of a variable that names a port. */
  port?: number;
  /** A secret by its own shape, whatever it is called: a vendor's key, or long and without a pattern. */
  strong?: true;
  /** Mode of a vendor key: `test` or `live`. */
  mode?: 'test' | 'live';
}

export type Guard = { flag: Ref | string; side: 'on' | 'off'; key?: string };

/** How a call is written, for a fix that adds an option to it. Offsets are those of the file. */
export interface CallForm {
  /** Number of arguments, spreads included. */
  args: number;
  /** The closing parenthesis. */
  close: Span;
  /**
   * Where a property goes first into the last argument before a callback, when that is an object literal; `empty`: it has no
   * other; `limits`: those of its properties that are about time.
   */
  options?: { at: Span; empty: boolean; limits?: string[] };
  /** The empty place in front of the last argument, when that is a function. */
  callback?: Span;
  /** Place of the argument that is an object literal among the arguments, from 0. */
  optionsAt?: number;
  /** A comma stands after the last argument. */
  trailingComma?: true;
  /** Where a header goes first into the `headers` of these options; `elsewhere`: they are no object literal. */
  headers?: { at: Span; empty: boolean } | 'elsewhere';
  /** Of a call that is repeated: what is written here that names this one operation, `order.id` or `refundId`. */
  identity?: string;
}

/** What a function does with the outcome of one call that matters. */
export interface Site {
  callee: Ref;
  at: Span;
  how: 'call' | 'read' | 'new';
  /** Awaited, returned or chained; otherwise it floats. */
  consumed: boolean;
  onThrow: 'leaves' | 'answers' | 'becomes-value' | 'vanishes';
  onValue: 'leaves' | 'decides-answer' | 'vanishes';
  /** Limit put around the call here (signal, race, wrapper), in milliseconds. */
  limitMs?: number | 'none' | 'some';
  /** The same number = one Promise.all. */
  together?: number;
  /** Literal-looking properties of object arguments, flattened one level: `timeout`, `method`, `idempotencyKey`, … */
  options: Record<string, Value>;
  /** Some argument could not be read (spread, identifier of unknown origin): an absence proves nothing. */
  optionsOpen: boolean;
  /** Positional arguments, as far as they are values or references. */
  args: Value[];
  inside: ('retry' | 'breaker' | 'fallback' | 'loop')[];
  guards: Guard[];
  /** A bad value is turned into a throw here: `if (!response.ok) throw …`. */
  raises?: boolean;
  /** What leaves as a value does so inside a result that says that all is well: `return ok(state)`. */
  wraps?: 'failure' | 'value' | 'both';
  /** The answer is decided by the flag of a result alone: `if (!result.ok) …`. */
  byFlag?: boolean;
  /** Functions that are handed the failure or the value, and may answer for it: `catch (e) { return fail(res, e) }`. */
  by?: Ref[];
  /** Calls that the value passes through before its outcome is handled: `within(pool.query(…), 500)`. */
  through?: { callee: Ref; arg: number; args: Value[] }[];
  /** Functions among the arguments, also inside arrays and literals. */
  runs?: Ref[];
  /** The limit is this parameter of the function, from 0. */
  limitParam?: number;
  /** A limit of this call can only come in with this parameter of the function, from 0. */
  forwards?: number;
  form?: CallForm;
  /** The call is a statement of its own in a block: the empty place in front of it. */
  stands?: Span;
  /** Runs only when the query of the request asks for it: `if (req.query.deep)`. */
  onDemand?: boolean;
  /** Runs only when these parameters of its function (`0`, `0.deep`) are true, or false. */
  needs?: { parameter: string; is: boolean }[];
  /** Arguments, by position and property, that are written down, or that a request without a query decides. */
  plain?: Record<string, boolean>;
}

/** Where a question can be asked before something runs: for a fix that puts it behind a flag. Offsets are those of the file. */
export interface Gate {
  /** Empty: behind the brace that opens a body, or in front of a statement; an arrow's expression as it stands. */
  at: Span;
  form: 'body' | 'expression' | 'statement';
  /** What a new line in a body begins with, line break included; one step of indentation. */
  line?: string;
  step?: string;
  /** `await` may be used. Otherwise the place where `async` can be written. */
  async: boolean;
  asyncAt?: Span;
  /** Runs when the module is loaded, before anything has been set up. */
  onLoad?: true;
  /** Parameters of the function, in their order; `''` for a pattern. */
  params: string[];
  imports: Imports;
}

/** A question for a flag in the words of the repository: `(await flags.getBooleanValue('cart', false, ctx)) === true`. */
export interface FlagQuestion {
  /** What is called: `flags.getBooleanValue`; `process.env` for a variable, which has no arguments. */
  callee: string;
  /** Its arguments as they are written, with the names that each of them uses. */
  args: { text: string; names: string[] }[];
  /** Positions of the key and of the value for when nobody answers. */
  key: number;
  fallback?: number;
  /** How many arguments it cannot do without. */
  needs: number;
  awaited?: true;
  /** What makes a yes of the answer: `.enabled`, `=== 'on'`. */
  then?: string;
  /** Where the name comes from that the callee begins with: another module, an export of this file, or this file alone. */
  from?: { specifier: string; name: string } | { exported: string } | 'here';
}

/** What a file imports, and where another import can stand. */
export interface Imports {
  behind?: Span;
  /** How the last import is written. */
  quote: '"' | "'";
  end: ';' | '';
  names: { local: string; specifier: string; name: string }[];
}

/** A catch clause that answers as if nothing had happened. */
export interface CaughtAnswer {
  /** What is tried. */
  tried: Span;
  /** The statement that answers; its indentation, if it stands first on its line. */
  statement: Span;
  indent?: string;
  /** The call that answers; where a second argument fits, if it has only one; what the responder is: `res` of `res.json(…)`. */
  call?: Span;
  second?: Span;
  on?: Span;
  /** A number that is written as the status. */
  status?: Span;
}

/** A probe as seen from the route that it asks for. */
export type AskedBy = {
  role: FactTypes['probe.declared']['role'];
  at: Span;
  pathAt?: Span;
  timeoutAt?: Span;
  workload: string;
  environment: string;
  source: string;
  periodMs?: number;
  timeoutMs?: number;
  failures?: number;
  open?: boolean;
};

/** How a server that listens is closed, and where the code that closes it can stand: for a fix that handles SIGTERM. */
export interface Closing {
  /** Node's `close` calls back when it is done, Fastify's answers with a promise. */
  how: 'callback' | 'promise';
  /** What has the `close`: a name of the file, or with `declareAt` the name that the result of the call is to get. */
  server: string;
  /** In front of a call that keeps no result: place of `const server = `. */
  declareAt?: Span;
  /** Behind the statement that listens; another can follow there. */
  behind: Span;
  /** What listens comes from another file: a server of Node, unless the service has other ones. */
  unseen?: true;
  /** How the file is written: indentation of the statement and of one step, end of a statement, quotes. */
  style: { indent: string; step: string; end: ';' | ''; quote: '"' | "'" };
}

export type DdlObject =
  | 'table'
  | 'column'
  | 'index'
  | 'constraint'
  | 'type'
  | 'value'
  | 'view'
  | 'routine'
  | 'trigger'
  | 'partition'
  | 'schema'
  | 'extension'
  | 'grant'
  | 'sequence'
  | 'comment'
  | 'policy';
export type DdlVerb = 'create' | 'drop' | 'rename' | 'alter' | 'validate' | 'attach' | 'detach' | 'refresh';
export type DdlOp =
  | `${DdlObject}.${DdlVerb}`
  | `rows.${'insert' | 'update' | 'delete' | 'truncate'}`
  | `session.${'begin' | 'commit' | 'set' | 'lock' | 'maintain'}`
  | 'dynamic.unknown';

export type Dialect = 'postgresql' | 'mysql' | 'mariadb' | 'sqlite' | 'unknown';
export type DefaultSort = 'none' | 'constant' | 'stable' | 'volatile';

/**
 * One schema operation, the same for SQL and for migrations written in code. Names are unquoted and lower-cased as the dialect folds them.
 *
 * A statement that does several things is several operations with one `statement` number, in source order, each with its own span:
 * - CREATE TABLE: `table.create`, then a `column.create` for each column and a `constraint.create` for each constraint (inline ones too).
 *   `options`: `temporary`, `as` (CREATE TABLE AS), `like`, `partitionOf`, `partitionBy`, `virtual`.
 * - ADD COLUMN: `column.create` (a key column says `nullable: false`), then a `constraint.create` for each inline UNIQUE, PRIMARY KEY,
 *   REFERENCES or CHECK, with `column` and `columns: [column]`; a constraint that stands alone has no `column`.
 * - CREATE TYPE … AS ENUM: `type.create` with `options.sort` (`enum`, `domain`, `composite`, `range`), then a `value.create` for each label.
 * - DROP of several objects: one operation for each.
 *
 * `action` of `column.alter`: `type` (USING in `expression`), `set-not-null`, `drop-not-null`, `set-default`, `drop-default`,
 * `add-identity`, `drop-identity`, `drop-expression`, `set-statistics`, `set-storage`, and `modify` for MODIFY and CHANGE (whole definition;
 * a CHANGE that renames is a `column.rename` first). `options.position` is `first` or `after`; `options.charset`, `options.collate`.
 * `action` of `table.alter`: `set-logged`, `set-unlogged`, `set-tablespace`, `set-options`, `set-schema`, `owner`, `enable-rls`, `engine`, `convert-charset`,
 * `default-charset`, `row-format`, `force`, `auto-increment`, `comment`, `replica-identity`, `cluster-on`, `inherit`; of `partition.alter`: `reorganize`, `remove`, …;
 * of `trigger.alter`: `enable`, `disable`. `partition.detach` has `options.finalize`.
 *
 * VACUUM, CLUSTER, REINDEX, ANALYZE, ALTER SYSTEM and the like are `session.maintain` with `options.verb` (`vacuum`, `cluster`, `reindex`, …),
 * `options.target` (`index`, `table`, `schema`, `database`, `system`) and `options.full`; LOCK TABLE is `session.lock` with `options.mode`; SET is
 * `session.set` with `options.name`, `options.value`, `options.scope` (`local`, `session`, `role`, …); ROLLBACK is `session.commit` with
 * `options.sort: 'rollback'`; DROP DATABASE is `schema.drop` with `options.sort: 'database'`.
 * Views: `options.sort: 'materialized'`, `options.orReplace`, `options.withNoData`. ALTER TABLE … ALTER/RENAME/DROP INDEX of MySQL are `index.*` with `table`.
 */
export interface DdlOperation {
  database: string;
  migration: string;
  direction: 'up' | 'down';
  /** Number of the statement in its migration and direction, from 0. */
  statement: number;
  /** Number of the transaction that the author or file format opens; statements with the same number share it. `'none'` = runs outside a transaction. */
  transaction: number | 'none';
  op: DdlOp;
  dialect: Dialect;
  /** Schema-qualified only when the statement says so: `audit.events`. */
  table?: string;
  column?: string;
  /** Name of the index, constraint, type, view, … */
  object?: string;
  /** New name for renames; referenced table for foreign keys is in `references`. */
  to?: string;
  type?: string;
  nullable?: boolean;
  default?: DefaultSort;
  defaultText?: string;
  references?: { table: string; columns: string[] };
  columns?: string[];
  /** What an `alter` does: `type`, `set-not-null`, `drop-not-null`, `set-default`, `drop-default`, … */
  action?: string;
  /** Sort of constraint: `primary-key`, `foreign-key`, `unique`, `check`, `exclude`, `not-null`. */
  constraint?: string;
  /** Normalised expression of a check, predicate or generated column. */
  expression?: string;
  concurrently?: boolean;
  notValid?: boolean;
  unique?: boolean;
  ifExists?: boolean;
  cascade?: boolean;
  usingIndex?: string;
  generated?: 'stored' | 'virtual' | 'identity' | 'serial';
  /** Name of an enum value for `value.*`. */
  value?: string;
  where?: 'none' | 'always' | 'some';
  batched?: boolean;
  idempotent?: boolean;
  /** `algorithm`, `lock`, `engine`, `using`, `tablespace`, `name`/`value` of SET, `mode` of LOCK, … */
  options?: Record<string, string>;
  /** The statement's own text, at most 400 characters, for inverse statements and evidence. */
  text?: string;
}

/** What is known of an object before an operation changes or takes it away. */
export interface DdlBefore {
  type?: string;
  nullable?: boolean;
  default?: string;
  /** A column: part of an index. */
  indexed?: boolean;
  generated?: 'stored' | 'virtual' | 'identity' | 'serial';
  /** A table: its columns. An index or a constraint: the columns it covers. */
  columns?: { name: string; type?: string; nullable?: boolean; default?: string }[];
  unique?: boolean;
  constraint?: string;
  references?: { table: string; columns: string[] };
  expression?: string;
  /** An enum: its labels, in order. */
  labels?: string[];
}

/** One thing that a job of a pipeline does. */
export interface Act {
  verb: 'install' | 'build' | 'test' | 'infra' | 'migrate' | 'deploy' | 'verify' | 'rollback' | 'edit-by-hand';
  tool: string;
  /** It ends only when what it started is up, or it cannot be told; for installs: the lock file is obeyed. */
  waits: boolean;
  ignoresFailure: boolean;
  at: Span;
  text?: string;
  /** What makes its failure go unnoticed: `|| true`, `continue-on-error`, … */
  ignoredBy?: string;
  ignoredAt?: Span;
  /** The command that does the same reproducibly. */
  fixed?: string;
  /** Environment that the command itself names. */
  environment?: string;
}

/** Where one more variable can be written before one that is there, and in which form. */
export interface Slot {
  /** Empty, at the start of the variable that follows. */
  at: Span;
  form: 'container' | 'compose-list' | 'compose-map' | 'schema' | 'map' | 'literal';
  /** Object or library that the neighbours use: the secret that they refer to, the validator that checks them. */
  like?: string;
}

export interface JobDeclared {
  workflow: string;
  job: string;
  acts: Act[];
  environment?: string;
  needs: string[];
  group?: string;
  cancels?: boolean;
  /** Events that start the workflow; `composite`: an action of steps, `runbook`: a written procedure. */
  on: string[];
  cron?: string[];
  dispatch?: boolean;
  uses?: string;
  open?: boolean;
  preview?: boolean;
  /** It takes nothing from the repository: what it deploys does not depend on the ref that it is started from. */
  sourceless?: true;
  /** Title of the workflow and of the job, as people see them. */
  title?: string;
  /** Local workflows and actions that it calls, with what it hands over. */
  calls?: { path: string; at: Span; with: Record<string, string> }[];
  /** Condition under which it runs. */
  condition?: string;
  /** Branches and tags whose push starts it. */
  branches?: string[];
  /** Globs of the files whose push starts it. */
  paths?: string[];
  tags?: boolean;
  /** Where a field is written: `group`, `cancels`, `environment`, `on`, `steps`. */
  places?: Record<string, Span>;
}

/** One field of a message, by its path: `customer.id`, `items[].sku`. */
export interface Field {
  /** JSON types that it may have, sorted and joined: `null|string`. `any` accepts and may be everything. */
  type: string;
  /** A message without it is right. Counts where the object around it is there. */
  optional: boolean;
  /** The only texts that it may have. */
  values?: string[];
  /** An object that rejects fields it does not know. */
  strict?: true;
  /** An object of which not every field is known. */
  open?: true;
  /** The reader fills it in when it is absent; what the reader writes always has it. */
  defaulted?: true;
}
export type Shape = Record<string, Field>;

/** What is known of the content of a message. */
export interface Content {
  shape: Shape;
  /** The object itself rejects fields it does not know. */
  strict: boolean;
  /** Further fields may be there: an absence proves nothing. */
  open: boolean;
  /** `validated`: a schema decides at run time; `typed`: a type of the language; `literal`: written down field by field; `used`: fields that are read. */
  known: 'validated' | 'typed' | 'literal' | 'used';
  /** The schema or type of another file that says the rest. */
  elsewhere?: Ref;
}

/** A message that is put into, or taken from, a channel. */
export interface PayloadExchanged {
  medium: 'queue' | 'job' | 'cache' | 'cookie' | 'token' | 'http';
  channel: string;
  direction: 'write' | 'read';
  shape: Shape;
  strict: boolean;
  guards: Guard[];
  open?: boolean;
  library?: string;
  /** Job, event or status inside the channel. */
  message?: string;
  known?: Content['known'];
  elsewhere?: Ref;
  /** What the channel's and the message's names stand for, when another file knows. */
  named?: Ref;
  messageNamed?: Ref;
  /** The client it goes through, whose maker knows the channel: `queue.add`. */
  through?: Ref;
  /** What holds it, the same before and after a rename: a variable or a function. */
  holder?: string;
}

export interface FactTypes {
  // The repository
  'service.declared': {
    name: string;
    root: string;
    serves: 'app' | 'worker' | 'library' | 'client';
    image?: string;
    from: 'package' | 'dockerfile' | 'compose' | 'platform';
  };
  'package.declared': {
    /** Empty for the fact of a lock file, which has only `root` and `lockfile`: a file of its own gives a fact of its own. */
    name: string;
    root: string;
    dependencies: Record<string, string>;
    devDependencies: Record<string, string>;
    exports?: unknown;
    main?: string;
    imports?: Record<string, unknown>;
    scripts: Record<string, string>;
    lockfile?: 'npm' | 'pnpm' | 'yarn' | 'bun' | 'none';
    private?: boolean;
    bin?: boolean;
    homepage?: string;
    repository?: string;
    /** Hosts that homepage, author and repository name, but for those of forges and mail providers. */
    hosts?: string[];
    workspaces?: string[];
  };
  'alias.declared': {
    root: string;
    /** As written, `@/*`; empty: what the config itself inherits from (`targets`: paths of relative `extends`) or hands over to. */
    pattern: string;
    /** Root-relative, in the order in which they are tried. */
    targets: string[];
    extends?: string;
    /** Root-relative folder that bare specifiers are looked up in. */
    baseUrl?: string;
    /** Root-relative paths of the configs that `references` names. */
    references?: string[];
  };
  'file.changed': {
    path: string;
    from?: string;
    status: 'added' | 'modified' | 'deleted' | 'renamed';
    added: number;
    deleted: number;
    fixes90d?: number;
  };
  'owner.declared': { pattern: string; owners: string[]; ignoredBecause?: string };
  'suppression.written': {
    rules: string[];
    reason?: string;
    until?: string;
    covers: Span;
    scope: 'line' | 'file';
    invalid?: string;
  };
  'text.unread': { reason: string; hides: FactKind[] };
  'rehearsal.recorded': {
    migrations: { id: string; verdict: string; [field: string]: unknown }[];
    inputs: string;
    engine: string;
    rows: number;
  };

  // Code, summarised
  'module.imported': {
    local: string;
    specifier: string;
    name: string;
    typeOnly: boolean;
    /** Of the last import statement of a file: where another can follow, and how this one is written. */
    last?: Pick<Imports, 'quote' | 'end'> & { behind: Span };
  };
  'symbol.exported': { name: string; target: Ref; value?: Value };
  /** Read without a parser. `*` with a specifier: everything of another file. `?`: an export of unknown names. */
  'symbol.outlined': { name: string; sort: 'function' | 'elsewhere' | 'other'; specifier?: string };
  'function.summarised': {
    symbol: string;
    bodyHash: string;
    sites: Site[];
    answers: 'always' | 'sometimes' | 'never';
    cost: 'light' | 'heavy';
    cachedMs?: number | 'forever';
    statements: number;
    params: string[];
    returns?: Value;
    route?: boolean;
    exported?: boolean;
    /** Error answers recognised in the body: status codes, or `throw`. */
    answersError: boolean;
    guards: Guard[];
    async?: boolean;
    /** It is given something to answer with: `res`, `reply`. */
    responds?: boolean;
    /** The place where a path through it ends without an answer. */
    silentAt?: Span;
    /** It only has to be sent: `res.status(503)`. */
    silentSends?: boolean;
    /** The only thing it answers or gives back. */
    answerAt?: Span;
    caughtAnswers?: CaughtAnswer[];
    /** Its body, and whether `async` can be put in front. */
    bodyAt?: Span;
    method?: boolean;
    /** Where its first statement can stand: see {@link Gate}. Nothing for a body without statements. */
    entry?: Pick<Gate, 'at' | 'form' | 'line' | 'step'>;
  };
  'class.declared': { symbol: string; extends?: Ref; members: Record<string, Ref>; decorators: string[] };
  'instance.created': {
    symbol: string;
    factory: Ref;
    options: Record<string, Value>;
    optionsOpen: boolean;
    /** Positions of the arguments that alone leave the options open: whoever knows the maker knows whether options stand there. */
    unread?: number[];
    args: Value[];
    scope: 'module' | 'call' | 'provider';
    /** What the call gave back was awaited. */
    awaited?: boolean;
    /** How the call that makes it is written. */
    form?: CallForm;
  };

  // Ways in, process life
  'route.declared': {
    via: 'http' | 'page' | 'rpc' | 'consumer' | 'cron';
    method: string;
    path: string;
    router: Ref;
    handler: Ref;
    middleware: Ref[];
    framework: string;
    rendering?: 'static' | 'dynamic';
    guards?: Guard[];
    order: number;
    /** The part that registers it: the call's name and path, the name of the exported handler. */
    registeredAt?: Span;
    /** The call that registers it is a statement of its own: the empty place in front of it, and whether that awaits or runs on load. */
    stands?: { at: Span; async: boolean; onLoad: boolean };
    /** Functions that the handler is wrapped in, outermost first: `asyncHandler(check)`. */
    wrappers?: Ref[];
    /** What a library was told to do besides: `interval`, `threshold`, `force-static`, `edge`. */
    traits?: string[];
  };
  'router.mounted': {
    prefix: string;
    host: Ref | '*';
    target: Ref;
    keepsPrefix: boolean;
    middleware: Ref[];
    order: number;
    exclude?: string[];
  };
  'shutdown.handled': {
    signals: string[];
    closes: string[];
    flipsReadiness: boolean;
    delayMs?: number;
    hooksEnabled: boolean;
    framework?: string;
    /** Time after which it gives up draining and ends the process. */
    forceMs?: number;
    /** Nest: classes whose hooks only run when the application listens for signals. */
    hooks?: { name: string; at: Span }[];
    /** Nest: where the application starts to listen, so that a call can be put in front of it. */
    listenAt?: Span;
    /** Nest: name of the application's variable. */
    application?: string;
    /** The handler awaits what it closes, or calls it. */
    closesAt?: Span;
  };
  'telemetry.started': {
    sort: 'metrics' | 'traces' | 'errors';
    library: string;
    afterImports: boolean;
    flushedOnExit: boolean;
    /** The instrumented package that was loaded before. */
    imported?: { name: string; at: Span };
    /** It patches modules when they are loaded. */
    patches?: boolean;
    /** It sends together what it collected. */
    batches?: boolean;
    port?: number;
    path?: string;
  };

  // Data
  'migration.declared': {
    database: string;
    id: string;
    order: string;
    tool: string;
    direction: 'up' | 'down';
    transaction: 'own' | 'none' | 'author';
    contentHash: string;
    irreversibleBecause?: string;
    empty?: boolean;
    /** The runner knows downs: Knex does, Prisma does not. */
    downs: 'expected' | 'none' | 'optional';
  };
  'runner.configured': {
    /** The migration folder; `*` speaks of every database of the repository that says nothing itself. */
    database: string;
    tool: string;
    dialect: Dialect;
    version?: string;
    transaction: 'each' | 'all' | 'none';
    lockTimeoutMs?: number;
    because?: string;
    /**
     * Where the tool keeps the order in a file of its own: migration → a text that sorts as the tool does. For Liquibase, the files and
     * folders (`changes/`) that the changelog at this place includes.
     */
    order?: Record<string, string>;
    /** Migrations that a file beside them takes out of the transaction. */
    outside?: string[];
  };
  'ddl.operation': DdlOperation;
  'column.declared': {
    database?: string;
    table: string;
    column: string;
    type: string;
    nullable: boolean;
    model?: string;
    field?: string;
  };
  'column.used': {
    table?: string;
    /** Tables that the statement names, when it does not say which of them has the column. */
    among?: string[];
    /** Model of an ORM instead of a table: `column.declared` tells its table. */
    model?: string;
    /** Column or model field as the code writes it; `*` for the table as a whole. */
    column: string;
    access: 'read' | 'write';
    literal?: string;
    via: string;
  };
  'value.accepted': {
    set: string;
    values: string[];
    closed: boolean;
    /** Not declared: code that names every label and throws on any other. */
    by?: 'switch';
  };
  'payload.exchanged': PayloadExchanged;
  /** A failure of what stands in `covers` is written to a log and forgotten: what follows goes on as after a success. */
  'failure.logged': { covers: Span };
  /** A schema, a type or a set of constants that other files may name. */
  'shape.declared': { name: string; content: Content; constants?: Record<string, string> };

  // Configuration
  'env.read': {
    /** A variable, or a prefix ending in `*`. */
    name: string;
    need: 'required' | 'optional';
    fallback?: Value;
    access: 'direct' | 'dynamic';
    side: 'server' | 'client';
    when: 'build' | 'deploy' | 'start' | 'call';
    /** A missing value stops the program while it starts. */
    validated: boolean;
    via: string;
    /** The value is only handed on (a property, an export): whoever gets it may well do without. */
    handedOn?: true;
    /** The code tests for it, or has something else to use: it knows how to go on without. */
    answered?: true;
    /** For a key of a schema: where another one would stand. */
    slot?: Slot;
  };
  /** A read through something that another file may give: a function that takes the name, or an object of variables. */
  'env.asked': FactTypes['env.read'] & {
    helper: Ref;
    /** The function in which it stands: it tells which class `this` is. */
    owner?: string;
    /** What a function is given; absent for a member of an object. */
    call?: HelperCall;
    /** What its name alone says, for when nothing else is known of it. */
    assumed?: Pick<FactTypes['env.read'], 'need' | 'fallback' | 'answered'>;
  };
  /** What reads the environment on behalf of other files. */
  'env.shared': {
    symbol: string;
    /** The words by which others may know it. */
    words: string[];
    /** A function; otherwise the object of variables itself. */
    helper?: VariableHelper;
    /** The helper that it asks in its turn. */
    through?: Ref;
  };
  /** The program, a script of its package or the script that starts its container gives it to what it starts. */
  'env.given': { name: string; by: 'code' | 'script' };
  'env.declared': {
    /** A variable, or `*` for an opaque source. */
    name: string;
    environment: string;
    family: string;
    layer: number;
    source: string;
    need?: 'required' | 'optional';
    when: 'build' | 'start' | 'ci' | 'contract';
    value?: SafeValue;
    target?: string;
    /** Key of a referenced secret or config map: `orders-secret/REFUND_KEY`. */
    references?: string;
    /** Image of the workload and the folder that it is built from: what joins it to a service. */
    image?: string;
    build?: string;
    /** Root of the service, where the declaration itself knows it. */
    service?: string;
    slot?: Slot;
    /** The value is passed on from the environment of whoever deploys: a shell, a job, a secret store. */
    passes?: boolean;
    /** Readers of .env files do not agree on the value: `#` inside it, a backtick quote, `$` before a word. */
    ambiguous?: 'hash' | 'backtick' | 'dollar';
  };
  'literal.found': {
    class: 'url' | 'host' | 'ip' | 'secret' | 'resource' | 'port';
    shows?: string;
    host?: string;
    /** Registrable domain of a public host. */
    domain?: string;
    position: 'sink' | 'fallback' | 'plain';
    key?: string;
    hash: string;
    /** Masked text that may be printed. */
    masked: string;
    rule?: string;
    local?: boolean;
    private?: boolean;
    managed?: boolean;
    strong?: boolean;
    variable?: string;
    usedAt?: Span;
    /** The file says that the browser runs it. */
    client?: boolean;
    /** The fact covers one literal that is the whole value, not the beginning of a computed one. */
    whole?: boolean;
  };

  // Workloads
  /** A document of which the workload facts are composed: several of them make what runs in one environment. */
  'manifest.declared': {
    form: 'object' | 'kustomization' | 'values' | 'chart' | 'patch' | 'helpers';
    tree: Tree;
    /** Parts of a template that depend on a condition, outermost first. */
    regions: TemplateRegion[];
  };
  'workload.declared': {
    environment: string;
    name: string;
    sort: 'service' | 'worker' | 'job' | 'cron';
    image?: { name: string; tag?: string; digest?: string };
    replicas?: number;
    strategy?: string;
    maxUnavailable?: string | number;
    maxSurge?: string | number;
    graceMs?: number;
    preStopMs?: number | 'none';
    startsAfter: { name: string; condition?: string }[];
    autoscaled: boolean;
    platform: string;
    build?: string;
    open?: boolean;
    volumes?: string[];
    labels?: Record<string, string>;
    command?: string[];
    /** Root of the service that it runs, when image or build context name one. */
    service?: string;
    /** Services or balancers that send it traffic; absent: unknown. */
    servedBy?: string[];
    /** Where a field was set, because another file may have patched it: `strategy`, `replicas`, `image`, … */
    places?: Record<string, Span>;
    restart?: string;
    /** Claims volumes that only one node or pod can mount. */
    exclusiveVolume?: boolean;
    /** Some container answers a readiness probe. */
    ready?: boolean;
    /** Shuts processes down in order: `tini`, `docker --init`. */
    init?: boolean;
    circuitBreaker?: boolean;
    /** Dockerfile that its image is built from, as written. */
    dockerfile?: string;
    /** A pipeline or a controller puts another tag in place of the written one. */
    imageReplaced?: boolean;
    /** Default values of a chart: whoever installs it decides. */
    defaults?: boolean;
  };
  'probe.declared': {
    workload: string;
    environment: string;
    role: 'live' | 'ready' | 'start' | 'balancer' | 'container' | 'platform';
    target: 'http' | 'tcp' | 'grpc' | 'command';
    path?: string;
    port?: string | number;
    periodMs?: number;
    timeoutMs?: number;
    failures?: number;
    accepts?: string;
    command?: string[];
    source: string;
    /** Root of the service that it asks, when image or build context name one. */
    service?: string;
    image?: string;
    /** Folder that the image is built from. */
    build?: string;
    dockerfile?: string;
    initialDelayMs?: number;
    /** Places of the single fields, where they are written. */
    pathAt?: Span;
    timeoutAt?: Span;
    failuresAt?: Span;
    /** Where another field can be written, with what then stands between it and the next one. */
    fieldsAt?: { at: Span; between: string };
    /** Where another probe of the container can be written, with what then stands between the two. */
    besideAt?: { at: Span; between: string };
    /** Fields may be set where this repository does not show it. */
    open?: boolean;
    /** What a relative port name or an absent port stands for. */
    container?: string;
  };
  'port.declared': {
    layer: 'listen' | 'expose' | 'container' | 'service' | 'ingress';
    port: string | number | Value;
    forwardsTo?: string | number;
    keepAliveMs?: number;
    workload?: string;
    name?: string;
    selects?: Record<string, string>;
    environment?: string;
    /** The listener is for metrics, administration or debugging. */
    aside?: boolean;
    /** Root of the service, as for workloads. */
    service?: string;
    container?: string;
    source?: string;
    framework?: string;
    /** For what listens: how it is closed, when that can be written down. */
    closing?: Closing;
    /** Other ports may be declared where this repository does not show it. */
    open?: boolean;
  };
  'path.exposed': { host: string; path: string; match: 'exact' | 'prefix' | 'all'; to: string; rewrite?: string };
  'resource.declared': {
    environment: string;
    sort: string;
    name: string;
    keys: string[];
    open: boolean;
    idleMs?: number;
  };
  'resource.referenced': {
    sort: string;
    name: string;
    key?: string;
    need: 'required' | 'optional';
    workload: string;
    environment: string;
    /** Composed of files that are not all in this repository. */
    open?: boolean;
    /** Other objects of the sort are declared beside the workload: the repository follows the practice. */
    practised?: boolean;
  };
  'image.built': {
    dockerfile: string;
    base: string;
    /** The base has a digest or the tag of a version. */
    pinned: boolean;
    /** Programs that a command in the final image can run; `*` = there may be others, an absence proves nothing. */
    tools: string[];
    entry: 'exec' | 'shell' | 'package-script' | 'none';
    /** A process in front of the program passes signals on and reaps: tini, dumb-init, … */
    init: boolean;
    install: 'frozen' | 'floating' | 'none';
    /** Words of process 1: of ENTRYPOINT, then of CMD. */
    command?: string[];
    /** Where the script of process 1 may stand in the repository, as COPY brings it into the image. */
    entryScripts?: string[];
    /** The only instruction that starts something, when there is one. */
    startedBy?: 'ENTRYPOINT' | 'CMD';
    stage?: string;
    /** Serves developers or tests: its name or the name of its file says so. */
    forDevelopment?: boolean;
    commandAt?: Span;
    /** What makes two builds of one commit differ, in the stages that the final one is made of. */
    floating?: { what: 'install' | 'base' | 'script'; text: string; at: Span; lockfile?: boolean; frozen?: string }[];
    /** User that the image runs as, when it says so. */
    user?: string;
    /** Signal that stops it, when it is not SIGTERM. */
    stopSignal?: string;
  };
  /** A script that an image may start with. No other kind is a file of its own that only another file makes process 1. */
  'script.declared': {
    /** What its last command is to the signal: put in its place (`exec`), a child that stays behind it, or not to be told. */
    ends: 'exec' | 'child' | 'unknown';
    /** The last command, as it is written. */
    last?: string;
    lastAt?: Span;
  };

  // Delivery
  'job.declared': JobDeclared;
  'rollout.declared': {
    workload: string;
    environment: string;
    style: 'canary' | 'blue-green' | 'rolling';
    steps: { share?: number; holdMs?: number | 'manual' }[];
    analysis: string[];
    stops: 'automatic' | 'manual' | 'none';
    tool: string;
  };
  'flag.read': {
    key: string;
    library: string;
    fallback?: Value;
    test: 'boolean' | 'truthy' | 'variant';
    scope: 'module' | 'call' | 'build';
    /** How it is asked, where the same words can ask for another flag. */
    asked?: FlagQuestion;
  };
  'flag.declared': { key: string; source: string; default?: string; state?: string };
  'metric.emitted': { name: string; sort: string; labels: string[]; unbounded: string[] };
  'metric.queried': {
    name: string;
    by: 'alert' | 'slo' | 'analysis' | 'dashboard';
    absentHandled: boolean;
    runbook?: string;
    alert?: string;
  };

  // Resolved by the link step
  'route.resolved': {
    via: string;
    method: string;
    path: string;
    open: boolean;
    handler: string;
    handlerAt: Span;
    middleware: string[];
    framework: string;
    rendering?: string;
    order: number;
    guards: Guard[];
    bodyHash?: string;
    traits?: string[];
    registeredAt?: Span;
    /** Where a flag can be asked before its handler does anything, or before a consumer starts. */
    gate?: Gate;
  };
  'handler.resolved': {
    route: string;
    via: string;
    method: string;
    path: string;
    open: boolean;
    evidence: 0 | 1 | 2 | 3 | 4 | 5;
    coupled: 'all' | 'some' | 'none';
    limitMs?: number | 'none' | 'some';
    answers: 'always' | 'sometimes' | 'never';
    cost: 'light' | 'heavy';
    cachedMs?: number | 'forever';
    systems: { system: string; at: Span; what: string; embedded?: boolean }[];
    columns: string[];
    guards: Guard[];
    complete: boolean;
    because?: string;
    framework: string;
    rendering?: string;
    walked: Span[];
    /** The service of this route uses a datastore, queue or upstream on other request paths. */
    usesSystems: string[];
    /** What the path is for, by its own name: `generic` may be any; `none` is a path that only a probe makes a health route. */
    role: 'live' | 'ready' | 'generic' | 'none';
    /** The probes that ask for it, wherever they are declared. */
    probes: AskedBy[];
    /** No route of the service answers the path that a probe asks for; the nearest one that is served. */
    unserved?: { nearest?: string; catchAll?: Span };
    /** The same service has another route that is probed, or named, for readiness. */
    readyElsewhere?: boolean;
    /** Where a path through the handler ends without an answer. */
    silentAt?: Span;
    /** The silent path ends with a status that only has to be sent. */
    silentSends?: boolean;
    /** Where the route is declared; `at` is its handler. */
    routeAt?: Span;
    /** How the unbounded check is written: what a limit can be put around. */
    unboundedBy?: 'fetch' | 'call';
    /** The handler's own text, for a fix that rewrites it. */
    form?: {
      start: Span;
      body: Span;
      params: string[];
      async: boolean;
      /** A method, which takes no `async` in front of its parameters. */
      method?: boolean;
      /** A block of a function that goes on behind it. */
      branch?: boolean;
      /** Errors of the framework that the file imports. */
      errors?: string[];
    };
    /** A client of the project that the handler can ask, and how. */
    client?: { system: string; call: string; import?: string };
    /** A route of the same framework for liveness: its path, and what declares it when it is not there yet. */
    beside?: { path: string; at: Span; text?: string };
    /** Liveness probes of the same server, for what a library does to every route. */
    liveBeside?: AskedBy[];
    /** A failure leaves the handler and the framework neither answers nor passes it on. */
    hangs?: boolean;
    /** The checks whose failure cannot reach the answer, and those that can. */
    swallowedAt?: Span[];
    coupledAt?: Span[];
    /** Checks that run only when the query of the request asks for them; `at` is where the handler calls them. */
    onDemand?: { at: Span; what: string; check: Span }[];
    /** Where its failure is caught and answered as a success; the name of the responder, where it is a parameter. */
    caught?: { answer: CaughtAnswer; responder?: string };
    /** Not complete, but nothing that could not be followed can change the answer. */
    decided?: boolean;
    /** The answer itself, in a handler that has only one. */
    answerAt?: Span;
    /** The check without a time limit that decides `limitMs: 'none'`. */
    unboundedAt?: Span;
    heavyAt?: Span;
    middleware?: string[];
    traits?: string[];
    /** Major of the framework, as its package is declared. */
    major?: number;
  };
  'call.resolved': {
    system: string;
    package: string;
    host?: string;
    operation: string;
    method?: string;
    limitMs?: number | 'none' | 'some';
    defaultLimitMs?: number | 'none';
    retried: boolean;
    /** `directly`: told by its own file, whoever calls it. `from a way in`: on a path from a route, consumer or job, whose guards count. */
    reached?: 'directly' | 'from a way in';
    /** File of the way in. */
    way?: string;
    /** The call itself stands inside a retry, rather than its client retrying by itself. */
    retriedHere?: boolean;
    idempotent?: boolean;
    fallback: boolean;
    breaker: boolean;
    failure: 'passed' | 'answered' | 'swallowed';
    during: 'request' | 'job' | 'start' | 'health' | 'unknown';
    guards: Guard[];
    complete: boolean;
    because?: string;
    category: string;
    clientSide: boolean;
    /** Nothing that the running service depends on: a script of the developers, this machine itself. */
    aside?: true;
    /** Environment variables from which its address and its credentials come. */
    env?: string[];
    stream: boolean;
    form?: CallForm;
    /** How the call is written that makes its client. */
    madeBy?: CallForm;
    setBy?: string;
    declaredAt?: Span;
    symbol?: string;
    /** Where a flag can be asked before the call, if it is a statement of its own. */
    gate?: Gate;
  };
  /** A job with what it calls put in, and what the jobs around it do. */
  'job.resolved': JobDeclared & {
    /** Jobs that must succeed before it, and jobs that wait for it, at any distance. */
    upstream: { job: string; verbs: Act['verb'][] }[];
    downstream: { job: string; verbs: Act['verb'][] }[];
    /** The other jobs of the workflow, which run beside it. */
    beside: { job: string; verbs: Act['verb'][] }[];
    /** The repository tests pull requests, in this or another workflow. */
    tested: boolean;
    /** Manifests of this repository are applied by a controller in the cluster. */
    gitops: boolean;
  };
  /** What one workload runs, from its manifest through its image to the code: everything that happens when it is told to stop. */
  'process.resolved': {
    workload: string;
    environment: string;
    platform: string;
    sort: 'service' | 'worker' | 'job' | 'cron';
    service?: string;
    servedBy: string[];
    graceMs?: number;
    preStopMs?: number | 'none';
    ready?: boolean;
    /** Longest time until a readiness probe notices. */
    readyMs?: number;
    image?: {
      dockerfile: string;
      entry: string;
      init: boolean;
      command?: string[];
      entryScripts?: string[];
      at: Span;
      stopSignal?: string;
    };
    /** Words that the manifest starts instead, with their arguments. */
    command?: string[];
    /** Something else is process 1 and hands signals on. */
    init?: boolean;
    handlers: (FactTypes['shutdown.handled'] & { at: Span })[];
    /** Whether something in the service listens for SIGTERM. */
    handles: 'yes' | 'no' | 'unknown';
    listens: {
      port?: number;
      variable?: string;
      at: Span;
      keepAliveMs?: number;
      framework?: string;
      closing?: Closing;
    }[];
    exposes: { port: number; at: Span }[];
    /** Balancers in front of it, with the time after which they drop an idle connection. */
    balancers: { name: string; idleMs: number; at: Span; sure: boolean }[];
    /** Value of PORT that the manifest or the image sets. */
    port?: { value: number; at: Span };
    places?: Record<string, Span>;
    open?: boolean;
  };
  /** The same with its names and schemas followed into other files. */
  'payload.resolved': PayloadExchanged;
  'env.resolved': {
    service: string;
    environment: string;
    family: string;
    name: string;
    state: 'set' | 'opaque' | 'absent';
    value?: SafeValue;
    /** The declaration that wins; for an absent one the last declaration of the list that lacks it. */
    declaredIn?: Span;
    /** Only an example declares it, no environment. */
    contract?: true;
    /** The service checks its environment against this schema, and code of its own reads the variable past it. */
    schema?: Span;
    /** The example of the service lists other variables and not this one: its last entry. */
    missingIn?: Span;
    /** For an absent one: where a manifest would declare it. */
    slot?: Slot;
    /** For an absent one: where it is declared for something else, an example or another service. */
    elsewhere?: Span;
  };
  /** What the repository knows beside a literal: whether the domain is its own, and where a variable in its place would be declared. */
  'literal.resolved': {
    class: 'url' | 'host' | 'ip' | 'secret' | 'resource' | 'port';
    hash: string;
    host?: string;
    /** Where the repository calls the domain its own. */
    own?: Span;
    /** The last declaration of the example that lists the variables of the service. */
    listed?: Span;
    /** Where the schema of the environment and the manifest of the service would name one more. */
    slots?: Slot[];
    /** This machine, asked by what runs on a person's own: a command, or a page that looks for a program beside the browser. */
    usersMachine?: true;
    /** The code is built for a browser: how it reads a variable, up to its name, as in `import.meta.env.VITE_`. */
    builtIn?: string;
  };
  /** Operations on the way up of what is pending; of what has run, only the first one of a migration that was renamed since. */
  'ddl.resolved': DdlOperation & {
    pending: boolean;
    tableState: 'new' | 'existing' | 'unknown';
    lock: string;
    blocks: 'nothing' | 'writes' | 'all';
    rewrites: boolean;
    scans: boolean;
    /** Access-exclusive lock on an existing table that the same transaction holds when this statement starts. */
    alreadyHeld?: { table: string; statement: number; at: Span };
    undo: 'I' | 'N' | 'C' | 'L' | 'X';
    safeBecause?: string;
    tool: string;
    inTransaction: boolean;
    runner: 'each' | 'all' | 'none';
    /** What is known of the column before this operation. */
    before?: DdlBefore;
    /** Tables that have a column of this name after the base's schema: agreement for name-level joins. */
    tablesWithColumn?: string[];
    /** Place among the operations of the database, in the order in which the runner applies them. */
    order?: number;
    /** Operations with the same unit run in one transaction; absent outside of one. */
    unit?: string;
    /** The index, constraint, column, type or label itself: made by this release or there before. */
    objectState?: 'new' | 'existing' | 'unknown';
    /** Further existing tables whose writes it blocks: the referenced table of a foreign key. */
    alsoLocks?: string[];
    /** Rewrites or scans only on servers older than this version. */
    rewritesBefore?: string;
    scansBefore?: string;
    /** MySQL and MariaDB: the cheapest algorithm and the weakest lock that the server accepts for it. */
    algorithm?: 'INSTANT' | 'NOCOPY' | 'INPLACE' | 'COPY';
    leastLock?: 'NONE' | 'SHARED' | 'EXCLUSIVE';
    /** Why it needs that algorithm, or why it rewrites, in a few words. */
    because?: string;
    /** The object lives on in another shape: a rebuilt table takes its name, or a view keeps the old one. */
    livesOn?: 'copy' | 'view';
    /** The table is the parent of partitions. */
    partitioned?: boolean;
    /** Name of the constraint that the index backs. */
    backs?: string;
    /** Other places of the schema's history that explain the judgement. */
    related?: { at: Span; note: string }[];
    /** The rows are known to be unique on these columns: a unique index on fewer of them stands, or stood until this release. */
    provenUnique?: boolean;
    /** The constraint that it validates was added NOT VALID in the same transaction, here. */
    addedHere?: Span;
    /** It uses a label of an enum that the same transaction adds. */
    freshLabel?: { label: string; at: Span };
    /** A SET comes after an operation of its migration that blocks an existing table. */
    lateFor?: { at: Span; note: string };
    /** `session.set` that takes the limit back, and the first lock that is waited for without it. */
    unlimitedFor?: { at: Span; note: string };
    /** BEGIN or COMMIT inside a transaction that the author opened, or that the runner opens around the migration. */
    nesting?: 'author' | 'runner';
    /** Version of the server, as far as configuration tells. */
    server?: string;
    /** A statement of the same migration that changes the schema of a table in use. */
    besideDdl?: { at: Span; note: string };
    /** A foreign key whose columns no index of this release or before leads with. */
    unindexed?: boolean;
    /** The only statement of its migration. */
    alone?: boolean;
    /** BEGIN that nothing commits. */
    uncommitted?: boolean;
    /** What the down of the migration does not restore of this operation. */
    notUndone?: { what: string; at?: Span };
    /** The values that it overwrites or deletes were copied before. */
    keptCopy?: { at: Span; note: string; fresh: boolean };
    /** The migration has the content of one that the base knows under this name. */
    renamedFrom?: string;
    /** A migration of the base that the runner orders after this pending one. */
    orderedBefore?: { migration: string; at: Span };
  };
}

export type FactKind = keyof FactTypes;
export type ResolvedKind = Extract<FactKind, `${string}.resolved`>;
export type Fact<K extends FactKind = FactKind> = {
  [P in K]: { kind: P; at: Span; confidence?: 'likely' } & FactTypes[P];
}[K];
