/**
 * How feature flags are evaluated. Method names and fallback positions: documentation and type files of each SDK, November 2026.
 * `fallback` is the position of the value used when the flag cannot be evaluated; `needs` the number of arguments without
 * which it is not evaluated, where those are others than the key and the fallback.
 */
export interface FlagSdk {
  name: string;
  packages: RegExp;
  /** Methods on a client, with the position of key and fallback. */
  methods: Record<string, { key: number; fallback?: number; variant?: true; needs?: number }>;
  /** Hooks and free functions imported from the package. */
  functions: Record<string, { key?: number; fallback?: number; variant?: true; needs?: number }>;
  components: readonly string[];
  /** Methods that give back all flags at once, by their keys. */
  bags?: readonly string[];
}

const openFeature = (names: readonly string[], key: number, fallback: number) =>
  Object.fromEntries(names.map((name) => [name, { key, fallback }]));

export const flagSdks: readonly FlagSdk[] = [
  {
    name: 'LaunchDarkly',
    packages: /^(?:@launchdarkly\/|launchdarkly-)/,
    methods: {
      ...openFeature(
        [
          'variation',
          'boolVariation',
          'stringVariation',
          'numberVariation',
          'jsonVariation',
          'variationDetail',
          'boolVariationDetail',
          'migrationVariation',
        ],
        0,
        2,
      ),
    },
    functions: { useFlags: {}, useLDClient: {} },
    components: ['LDProvider'],
    bags: ['allFlags', 'allFlagsState'],
  },
  {
    name: 'OpenFeature',
    packages: /^@openfeature\//,
    methods: openFeature(
      [
        'getBooleanValue',
        'getBooleanDetails',
        'getStringValue',
        'getStringDetails',
        'getNumberValue',
        'getNumberDetails',
        'getObjectValue',
        'getObjectDetails',
      ],
      0,
      1,
    ),
    functions: {
      ...openFeature(
        [
          'useFlag',
          'useSuspenseFlag',
          'useBooleanFlagValue',
          'useBooleanFlagDetails',
          'useStringFlagValue',
          'useStringFlagDetails',
          'useNumberFlagValue',
          'useObjectFlagValue',
        ],
        0,
        1,
      ),
    },
    components: ['FeatureFlag'],
  },
  {
    name: 'Unleash',
    packages: /^(?:unleash-client|unleash-proxy-client|@unleash\/)/,
    methods: {
      isEnabled: { key: 0, fallback: 2, needs: 1 },
      getVariant: { key: 0, variant: true },
      forceGetVariant: { key: 0, variant: true },
    },
    functions: {
      isEnabled: { key: 0, fallback: 2, needs: 1 },
      getVariant: { key: 0, variant: true },
      useFlag: { key: 0 },
      useVariant: { key: 0, variant: true },
      useFlags: {},
    },
    components: [],
  },
  {
    name: 'GrowthBook',
    packages: /^@growthbook\//,
    methods: {
      isOn: { key: 0 },
      isOff: { key: 0 },
      getFeatureValue: { key: 0, fallback: 1 },
      evalFeature: { key: 0 },
      feature: { key: 0 },
    },
    functions: {
      useFeatureIsOn: { key: 0 },
      useFeatureValue: { key: 0, fallback: 1 },
      useFeature: { key: 0 },
      useExperiment: {},
    },
    components: ['IfFeatureEnabled', 'FeatureString', 'FeaturesReady'],
  },
  {
    name: 'Statsig',
    packages: /^(?:statsig-|@statsig\/)/,
    methods: {
      checkGate: { key: 1 },
      getFeatureGate: { key: 1 },
      getDynamicConfig: { key: 1 },
      getExperiment: { key: 1 },
      getLayer: { key: 1 },
    },
    functions: {
      useGateValue: { key: 0 },
      useFeatureGate: { key: 0 },
      useExperiment: { key: 0 },
      useDynamicConfig: { key: 0 },
      useLayer: { key: 0 },
      useGate: { key: 0 },
    },
    components: [],
  },
  {
    name: 'PostHog',
    packages: /^(?:posthog-|@posthog\/)/,
    methods: {
      isFeatureEnabled: { key: 0, needs: 2 },
      getFeatureFlag: { key: 0, variant: true, needs: 2 },
      getFeatureFlagPayload: { key: 0 },
      getFeatureFlagResult: { key: 0 },
    },
    functions: {
      useFeatureFlagEnabled: { key: 0 },
      useFeatureFlagVariantKey: { key: 0, variant: true },
      useFeatureFlagPayload: { key: 0 },
    },
    components: ['PostHogFeature'],
    bags: ['getAllFlags', 'getAllFlagsAndPayloads', 'evaluateFlags'],
  },
  {
    name: 'ConfigCat',
    packages: /^(?:configcat-|@configcat\/)/,
    methods: {
      getValueAsync: { key: 0, fallback: 1 },
      getValueDetailsAsync: { key: 0, fallback: 1 },
      getValue: { key: 0, fallback: 1 },
    },
    functions: { useFeatureFlag: { key: 0, fallback: 1 } },
    components: [],
    bags: ['getAllValuesAsync'],
  },
  {
    name: 'Flagsmith',
    packages: /^(?:flagsmith|@flagsmith\/)/,
    methods: { isFeatureEnabled: { key: 0 }, hasFeature: { key: 0 }, getFeatureValue: { key: 0 } },
    functions: { useFlags: {}, useFlagsmith: {} },
    components: [],
  },
  {
    name: 'Split',
    packages: /^@splitsoftware\//,
    methods: {
      getTreatment: { key: 1, variant: true },
      getTreatmentWithConfig: { key: 1, variant: true },
    },
    functions: { useTreatment: { key: 0, variant: true }, useSplitTreatments: {} },
    components: ['SplitTreatments'],
    bags: ['getTreatments', 'getTreatmentsWithConfig', 'useTreatments'],
  },
  {
    name: 'Optimizely',
    packages: /^@optimizely\//,
    methods: {
      decide: { key: 0 },
      activate: { key: 0, variant: true },
      isFeatureEnabled: { key: 0 },
      getFeatureVariable: { key: 0 },
    },
    functions: { useDecision: { key: 0 } },
    components: ['OptimizelyFeature', 'OptimizelyExperiment', 'Experiment'],
    bags: ['decideAll', 'decideForKeys'],
  },
  {
    name: 'DevCycle',
    packages: /^@devcycle\//,
    methods: { variable: { key: 1, fallback: 2 }, variableValue: { key: 1, fallback: 2 } },
    functions: { useVariable: { key: 0, fallback: 1 }, useVariableValue: { key: 0, fallback: 1 } },
    components: ['RenderIfEnabled', 'SwapComponents'],
    bags: ['allVariables', 'allFeatures'],
  },
  { name: 'Flags SDK', packages: /^flags(?:\/|$)/, methods: {}, functions: { flag: {}, evaluate: {} }, components: [] },
  {
    name: 'Flipt',
    packages: /^@flipt-io\//,
    methods: { evaluateBoolean: { key: 0 }, evaluateVariant: { key: 0, variant: true } },
    functions: {},
    components: [],
  },
  {
    name: 'Eppo',
    packages: /^@eppo\//,
    methods: openFeature(
      [
        'getBooleanAssignment',
        'getStringAssignment',
        'getIntegerAssignment',
        'getNumericAssignment',
        'getJSONAssignment',
      ],
      0,
      3,
    ),
    functions: {},
    components: [],
  },
  {
    name: 'Featurevisor',
    packages: /^@featurevisor\//,
    methods: { isEnabled: { key: 0 }, getVariation: { key: 0, variant: true }, getVariable: { key: 0 } },
    functions: { useFlag: { key: 0 }, useVariation: { key: 0, variant: true } },
    components: [],
  },
  {
    name: 'Reflag',
    packages: /^@(?:reflag|bucketco)\//,
    methods: { getFlag: { key: 0 }, getFeature: { key: 0 } },
    functions: { useFlag: { key: 0 }, useFeature: { key: 0 } },
    components: [],
  },
  {
    name: 'Amplitude Experiment',
    packages: /^@amplitude\/experiment-/,
    methods: { variant: { key: 0, variant: true } },
    functions: {},
    components: [],
    bags: ['fetch', 'fetchV2', 'evaluate', 'evaluateV2', 'all'],
  },
];

