import { anyOf } from '../core/anyOf';
import type { Extractor } from '../core/extract';
import type { Fact } from '../core/fact';
import { baseName } from '../core/path';
import { createSource, type Source } from '../core/source';
import { isToolPath } from '../knowledge/environmentVariables';
import { codeFile, isProductPath } from '../knowledge/paths';
import { parseJson } from '../parse/json';
import { parseTypeScript } from '../parse/typescript';
import { yamlTrees } from '../parse/yaml';
import { importsFrom } from './env/bindings';
import { readFacts } from './env/facts';
import { listedReads } from './env/listed';
import { namedReads } from './env/named';
import { directReads, importedReads } from './env/reads';
import { runtimeConfigReads, schemaReads } from './env/schemas';
import { sharedFacts } from './env/shared';
import { assignedIn, expansionReads, mappedReads, prismaReads, setInDockerfile } from './env/texts';

const compose = /(?:^|\/)(?:docker-)?compose[\w.-]*\.ya?ml$/i;
const docker = /(?:^|\/)(?:(?:Docker|Container)file(?:\.[\w.-]+)?|[\w.-]+\.dockerfile)$/i;
const component = /\.(?:vue|svelte|astro)$/;
const mapped = /(?:^|\/)custom-environment-variables\.(?:json5?|ya?ml)$/;

const inCode = anyOf(
  /\bprocess\b[\s)]*\??\.\s*env\b/,
  /import\.meta\.env/,
  /\b(?:Deno|Bun)\.env\b/,
  /['"](?:node:)?process['"]/,
  /\$env\//,
  /astro:env/,
  /[eE]nv\w{0,24}\(\s*['"]/,
  /\b(?:createEnv|cleanEnv|parseEnv|customCleanEnv|defineEnv)\b/,
  /envsafe/,
  /[eE]nv\w*\s*=\s*(?:z|v|Joi|yup)\b/,
  /\{[^{}]{0,80}\benv\b[^{}]{0,80}\}\s*=\s*process\b/,
  /\bProcessEnv\b/,
  /@nestjs\/config/,
  /['"](?:env-var|convict|fastify-env|env-schema)['"]/,
  /@fastify\/env/,
  /validationSchema/,
  /\b(?:fetch|scheduled|queue|email|tail)\s*(?::\s*async\s*)?\([^()]{1,80},\s*env\b/,
);
const nuxtConfig = /(?:^|\/)nuxt\.config\.[cm]?[jt]s$/;
const inClass = /\bclass\s+\w*[eE]nv/;

/** Reads of environment variables: code, schemas of the environment, Prisma, shell, compose, Dockerfiles. */
export const env: Extractor = {
  name: 'env',
  emits: ['env.read', 'env.asked', 'env.shared', 'text.unread'],
  files:
    /\.(?:[cm]?[jt]s|[jt]sx|vue|svelte|astro|prisma|sh|bash)$|(?:^|\/)(?:package\.json|(?:docker-)?compose[\w.-]*\.ya?ml|(?:Docker|Container)file(?:\.[\w.-]+)?|[\w.-]+\.dockerfile|(?:docker-)?entrypoint|custom-environment-variables\.(?:json5?|ya?ml))$/i,
  accepts(path, text) {
    if (!isProductPath(path) || isToolPath(path)) return false;
    if (codeFile.test(path) || component.test(path))
      return (
        inCode.test(text) ||
        (nuxtConfig.test(path) && text.includes('runtimeConfig')) ||
        (inClass.test(text) && text.includes('class-validator'))
      );
    return path.endsWith('.prisma') ? text.includes('env(') : mapped.test(path) || text.includes('$');
  },
  extract(source) {
    const { path, text } = source;
    if (codeFile.test(path)) return fromCode(source, source);
    if (component.test(path)) return fromCode(source, scriptOf(source));
    if (path.endsWith('.prisma')) return prismaReads(source);
    if (mapped.test(path)) {
      const trees = /json5?$/.test(path) ? [parseJson(source).tree] : yamlTrees(source);
      return trees.flatMap((tree) => mappedReads(tree));
    }
    if (compose.test(path)) return expansionReads(source, 'compose', 'deploy', new Set());
    if (docker.test(path)) return expansionReads(source, 'dockerfile', 'start', setInDockerfile(text));
    if (baseName(path) === 'package.json') return scriptReads(source);
    return expansionReads(source, 'shell', 'start', assignedIn(text));
  },
};

/** The scripts of a component at their places, and blanks for everything else. */
function scriptOf(source: Source): Source {
  let kept = '';
  const keep = (start: number, end: number) => {
    kept += source.text.slice(kept.length, start).replace(/[^\r\n]/g, ' ') + source.text.slice(start, end);
  };
  const scripts = source.path.endsWith('.astro')
    ? /^(---\r?\n)([\s\S]*?)^---/gm
    : /(<script\b[^>]*>)([\s\S]*?)<\/script>/gi;
  for (const match of source.text.matchAll(scripts)) {
    const start = match.index + (match[1] ?? '').length;
    keep(start, start + (match[2] ?? '').length);
  }
  return createSource(`${source.path}.ts`, kept);
}

function fromCode(source: Source, script: Source): Fact[] {
  const code = parseTypeScript(script);
  if (code.unread)
    return [
      {
        kind: 'text.unread',
        at: { ...code.unread.at, file: source.path },
        reason: code.unread.reason,
        hides: ['env.read'],
      },
    ];
  const usesNest = importsFrom(code, /^@nestjs\/config$/).length > 0;
  const fromSchemas = [...schemaReads(code)];
  const inSchema = new Map(fromSchemas.map((read) => [read.name, read]));
  const found = [...fromSchemas];
  const inNuxt = nuxtConfig.test(source.path) ? runtimeConfigReads(code) : [];
  // What the schema of the same file lets be missing is not required by the line that hands it over.
  for (const read of [
    ...directReads(code),
    ...namedReads(code, usesNest),
    ...importedReads(code),
    ...listedReads(code),
    ...inNuxt,
  ])
    found.push(
      inSchema.get(read.name)?.need === 'optional' && read.access === 'direct' ? { ...read, need: 'optional' } : read,
    );
  return [...readFacts(source, code, found), ...sharedFacts(source, code)];
}

const inScripts = /"(?:[\w:.-]+)"\s*:\s*"((?:[^"\\\n]|\\.)*)"/g;

/** `$X` in the scripts of a package. */
function scriptReads(source: Source): Fact[] {
  const reads: Fact[] = [];
  const scripts = /"scripts"\s*:\s*\{([^{}]*)\}/.exec(source.text);
  if (!scripts) return [];
  const from = scripts.index + scripts[0].indexOf('{');
  for (const match of source.text.slice(from, scripts.index + scripts[0].length).matchAll(inScripts)) {
    const line = { ...source, text: match[1] ?? '' };
    const offset = from + match.index + match[0].length - line.text.length - 1;
    for (const read of expansionReads(
      { ...line, span: (a, b) => source.span(offset + a, offset + b) },
      'package script',
      'start',
      assignedIn(line.text),
    ))
      reads.push(read);
  }
  return reads;
}
