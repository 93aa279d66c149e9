import { environmentNamed } from '../../core/environment';
import type { Act } from '../../core/fact';
import type { Source } from '../../core/source';
import { actions, commands, scripts } from '../../knowledge/deliveryTools';
import { type ShellCommand, shellCommands } from '../../parse/shell';
import { installOf } from './installs';

type Found = Omit<Act, 'at' | 'ignoresFailure'>;

/** What a step's script does, in order. Offsets of the script's text are those of the file. */
export function actsOfScript(source: Source, text: string, base: number): Act[] {
  const list = shellCommands(text, base);
  const acts: Act[] = [];
  let lenient: ShellCommand | undefined;
  list.forEach((command, index) => {
    if (command.words[0] === 'set') {
      if (command.words.some((word) => /^\+\w*e/.test(word))) lenient = command;
      else if (command.words.some((word) => /^-\w*e/.test(word))) lenient = undefined;
    }
    const found = actOf(command.words) ?? remoteActOf(command.words);
    if (!found) return;
    const ignored = ignoredBy(command, list, index, lenient);
    acts.push({
      ...found,
      at: source.span(firstWord(text, base, command), command.end),
      ignoresFailure: ignored !== undefined,
      ...(ignored ? { ignoredBy: ignored.what, ignoredAt: source.span(ignored.start, ignored.end) } : {}),
    });
  });
  return acts;
}

/** The command's own first word, behind assignments, `sudo` and the words of the shell. */
function firstWord(text: string, base: number, command: ShellCommand): number {
  const at = text.indexOf(command.words[0] ?? '', command.start - base);
  return at === -1 || at > command.end - base ? command.start : at + base;
}

/** What one command does; nothing for what no rule asks about. */
export function actOf(words: readonly string[]): Found | undefined {
  const text = plain(words).slice(0, 400);
  if (text === '') return undefined;
  const environment = environmentIn(words);
  const named = { text, ...(environment === undefined ? {} : { environment }) };
  const install = installOf(words);
  if (install)
    return {
      verb: 'install',
      tool: install.tool,
      waits: install.frozen,
      ...named,
      ...(install.fixed === undefined ? {} : { fixed: install.fixed }),
    };
  for (const tool of commands) {
    if (!tool.pattern.test(text) || tool.unless?.test(text)) continue;
    const waits =
      tool.waits === 'always' || tool.waits === undefined
        ? !tool.detaches?.test(text)
        : tool.waits === 'never'
          ? false
          : tool.waits.test(text);
    return { verb: tool.verb, tool: tool.tool === 'migrations' ? migrator(text) : tool.tool, waits, ...named };
  }
  const name = scriptName(words);
  const script =
    name === undefined ? undefined : scripts.find(({ pattern, unless }) => pattern.test(name) && !unless?.test(name));
  if (script && name !== undefined) return { verb: script.verb, tool: name, waits: true, ...named };
  if (
    name !== undefined &&
    /^(?:deploy|release:deploy)(?:$|[:-])/.test(name) &&
    !/preview|docs|storybook|contract/.test(name)
  )
    return { verb: 'deploy', tool: name, waits: true, ...named };
  const hook = requestTo(words);
  if (hook === 'hook') return { verb: 'deploy', tool: 'deploy-hook', waits: false, ...named };
  return hook === 'check' ? { verb: 'verify', tool: 'request', waits: true, ...named } : undefined;
}

function migrator(text: string): string {
  return (
    /knex|sequelize|typeorm|drizzle-kit|mikro-orm|node-pg-migrate|migrate-mongo|db-migrate|flyway|liquibase|goose|dbmate|atlas|alembic|rails|rake|django|diesel|sqlx/.exec(
      text,
    )?.[0] ?? 'migrate'
  );
}

/** Packages whose program has another name. */
const programs: Readonly<Record<string, string>> = {
  'netlify-cli': 'netlify',
  'firebase-tools': 'firebase',
  'aws-cdk': 'cdk',
  '@railway/cli': 'railway',
  '@sentry/cli': 'sentry-cli',
};

/** `vercel@latest` → `vercel`. */
function programOf(packageName: string): string {
  const name = packageName.replace(/(?<=.)@[^/]*$/, '');
  return programs[name] ?? name;
}

