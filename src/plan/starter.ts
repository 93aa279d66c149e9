import type { FactsOf } from '../core/plan';
import { compareText } from '../core/span';

/**
 * A first policy from what the repository shows: environments, owners, rollouts, alerts, third parties. People, hours,
 * thresholds and metrics nobody can read from files stay comments to be filled in; nothing is made up.
 */
export function starterPolicy(facts: FactsOf): string {
  return [
    head(facts),
    environments(facts),
    roles(facts),
    hours,
    data(facts),
    flags(facts),
    thirdParties(facts),
    metrics(facts),
    tail,
  ]
    .filter((part) => part !== '')
    .join('\n');
}

const quoted = (text: string) => JSON.stringify(text);
const distinct = (texts: Iterable<string>) => [...new Set(texts)].sort(compareText);

function head(facts: FactsOf): string {
  const names = distinct(
    facts('service.declared')
      .filter(({ serves }) => serves === 'app')
      .map(({ name }) => name),
  );
  const [only] = names;
  return `# Release Readiness: what the repository cannot say for itself. Read by the editor and the command line, reviewed like code.
# Everything is optional; an absent section makes the matching line of the plan an open question.
version: 1
# compare_with: origin/main
${names.length === 1 && only ? `service: { name: ${quoted(only)} }   # tier: 1 money, login, data loss · 2 visible to users · 3 internal; timezone: Area/City` : `# service: { name: …, tier: 2, timezone: Area/City }${names.length > 1 ? `   # found: ${names.join(', ')}` : ''}`}
`;
}

function environments(facts: FactsOf): string {
  const rollouts = facts('rollout.declared').filter(({ style }) => style !== 'rolling');
  const found = distinct(
    [...facts('workload.declared'), ...rollouts, ...facts('env.declared')]
      .map(({ environment }) => environment)
      .filter((name) => /^[\w-]+$/.test(name) && !/^(?:example|local|test|ci|default|contract)$/.test(name)),
  );
  const order = (name: string) => (/^prod/.test(name) ? 2 : /^(?:dev|preview)/.test(name) ? 0 : 1);
  if (found.length === 0)
    return '# environments:                # in the order of promotion\n#   - { name: production }\n';
  const lines = found
    .sort((a, b) => order(a) - order(b) || compareText(a, b))
    .map((name) => {
      const rollout = rollouts.find(({ environment }) => environment === name);
      const kind =
        rollout && (/flagger/.test(rollout.tool) ? 'flagger' : /argo/.test(rollout.tool) ? 'argo-rollouts' : undefined);
      return `  - { name: ${quoted(name)}${rollout && kind ? `, rollout: { kind: ${kind}, file: ${quoted(rollout.at.file)} }` : ''} }`;
    });
  return `environments:                  # found in manifests; put them in the order of promotion\n${lines.join('\n')}\n`;
}

function roles(facts: FactsOf): string {
  const owners = facts('owner.declared').filter(({ ignoredBecause, owners: who }) => !ignoredBecause && who.length > 0);
  const handles = distinct(owners.flatMap(({ owners: who }) => who));
  const seen = handles.length > 0 ? `   # owners in CODEOWNERS: ${handles.slice(0, 8).join(', ')}` : '';
  return `# roles:                       # four roles must resolve to a person for the whole watch${seen}
#   observer:     { who: ["@…"], backup: ["@…"] }
#   decider:      { who: ["@…"], backup: ["@…"] }   # alone decides on rollback or roll-forward
#   communicator: { who: ["@…"] }
#   scribe:       { who: [author] }
`;
}

const hours = `# staffing:                    # when people can really decide
#   - { role: decider, hours: { mon-fri: "09:00-17:00" } }
# load: { typical_rps: …, max_at_lock: …, profile: { weekday: { "00": …, "12": … } } }
# freezes:
#   - { name: …, from: 2026-12-20T00:00, to: 2027-01-02T00:00, allow: [low] }
`;

function data(facts: FactsOf): string {
  const databases = distinct(facts('migration.declared').map(({ database }) => database)).filter((d) => d !== '');
  if (databases.length === 0) return '';
  return `# data:                        # migrations found in ${databases.slice(0, 6).join(', ')}
#   hot_tables: { …: { rows: …, writes_per_s: … } }
#   backup: { kind: pitr, restore_tested: …, rpo: PT5M, rto: PT45M }
#   contract_after: { releases: 1, days: 14 }
`;
}

function flags(facts: FactsOf): string {
  const keys = distinct([...facts('flag.declared'), ...facts('flag.read')].map(({ key }) => key));
  if (keys.length === 0) return '';
  return `# flags:                       # found: ${keys.slice(0, 6).join(', ')}${keys.length > 6 ? ` and ${keys.length - 6} more` : ''}
#   ramp: [{ to: staff, hold: PT20M }, { to: 10%, hold: PT20H }, { to: 100% }]
#   permanent: []
`;
}

function thirdParties(facts: FactsOf): string {
  const systems = new Map<string, { packages: Set<string>; hosts: Set<string> }>();
  for (const call of facts('call.resolved')) {
    const known = systems.get(call.system) ?? { packages: new Set(), hosts: new Set() };
    // A client of anything says nothing of the other side: only the host does.
    if (call.package && call.category !== 'http' && !/^(?:node:|fetch$|global)/.test(call.package))
      known.packages.add(call.package);
    if (call.host) known.hosts.add(call.host);
    systems.set(call.system, known);
  }
  const rows = [...systems]
    .sort((a, b) => compareText(a[0], b[0]))
    .flatMap(([system, { packages, hosts }]) => {
      const match = [...distinct(packages).map((p) => `npm:${p}`), ...distinct(hosts).map((h) => `host:${h}`)];
      return match.length === 0
        ? []
        : [
            `  ${quoted(system)}: { match: [${match.map(quoted).join(', ')}] }   # owner, status, escalation, fallback, timeout_max, metric`,
          ];
    });
  return rows.length === 0 ? '' : `third_parties:                 # systems that the code calls\n${rows.join('\n')}\n`;
}

function metrics(facts: FactsOf): string {
  const names = distinct(facts('metric.queried').map(({ name }) => name));
  return `# metrics:                     # the only metrics that a plan may name${names.length > 0 ? `; found in alerts and dashboards: ${names.slice(0, 6).join(', ')}` : ''}
#   - { id: …, kind: technical, query: "…", baseline: …, stop: "> … for 5m" }
`;
}

const tail = `# communication: { channels: { internal: "#…", incident: "#…", status_page: https://… } }
`;