const idioms: Record<string, string> = {
  LaunchDarkly: "if (!(await client.boolVariation('key', context, false))) return",
  OpenFeature: "if (!(await client.getBooleanValue('key', false, context))) return",
  Unleash: "if (!unleash.isEnabled('key', context)) return",
  GrowthBook: "if (!growthbook.isOn('key')) return",
  Statsig: "if (!statsig.checkGate(user, 'key')) return",
  PostHog: "if (!(await posthog.isFeatureEnabled('key', id))) return",
  ConfigCat: "if (!(await client.getValueAsync('key', false, user))) return",
  Flagsmith: "if (!flags.isFeatureEnabled('key')) return",
  Split: "if (client.getTreatment(user, 'key') !== 'on') return",
  Optimizely: "if (!user.decide('key').enabled) return",
  Eppo: "if (!client.getBooleanAssignment('key', subject, attributes, false)) return",
  environment: "if (process.env.FEATURE_X !== 'true') return",
};

/** How an SDK is asked before what is new, so that it stays off when nobody has decided. */
export function idiomOf(library: string): string | undefined {
  return idioms[library];
}

/** Methods whose name alone says that a flag is evaluated, whatever the receiver is called. */
export const plainFlagMethods: ReadonlySet<string> = new Set([
  'boolVariation',
  'stringVariation',
  'numberVariation',
  'jsonVariation',
  'variation',
  'variationDetail',
  'getBooleanValue',
  'getBooleanDetails',
  'getStringValue',
  'getNumberValue',
  'getObjectValue',
  'checkGate',
  'getFeatureGate',
  'isFeatureEnabled',
  'getFeatureFlag',
  'getFeatureValue',
  'getTreatment',
  'getTreatmentWithConfig',
  'evaluateBoolean',
  'getBooleanAssignment',
  'getStringAssignment',
  'getIntegerAssignment',
  'getNumericAssignment',
  'getJSONAssignment',
  'getValueAsync',
  'getValueDetailsAsync',
  'evaluateVariant',
  'getFeatureFlagResult',
  'getFeatureFlagPayload',
  'hasFeature',
]);