/** Words with single blanks; runners in front (`npx --yes`, `npm exec --`, `pnpm dlx`) lose their flags, packages their versions. */
function plain(words: readonly string[]): string {
  const [program = '', ...rest] = words;
  const name = program.slice(program.lastIndexOf('/') + 1);
  const runs = /^(?:npx|bunx)$/.test(name) ? 0 : name === 'npm' && /^(?:exec|x)$/.test(rest[0] ?? '') ? 1 : -1;
  if (runs !== -1) {
    const at = rest.findIndex(
      (word, i) => i >= runs && !word.startsWith('-') && !/^(?:-p|--package|-c|--call)$/.test(rest[i - 1] ?? ''),
    );
    if (at !== -1) return ['npx', programOf(rest[at] ?? ''), ...rest.slice(at + 1)].join(' ');
  }
  if (/^(?:pnpm|yarn)$/.test(name) && rest[0] === 'dlx' && rest[1] !== undefined)
    return [name, 'dlx', programOf(rest[1]), ...rest.slice(2)].join(' ');
  return [name, ...rest].join(' ');
}

/** Name of the package.json script that a command runs. */
function scriptName(words: readonly string[]): string | undefined {
  const [program = '', ...rest] = words;
  const name = program.slice(program.lastIndexOf('/') + 1);
  if (!/^(?:npm|pnpm|yarn|bun|turbo)$/.test(name)) return undefined;
  const values = new Set(['--filter', '-F', '--prefix', '-C', '--dir', '--cwd', '-w', '--workspace']);
  const own: string[] = [];
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i] ?? '';
    if (values.has(word) && !(word === '-w' && name === 'pnpm')) i++;
    else if (word === '--') break;
    else if (!word.startsWith('-')) own.push(word);
  }
  const [verb, next] = own;
  if (verb === 'run' || verb === 'run-script') return next;
  if (name === 'yarn' && verb === 'workspace') return own[2] === 'run' ? own[3] : own[2];
  if (name === 'npm') return /^(?:test|start|t)$/.test(verb ?? '') ? verb : undefined;
  return /^(?:add|remove|exec|dlx|install|i|config|set|store|publish|version|why|audit|x|create|init|cache|node)$/.test(
    verb ?? '',
  )
    ? undefined
    : verb;
}

/** Deploy hooks of platforms, and requests that ask whether something is up. */
function requestTo(words: readonly string[]): 'hook' | 'check' | undefined {
  const [program = '', ...rest] = words;
  if (!/(?:^|\/)(?:curl|wget|http|https)$/.test(program)) return undefined;
  const text = rest.join(' ');
  if (
    /api\.render\.com\/deploy|deploy[_-]?hook|hooks\/deploy|webhook[_-]?deploy|api\.vercel\.com\/v1\/integrations\/deploy/i.test(
      text,
    )
  )
    return 'hook';
  if (
    /localhost|127\.0\.0\.1|slack|discord|hooks\.|\/api\.github|codecov|\.sh\b|\.tar|\.deb|\.zip|\.gz\b|-[a-zA-Z]*[oO]\b|--output|-d\b|--data|-X ?(?:POST|PUT|PATCH|DELETE)|raw\.githubusercontent/i.test(
      text,
    )
  )
    return undefined;
  return /health|ready|live|ping|status|smoke|version|heartbeat/i.test(text) ||
    rest.some((word) => /^-\w*f|^--fail/.test(word))
    ? 'check'
    : undefined;
}

const remote = /^(?:ssh|sshpass)$/;

/** A command that another machine runs: what matters is what it runs there. */
function remoteActOf(words: readonly string[]): Found | undefined {
  const [program = ''] = words;
  if (!remote.test(program.slice(program.lastIndexOf('/') + 1))) {
    if (
      /^(?:rsync|scp)$/.test(program) &&
      words.some((word) => /^[^-][^\s]*@[^\s]+:|^\$\{?\w*(?:HOST|SERVER|USER)\w*\}?[^\s]*:/.test(word)) &&
      words.every((word) => !/docs|coverage|backup/i.test(word))
    )
      return { verb: 'deploy', tool: 'rsync', waits: true, text: words.join(' ').slice(0, 400) };
    return undefined;
  }
  // Flags with a value, then the host, then what it runs.
  let at = 1;
  while (at < words.length && words[at]?.startsWith('-'))
    at += /^-[bcDEeFIiJLlmOopQRSWw]$/.test(words[at] ?? '') ? 2 : 1;
  return actsOnServer(words.slice(at + 1).join(' '));
}

