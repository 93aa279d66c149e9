/** Names of environments as people write them in files, folders and keys, and what they mean. */
const aliases: Record<string, string> = {
  production: 'production',
  prod: 'production',
  prd: 'production',
  live: 'production',
  staging: 'staging',
  stage: 'staging',
  stg: 'staging',
  preprod: 'staging',
  'pre-prod': 'staging',
  preproduction: 'staging',
  development: 'development',
  develop: 'development',
  devel: 'development',
  dev: 'development',
  local: 'development',
  test: 'test',
  testing: 'test',
  qa: 'qa',
  uat: 'uat',
  sandbox: 'sandbox',
  preview: 'preview',
  canary: 'canary',
  demo: 'demo',
};

/** `prod`, `prod-eu`, `Production` → `production`; anything else is not the name of an environment. */
export function environmentNamed(word: string): string | undefined {
  const name = word.trim().toLowerCase();
  const known = Object.hasOwn(aliases, name) ? aliases[name] : undefined;
  if (known) return known;
  const region = /^(production|prod|prd|live|staging|stage|stg|preprod|dev|development)[-_.](.+)$/.exec(name);
  const base = region && aliases[region[1] ?? ''];
  return base ? `${base}-${region[2]}` : undefined;
}

export interface Placed {
  /** `''` = the file names no environment. */
  environment: string;
  /** What the files of one family have in common: the path without the environment. */
  family: string;
}

/** Where the name of an environment can be part of a folder without meaning one. */
const folderTokens =
  /^(?:production|prod|prd|staging|stage|stg|preprod|pre-prod|preproduction|development|develop|dev|qa|uat|sandbox|preview|local)(?:[-_.][\w-]+)?$/i;
const liveFolder = /^(?:overlays|environments?|envs?|clusters|stages)$/i;

/** Environment and family of a file by its name (`values-prod.yaml`, `.env.staging`, `prod.yaml`) or folder (`overlays/prod/`). */
export function placeOf(path: string): Placed {
  const parts = path.split('/');
  const name = parts.pop() ?? '';
  const inName = environmentInName(name);
  if (inName) return { environment: inName.environment, family: [...parts, inName.rest].join('/') };
  for (let i = parts.length - 1; i >= 0; i--) {
    const part = parts[i] ?? '';
    const named = folderTokens.test(part) || (part === 'live' && liveFolder.test(parts[i - 1] ?? ''));
    const environment = named ? environmentNamed(part) : undefined;
    if (environment) return { environment, family: [...parts.slice(0, i), '*', ...parts.slice(i + 1), name].join('/') };
  }
  return { environment: '', family: path };
}

const strict = /^(?:production|prod|prd|staging|stage|stg|preprod|development|dev)$/;
const extensions = /^(?:\.[a-z0-9]{1,10}){0,2}(?:\.(?:example|sample|dist|template))?$/i;
const region = /^(?:[-_.][a-z0-9]{1,12}){1,2}(?=\.[a-z]+$)/i;
const subject = /^[-_.](?:values|config|configuration|env|secrets?|settings|compose|docker-compose|overlay|vars)\b/i;

function environmentInName(name: string): { environment: string; rest: string } | undefined {
  const tokens = name.split(/([.\-_])/);
  for (let i = tokens.length - 1; i >= 0; i -= 2) {
    const word = tokens[i] ?? '';
    const environment = word.length > 2 && word !== 'demo' ? environmentNamed(word) : undefined;
    if (!environment) continue;
    const behind = tokens.slice(i + 1).join('');
    const before = tokens.slice(0, Math.max(0, i - 1)).join('');
    // `prod.yaml`, `values-prod.yaml`; a folder or file that is only called `test` means tests.
    if (extensions.test(behind) && (i > 0 || behind !== ''))
      return { environment, rest: `${before}${i > 0 ? (tokens[i - 1] ?? '') : ''}*${behind}` };
    if (!strict.test(word)) continue;
    const where = i > 0 ? region.exec(behind)?.[0] : undefined;
    if (where !== undefined)
      return {
        environment: `${environment}-${where.slice(1)}`,
        rest: `${before}${tokens[i - 1] ?? ''}*${behind.slice(where.length)}`,
      };
    // `prod-values.yaml` names one, `dev-tools.yaml` does not.
    if (i === 0 && subject.test(behind)) return { environment, rest: `*${behind}` };
  }
  return undefined;
}
