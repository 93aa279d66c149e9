import type { Policy } from '../../core/policy';
import { defineRule } from '../../core/rule';
import { belongsToOneEnvironment, extractToEnv, type Known, type Literal, literalEvidence, short } from './literal';

/**
 * What it catches: an address in code that belongs to one environment, or an address under the repository's own domain that the code connects to.
 * Why it breaks a release: the same artifact runs in several environments; whichever it was built for, it talks to this one.
 * Bad: `axios.create({ baseURL: 'https://api.staging.shop.example' })`
 * Good: `axios.create({ baseURL: process.env.API_URL })`
 */
export const hardcodedEndpoint = defineRule({
  id: 'config/hardcoded-endpoint',
  meta: {
    title: 'Address of one environment in the code',
    why: 'One artifact runs in several environments; wherever it runs, it talks to this address.',
    todo: 'Read the address from the environment.',
    severity: 'warning',
    examples: [
      {
        title: 'a client that always talks to staging',
        head: {
          'src/api.ts':
            "export const api = axios.create({ baseURL: 'https://api.staging.orders.dev', timeout: 3000 });\n",
        },
        expect: ['config/hardcoded-endpoint'],
      },
      {
        title: 'an address of a vendor, which is the same everywhere',
        head: { 'src/geo.ts': 'export const find = (ip: string) => fetch("https://api.geolocate.io/v1/" + ip);\n' },
        expect: [],
      },
    ],
  },
  reads: ['literal.found', 'literal.resolved'],
  within: 'repository',
  by: (fact) => ((fact.class === 'url' || fact.class === 'host') && fact.host !== undefined ? fact.host : []),
  judge(c, policy) {
    const known = c.head.of('literal.resolved');
    const literals = c.head.of('literal.found').filter((literal) => literal.position !== 'fallback' && !literal.local);
    const own = known.find((fact) => fact.own)?.own;
    const evident = literals.filter(belongsToOneEnvironment);
    const called = isSite(c.key)
      ? []
      : literals.filter(
          (literal) =>
            literal.position === 'sink' && !reportsHome.test(literal.at.file) && (own || ownByPolicy(literal, policy)),
        );
    const reported = evident.length > 0 ? [...new Set([...evident, ...called])] : called;
    const [first] = reported;
    if (!first) return undefined;
    return {
      what: `${short(c.key)} ${reason(first)}`,
      subject: `host ${c.key}`,
      at: first.at,
      evidence: [
        ...literalEvidence(reported),
        ...(evident.length === 0 && own ? [{ at: own, note: 'the domain is this repository’s own' }] : []),
      ],
      times: reported.length,
      fixes: extractToEnv(first, known as readonly Known[], first.class === 'host' ? 'HOST' : 'URL'),
    };
  },
});

/** Code of every installation that reports to the one place of its maker. */
const reportsHome =
  /telemetry|(?:^|[/._-])licen[cs](?:e|es|ing)(?:[-_.]?(?:check|client|server|service|key|verif|valid|activat)\w*)?(?:\/|\.[cm]?[jt]sx?$)|(?:usage|version|update)-?(?:report|stat|check|ping)|phone-?home/i;

function reason(literal: Literal): string {
  if (literal.shows !== undefined) return `is written into the code: ${literal.shows} in every environment`;
  if (literal.private) return 'is written into the code: only one network knows it';
  if (literal.managed) return 'is written into the code: an instance of one environment';
  if (literal.strong) return 'is written into the code with an account number';
  return 'is written into the code: the same in every environment';
}

function ownByPolicy(literal: Literal, policy: Policy): boolean {
  const { domain, host } = literal;
  return (policy.own_domains ?? []).some((own) => domain === own || host === own || host?.endsWith(`.${own}`) === true);
}

/** Addresses for everybody: sites, documents, files, and what installations everywhere report to. */
function isSite(host: string): boolean {
  const labels = host.split('.');
  return (
    labels.length <= 2 ||
    /^(?:www|status|docs?|blog|help|support|cdn|assets|static|media|images|img|fonts|updates?|telemetry|licen[cs]es?(?:-api)?|ping|schemas?|registry|get|downloads?)$/.test(
      labels[0] ?? '',
    )
  );
}