/** Methods that mean a flag only when the receiver or the argument says so. */
export const ambiguousFlagMethods: ReadonlySet<string> = new Set([
  'isEnabled',
  'isOn',
  'isOff',
  'decide',
  'variant',
  'getVariant',
  'variable',
  'variableValue',
  'enabled',
  'isActive',
  'getFlag',
  'feature',
  'get',
  'has',
  'check',
]);

export const flagHooks: ReadonlySet<string> = new Set(
  flagSdks.flatMap((sdk) => Object.keys(sdk.functions).filter((name) => name.startsWith('use'))),
);

/** A receiver that is named after flags: `flags`, `featureFlags`, `this.toggles`; whatever is asked of it is a flag. */
export const flagHolder =
  /^(?:.*(?:[fF]eature_?[fF]lags?|[tT]oggles?|[kK]ill_?[sS]witch(?:es)?)|flags?|features?|experiments?|gates?)(?:[cC]lient|[sS]ervice|[pP]rovider)?$/i;
/** A receiver that is named after a vendor, who may do more than flags: only what its SDK evaluates with counts. */
const flagVendor =
  /^(?:unleash|launchDarkly|ld|growthbook|gb|statsig|posthog|flagsmith|optimizely|openFeature|configCat)(?:[cC]lient|[sS]ervice|[pP]rovider)?$/i;

export function isFlagReceiver(name: string): boolean {
  return flagHolder.test(name) || flagVendor.test(name);
}

/** Modules of a project that hold its flags: `./flags`, `@/lib/feature-flags/refunds`; `features` only as the module itself, since a folder of that name holds everything. */
const flagModule =
  /(?:^|[/@_-])(?:feature-?flags?|flags?|toggles?|kill-?switch(?:es)?)(?:[./-]|$)|(?:^|\/)(?:features?|experiments?)(?:\.[cm]?[jt]sx?)?$/i;
/** What a name begins with that does something; flags are nouns or questions. */
const doing =
  /^(?:add|analy[sz]e|append|apply|assert|assign|build|calculate|call|capture|check|clear|clone|collect|compose|compute|convert|copy|count|create|decode|deep|define|delete|deploy|destroy|diff|dispatch|download|duplicate|emit|encode|ensure|execute|export|extract|fetch|fill|filter|find|flush|format|generate|get|group|handle|hash|identify|import|init|initialize|insert|invalidate|list|load|log|lookup|make|map|mark|merge|migrate|normali[sz]e|notify|parse|patch|persist|pick|populate|post|prepare|process|publish|put|query|read|rebuild|record|reduce|refresh|register|remove|rename|render|replace|report|request|require|reset|resolve|restore|run|save|search|select|send|serialize|set|setup|sort|start|stop|store|submit|subscribe|sync|to|track|transform|trigger|update|upload|upsert|use|validate|verify|wait|with|write)(?=[A-Z_]|$)/;
const askingForFlags = /(?:Flag|Feature|Toggle|Gate|Experiment|Variant)s?(?:Value|Enabled|On|Active|Variant|Is\w+)?$/;

/** Whether a name that such a module exports is one of its flags rather than something that is done with them. */
export function isFlagName(name: string): boolean {
  return !doing.test(name) || (/^(?:get|use|check)[A-Z]/.test(name) && askingForFlags.test(name));
}

export function isFlagModule(specifier: string): boolean {
  return flagModule.test(specifier);
}

/** Variables that switch a feature. */
export const flagVariable =
  /^(?:NEXT_PUBLIC_|VITE_|REACT_APP_|PUBLIC_|EXPO_PUBLIC_)?(?:(?:FEATURE|FF|FLAG|ENABLE|DISABLE)_\w+|\w+_(?:ENABLED|DISABLED|KILL_SWITCH|FEATURE_FLAG))$/;
/** Guards that take the flag and the thing guarded: `requireFlag('x')`, `withFeatureFlag('x', fn)`, `FeatureGuard('x')`. */
const guardName =
  /^(?:require|with|if|when|only|use|check|behind|guardBy|gated?By)?(?:Feature)?(?:Flag|Feature|Toggle|Gate)s?(?:Guard|Gate|Enabled|On|Required)?$/i;
export function isFlagGuard(name: string): boolean {
  return guardName.test(name) && /^(?:require|with|if|when|only|behind|check|gate|[A-Z])|Guard|Gate$/.test(name);
}
export const guardComponent =
  /^(?:Feature|FeatureFlag|FeatureGate|FeatureToggle|Flag|Flagged|IfFeatureEnabled|IfFlag|Gate|PostHogFeature|OptimizelyFeature|RenderIfEnabled|SwapComponents|Toggle)$/;
