import { defineRule } from '../../core/rule';

const differences = {
  hash: 'dotenv cuts it at the #, compose keeps it',
  backtick: 'dotenv takes the backticks for quotes, compose for text',
  dollar: 'compose and dotenv-expand replace what follows the $',
};

/**
 * What it catches: a value of a .env file that its readers do not agree on.
 * Why it breaks a release: the program sees one value at home, where dotenv reads the file, and another in the container, where compose does.
 * Bad: `DB_PASSWORD=pa#ss`
 * Good: `DB_PASSWORD='pa#ss'`
 */
export const parserAmbiguousValue = defineRule({
  id: 'config/parser-ambiguous-value',
  meta: {
    title: 'Readers of the file see different values',
    why: 'The program sees one value where dotenv reads the file, and another where compose does.',
    todo: 'Put the value in single quotes.',
    severity: 'warning',
    sources: ['https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/'],
    examples: [
      {
        title: 'a # in a password',
        head: { '.env.production': 'DB_PASSWORD=pa#ss\n' },
        expect: ['config/parser-ambiguous-value'],
      },
      {
        title: 'a comment behind a value',
        head: { '.env.production': "POOL_SIZE=5 # per process\nDB_PASSWORD='pa#ss'\n" },
        expect: [],
      },
    ],
  },
  reads: ['env.declared'],
  within: 'repository',
  by: (fact) =>
    fact.ambiguous && fact.when !== 'contract' && !/^(?:local|test|development)/.test(fact.environment)
      ? `${fact.at.file} ${fact.name}`
      : [],
  judge(c) {
    const [first] = c.head.of('env.declared');
    if (!first?.ambiguous) return undefined;
    return {
      what: `${first.name}: ${differences[first.ambiguous]}`,
      subject: `env ${first.name}`,
      at: first.at,
    };
  },
});