/** What a script does on a server that it was logged in to. */
export function actsOnServer(script: string): Found | undefined {
  let last: Found | undefined;
  for (const { words } of shellCommands(script)) {
    const text = words.join(' ').slice(0, 400);
    if (/(?:^|\s)(?:vi|vim|nano|emacs)\s|\bsed\s+(?:-\w+\s+)*-i|\bsed\s+-i/.test(text))
      return { verb: 'edit-by-hand', tool: 'ssh', waits: true, text };
    if (/\bdocker(?:-| )compose\b.* (?:up|restart)\b/.test(text))
      last = { verb: 'deploy', tool: 'compose', waits: /--wait\b/.test(text), text };
    else if (
      /^(?:sudo )?(?:pm2 (?:reload|restart|start|startOrReload)|systemctl (?:restart|reload)|docker (?:run|service update|stack deploy)|supervisorctl restart|service \S+ restart)\b/.test(
        text,
      )
    )
      last = { verb: 'deploy', tool: 'ssh', waits: false, text };
    else {
      const found = actOf(words);
      if (found && /^(?:deploy|migrate|rollback|edit-by-hand)$/.test(found.verb)) last = { ...found, tool: found.tool };
    }
  }
  return last;
}

function ignoredBy(
  command: ShellCommand,
  list: readonly ShellCommand[],
  index: number,
  lenient: ShellCommand | undefined,
) {
  const next = list[index + 1];
  if (command.after === '||' && next && next.before === '||') {
    const [word = '', argument] = next.words;
    // An alternative that ends with an error of its own, or that does something, is no shrug.
    const shrugs =
      word === 'true' ||
      word === ':' ||
      (word === 'exit' && argument === '0') ||
      (/^(?:echo|printf)$/.test(word) && !exitsAfter(list, index + 1));
    if (shrugs)
      return { what: `|| ${next.words.slice(0, 2).join(' ')}`.slice(0, 40), start: next.start, end: next.end };
  }
  return lenient ? { what: 'set +e', start: lenient.start, end: lenient.end } : undefined;
}

function exitsAfter(list: readonly ShellCommand[], from: number): boolean {
  for (let i = from; i < Math.min(list.length, from + 6); i++) {
    const command = list[i];
    if (command?.words[0] === 'exit' && command.words[1] !== '0') return true;
    if (command?.words[0] === 'return' || command?.words.some((word) => word === '}')) return true;
  }
  return false;
}

function environmentIn(words: readonly string[]): string | undefined {
  for (const word of words) {
    if (/^--prod(?:uction)?$/.test(word)) return 'production';
    for (const part of word.split(/[=/:,]/)) {
      const name = /^[\w.-]+$/.test(part) ? nameIn(part) : undefined;
      if (name) return name;
    }
  }
  return undefined;
}

/** `shop-production`, `values-prod.yaml`, `prod` → production. */
export function nameIn(text: string): string | undefined {
  for (const token of text.split(/[^A-Za-z]+/)) {
    if (!/^(?:prod|production|prd|staging|stage|stg|preprod|dev|development|preview|sandbox|qa|uat)$/i.test(token))
      continue;
    const found = environmentNamed(token);
    if (found) return found;
  }
  return undefined;
}

/** What an action of the marketplace does, by what it is given. */
export function actOfAction(uses: string, given: (input: string) => string | undefined): Found | undefined {
  const name = uses.replace(/@.*$/, '');
  for (const action of actions) {
    if (!action.pattern.test(name)) continue;
    if (action.when && !action.when.value.test(given(action.when.input) ?? '')) continue;
    const { waits } = action;
    const input = typeof waits === 'object' ? (given(waits.input) ?? '') : '';
    const text = given('helmfile-args') ?? given('args') ?? given('command') ?? '';
    const environment = nameIn(
      [text, given('environment') ?? '', given('cluster') ?? '', given('service') ?? ''].join(' '),
    );
    return {
      verb: action.verb,
      tool: action.tool,
      waits: typeof waits === 'object' ? waits.value.test(input) || /\$\{\{/.test(input) : waits !== 'never',
      text: `${name} ${text}`.trim(),
      ...(environment === undefined ? {} : { environment }),
    };
  }
  return undefined;
}
