// Starts a rule: its file, its entry in the registry and two case folders.
//
//   npm run new-rule -- <mistake>/<rule>          for instance config/hardcoded-colour
import fs from 'node:fs';
import path from 'node:path';
import { root } from './installOnce.mjs';

const [id = ''] = process.argv.slice(2);
const mistakes = [
  ...fs.readFileSync(path.join(root, 'src/core/finding.ts'), 'utf8').matchAll(/^ {2}'([a-z]+)',$/gm),
].map((m) => m[1]);
const [mistake, rule] = id.split('/');
if (!/^[a-z]+\/[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id) || !mistakes.includes(mistake)) {
  console.error(`Write npm run new-rule -- <mistake>/<rule>, where the mistake is one of ${mistakes.join(', ')}.`);
  process.exit(2);
}
const name = rule.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
const file = path.join(root, 'src', 'rules', mistake, `${name}.ts`);
const cases = path.join(root, 'test', 'rules', mistake, rule);
if (fs.existsSync(file) || fs.existsSync(cases)) {
  console.error(`${id} is there already.`);
  process.exit(2);
}

fs.mkdirSync(path.dirname(file), { recursive: true });
fs.writeFileSync(
  file,
  `// Catches …
// Why it breaks a release: …
// bad:  …
// good: …
import { defineRule } from '../../core/rule';

export const ${name} = defineRule({
  id: '${id}',
  meta: {
    title: '…',
    why: '…',
    todo: '…',
    severity: 'warning',
    examples: [
      { title: 'The mistake', head: { 'src/server.ts': 'process.env.TOKEN;\\n' }, expect: ['${id}'] },
      { title: 'The same shape, safe', head: { 'src/server.ts': "process.env.TOKEN ?? '';\\n" }, expect: [] },
    ],
  },
  reads: ['env.read'],
  within: 'service',
  by: (fact) => fact.name,
  judge(c) {
    const [read] = c.head.of('env.read');
    if (!read || read.need !== 'required') return undefined;
    return { what: \`\${read.name} is read here\`, subject: \`env \${read.name}\`, at: read.at };
  },
});
`,
);
for (const [folder, text] of [
  ['bad-first', 'process.env.TOKEN;\n'],
  ['ok-first', "process.env.TOKEN ?? '';\n"],
]) {
  fs.mkdirSync(path.join(cases, folder, 'base'), { recursive: true });
  fs.mkdirSync(path.join(cases, folder, 'head', 'src'), { recursive: true });
  fs.writeFileSync(path.join(cases, folder, 'head', 'src', 'server.ts'), text);
}

const registry = path.join(root, 'src', 'rules', 'index.ts');
const text = fs.readFileSync(registry, 'utf8');
fs.writeFileSync(
  registry,
  text
    .replace(/^import type \{ Rule \}.*\n/m, (line) => `${line}import { ${name} } from './${mistake}/${name}';\n`)
    .replace(/(readonly Rule\[\] = \[)([\s\S]*?)\];/, (_, open, list) => {
      const entries = list.trim().replace(/,$/, '');
      return `${open}${entries === '' ? '' : `${entries}, `}${name}];`;
    }),
);
console.log(`src/rules/${mistake}/${name}.ts, its entry in src/rules/index.ts and test/rules/${id}/ are there.
Fill them in, write what is expected with UPDATE=1 npm run test:node -- rules, read it, and run npm run format and npm run docs.`);
