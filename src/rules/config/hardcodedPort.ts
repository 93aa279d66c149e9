import { defineRule } from '../../core/rule';

/**
 * What it catches: a server that listens on a port that is written into the code.
 * Why it breaks a release: platforms that assign the port, and a second copy on one machine, need it to be a setting. Off by default: in a container a fixed port is right.
 * Bad: `await app.listen(3000)`
 * Good: `await app.listen(process.env.PORT ?? 3000)`
 */
export const hardcodedPort = defineRule({
  id: 'config/hardcoded-port',
  meta: {
    title: 'Port in the code',
    why: 'Platforms that assign the port, and a second copy on one machine, need it to be a setting.',
    todo: 'Listen on `process.env.PORT` with this number as its default.',
    severity: 'note',
    off: true,
    examples: [
      {
        title: 'a number',
        head: { 'src/main.ts': 'await app.listen(3000);\n' },
        expect: ['config/hardcoded-port'],
      },
      {
        title: 'a number behind a variable',
        head: { 'src/main.ts': 'await app.listen(process.env.PORT ?? 3000);\n' },
        expect: [],
      },
    ],
  },
  reads: ['literal.found'],
  within: 'repository',
  by: (fact) => (fact.class === 'port' ? fact.at.file : []),
  judge(c) {
    const [first] = c.head.of('literal.found');
    if (!first) return undefined;
    return {
      what: `The server always listens on port ${first.masked}`,
      subject: `port ${first.masked}`,
      at: first.at,
      fixes: [
        {
          title: 'Listen on PORT',
          safe: false,
          edits: [{ at: first.at, text: `process.env.PORT ?? ${first.masked}` }],
        },
      ],
    };
  },
});
