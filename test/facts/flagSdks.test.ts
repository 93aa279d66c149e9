import assert from 'node:assert/strict';
import { createSource } from '../../src/core/source';
import { flags } from '../../src/facts/flags';
import { modules } from '../../src/facts/modules';

/** `library key` of every evaluation that is read in the code. */
function read(code: string, path = 'src/a.tsx'): string[] {
  return flags
    .extract(createSource(path, code))
    .flatMap((fact) => (fact.kind === 'flag.read' ? [`${fact.library} ${fact.key}`] : []));
}

/** The flags under which the call of `act` runs: `on key`. */
function guards(code: string, path = 'src/a.tsx'): string[] {
  return modules
    .extract(createSource(path, code))
    .flatMap((fact) => (fact.kind === 'function.summarised' ? fact.sites : []))
    .filter((site) => site.callee.in === 'import' && site.callee.name === 'act')
    .flatMap((site) => site.guards.map((guard) => `${guard.side} ${guard.key ?? '?'}`));
}

const act = "import { act } from './act';\n";

/** An SDK, what is asked of it, and the key that this asks for. */
const asked: readonly [library: string, imports: string, question: string, key: string][] = [
  [
    'LaunchDarkly',
    "import { init } from '@launchdarkly/node-server-sdk';\nconst client = init('k');",
    "await client.variation('k1', ctx, false)",
    'k1',
  ],
  [
    'LaunchDarkly',
    "import * as LaunchDarkly from 'launchdarkly-node-server-sdk';\nconst ld = LaunchDarkly.init('k');",
    "await ld.boolVariation('k1', ctx, false)",
    'k1',
  ],
  ['LaunchDarkly', "import { useFlags } from 'launchdarkly-react-client-sdk';", 'useFlags().newCart', 'newCart'],
  [
    'OpenFeature',
    "import { OpenFeature } from '@openfeature/server-sdk';\nconst client = OpenFeature.getClient();",
    "await client.getBooleanValue('k1', false)",
    'k1',
  ],
  [
    'OpenFeature',
    "import { OpenFeature } from '@openfeature/server-sdk';\nconst client = OpenFeature.getClient();",
    "(await client.getStringValue('k1', 'off')) === 'new'",
    'k1',
  ],
  ['OpenFeature', "import { useFlag } from '@openfeature/react-sdk';", "useFlag('k1', false).value", 'k1'],
  [
    'OpenFeature',
    "import { useBooleanFlagValue } from '@openfeature/react-sdk';",
    "useBooleanFlagValue('k1', false)",
    'k1',
  ],
  [
    'Unleash',
    "import { initialize } from 'unleash-client';\nconst unleash = initialize({ url: 'u' });",
    "unleash.isEnabled('k1', ctx)",
    'k1',
  ],
  [
    'Unleash',
    "import { initialize } from 'unleash-client';\nconst unleash = initialize({ url: 'u' });",
    "unleash.getVariant('k1').enabled",
    'k1',
  ],
  ['Unleash', "import { useFlag } from '@unleash/proxy-client-react';", "useFlag('k1')", 'k1'],
  [
    'GrowthBook',
    "import { GrowthBook } from '@growthbook/growthbook';\nconst gb = new GrowthBook();",
    "gb.isOn('k1')",
    'k1',
  ],
  [
    'GrowthBook',
    "import { GrowthBook } from '@growthbook/growthbook';\nconst gb = new GrowthBook();",
    "gb.getFeatureValue('k1', false)",
    'k1',
  ],
  ['GrowthBook', "import { useFeatureIsOn } from '@growthbook/growthbook-react';", "useFeatureIsOn('k1')", 'k1'],
  ['Statsig', "import Statsig from 'statsig-node';", "Statsig.checkGate(user, 'k1')", 'k1'],
  [
    'Statsig',
    "import { Statsig } from '@statsig/statsig-node-core';\nconst statsig = new Statsig('s');",
    "statsig.getFeatureGate(user, 'k1').value",
    'k1',
  ],
  ['Statsig', "import { useGateValue } from '@statsig/react-bindings';", "useGateValue('k1')", 'k1'],
  [
    'PostHog',
    "import { PostHog } from 'posthog-node';\nconst posthog = new PostHog('k');",
    "await posthog.isFeatureEnabled('k1', id)",
    'k1',
  ],
  [
    'PostHog',
    "import { PostHog } from 'posthog-node';\nconst ph = new PostHog('k');",
    "(await ph.getFeatureFlag('k1', id)) === 'test'",
    'k1',
  ],
  ['PostHog', "import { useFeatureFlagEnabled } from 'posthog-js/react';", "useFeatureFlagEnabled('k1')", 'k1'],
  [
    'ConfigCat',
    "import * as configcat from 'configcat-node';\nconst client = configcat.getClient('k');",
    "await client.getValueAsync('k1', false, user)",
    'k1',
  ],
  [
    'ConfigCat',
    "import { getClient } from '@configcat/sdk/node';\nconst client = getClient('k');",
    "client.snapshot().getValue('k1', false)",
    'k1',
  ],
  [
    'Flagsmith',
    "import Flagsmith from 'flagsmith-nodejs';\nconst flagsmith = new Flagsmith({ environmentKey: 'k' });",
    "(await flagsmith.getEnvironmentFlags()).isFeatureEnabled('k1')",
    'k1',
  ],
  [
    'Flagsmith',
    "import flagsmith from '@flagsmith/flagsmith';",
    "flagsmith.hasFeature('k1', { fallback: false })",
    'k1',
  ],
  ['Flagsmith', "import { useFlags } from 'flagsmith/react';", "useFlags(['k1']).k1.enabled", 'k1'],
  [
    'Split',
    "import { SplitFactory } from '@splitsoftware/splitio';\nconst client = SplitFactory({}).client();",
    "client.getTreatment('user', 'k1') === 'on'",
    'k1',
  ],
  [
    'Split',
    "import { SplitFactory } from '@splitsoftware/splitio';\nconst client = SplitFactory({}).client();",
    "client.getTreatmentWithConfig('user', 'k1').treatment === 'on'",
    'k1',
  ],
  [
    'Optimizely',
    "import { createInstance } from '@optimizely/optimizely-sdk';\nconst visitor = createInstance({}).createUserContext('u');",
    "visitor.decide('k1').enabled",
    'k1',
  ],
  [
    'DevCycle',
    "import { initializeDevCycle } from '@devcycle/nodejs-server-sdk';\nconst client = initializeDevCycle('k');",
    "client.variableValue(user, 'k1', false)",
    'k1',
  ],
  [
    'DevCycle',
    "import { initializeDevCycle } from '@devcycle/nodejs-server-sdk';\nconst client = initializeDevCycle('k');",
    "client.variable(user, 'k1', false).value",
    'k1',
  ],
  ['DevCycle', "import { useVariableValue } from '@devcycle/react-client-sdk';", "useVariableValue('k1', false)", 'k1'],
  [
    'Flags SDK',
    "import { flag } from 'flags/next';\nconst k1 = flag({ key: 'k1', decide: () => false });",
    'await k1()',
    'k1',
  ],
  [
    'Flipt',
    "import { FliptClient } from '@flipt-io/flipt-client-js';\nconst client = await FliptClient.init({});",
    "client.evaluateBoolean({ flagKey: 'k1', entityId: 'e', context: {} }).enabled",
    'k1',
  ],
  [
    'Eppo',
    "import { getInstance } from '@eppo/node-server-sdk';\nconst client = getInstance();",
    "client.getBooleanAssignment('k1', 'subject', {}, false)",
    'k1',
  ],
  [
    'Featurevisor',
    "import { createInstance } from '@featurevisor/sdk';\nconst f = createInstance({});",
    "f.isEnabled('k1')",
    'k1',
  ],
  [
    'Reflag',
    "import { ReflagClient } from '@reflag/node-sdk';\nconst reflag = new ReflagClient();",
    "reflag.bindClient({ user }).getFlag('k1').isEnabled",
    'k1',
  ],
  [
    'Amplitude Experiment',
    "import { Experiment } from '@amplitude/experiment-node-server';\nconst experiment = Experiment.initializeLocal('k');",
    "experiment.evaluateV2(user)['k1']?.value === 'on'",
    'k1',
  ],
  [
    'Amplitude Experiment',
    "import { Experiment } from '@amplitude/experiment-js-client';\nconst experiment = Experiment.initialize('k');",
    "experiment.variant('k1').value === 'on'",
    'k1',
  ],
  ['own', "import { flags } from './lib/context';", 'flags.newCart', 'newCart'],
  ['own', "import { isFeatureEnabled } from './features';", "await isFeatureEnabled('k1')", 'k1'],
  ['own', "import { newCart } from './flags';", 'await newCart()', 'newCart'],
  ['own', '', 'this.featureFlags.isEnabled(FLAG)', 'FLAG'],
  ['environment', '', "process.env.FEATURE_CART === 'true'", 'FEATURE_CART'],
  ['environment', '', "this.config.get('FEATURE_CART') === 'true'", 'FEATURE_CART'],
  ['environment', "import { env } from './env';", 'env.CART_ENABLED', 'CART_ENABLED'],
];

describe('facts: flags of every SDK', function () {
  this.timeout(180_000);
  for (const [library, imports, question, key] of asked)
    it(`${library}: ${question}`, () => {
      const inside = library === 'own' && question.startsWith('this.');
      const code = (body: string) =>
        `${act}${imports}\nconst FLAG = 'FLAG';\n${inside ? 'class C {\n  async f(user, ctx, id, p) {' : 'export async function f(user, ctx, id, p) {'}\n${body}\n}${inside ? '\n}' : ''}\n`;
      assert.ok(
        read(code(`if (${question}) { await act(p) }`)).includes(`${library} ${key}`),
        `read: ${read(code(`if (${question}) { await act(p) }`))}`,
      );
      assert.deepEqual(guards(code(`if (${question}) { await act(p) }`)), [`on ${key}`]);
      assert.deepEqual(guards(code(`const on = ${question};\nif (!on) return;\nawait act(p);`)), [`on ${key}`]);
    });
});
