// Catches secrets in ARG and ENV of a Dockerfile.
// Both are written into the image: whoever can pull it reads them with docker history or docker inspect.
// bad:  ARG NPM_TOKEN
//       ENV NPM_TOKEN=$NPM_TOKEN
// good: RUN --mount=type=secret,id=npm_token npm ci
import type { Fact } from '../../core/fact';
import { defineRule } from '../../core/rule';

const image = (line: string) => `FROM node:22-alpine\n${line}\nCMD ["node", "server.js"]\n`;

export const dockerArgSecret = defineRule({
  id: 'config/docker-arg-secret',
  meta: {
    title: 'Secret in an image',
    why: 'ARG and ENV are part of the image. Everybody who can pull it can read the value, in every copy and for as long as one exists; it cannot be rotated without a build.',
    todo: 'Mount it while building (RUN --mount=type=secret), or hand it to the container when it starts. Replace the value that was published.',
    severity: 'blocker',
    keepsSeverity: true,
    sources: ['https://docs.docker.com/build/building/secrets/'],
    examples: [
      {
        title: 'A key in ENV',
        head: { Dockerfile: image('ENV PAYMENT_API_KEY=q8Zr1vXe7TnB4kLm0Ys2') },
        expect: ['config/docker-arg-secret'],
      },
      { title: 'A placeholder', head: { Dockerfile: image('ENV PAYMENT_API_KEY=changeme') }, expect: [] },
    ],
  },
  reads: ['env.declared'],
  within: 'repository',
  by: (fact) => (fact.source === 'dockerfile' ? `${fact.family} ${fact.name}` : ''),
  judge(c) {
    const found = c.head.of('env.declared').find((fact) => isSecret(fact) || handsOn(fact));
    if (!found) return undefined;
    const argument = c.head.of('env.declared').find((fact) => fact !== found && fact.when === 'build');
    return {
      what: handsOn(found)
        ? `${found.name} is kept in the image: a build argument becomes an environment variable`
        : `${found.name} is written into the image with its value`,
      subject: `env ${found.name}`,
      at: found.at,
      evidence: argument ? [{ at: argument.at, note: 'declared as a build argument here' }] : [],
    };
  },
});

/** A value of the final image that its name calls a secret; in other stages only what looks like one by itself. */
function isSecret(fact: Fact<'env.declared'>): boolean {
  const { value } = fact;
  if (
    !value ||
    value.shows === 'localhost' ||
    value.host === 'localhost' ||
    /^(?:db|postgres|mysql|mongo|redis|host|hostname|example)$/.test(value.host ?? '')
  )
    return false;
  return value.class === 'secret' && (fact.when === 'start' || value.strong === true);
}

const secretName =
  /(?:^|_)(?:SECRET|PASSWORD|PASSWD|TOKEN|PRIVATE_KEY|API_KEY|ACCESS_KEY|SECRET_KEY|CREDENTIALS)(?:$|_KEY$)/;
const publicName =
  /^(?:NEXT_PUBLIC|VITE|REACT_APP|PUBLIC|EXPO_PUBLIC|NUXT_PUBLIC|GATSBY)_|PUBLISHABLE|PUBLIC_(?:KEY|TOKEN)|CLIENT_TOKEN/;

/** `ENV TOKEN=$TOKEN` keeps in the image what was meant for the build. */
function handsOn(fact: Fact<'env.declared'>): boolean {
  return (
    fact.when === 'start' &&
    fact.passes === true &&
    fact.references !== undefined &&
    secretName.test(fact.name) &&
    !publicName.test(fact.name)
  );
}
