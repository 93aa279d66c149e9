import type { Extractor } from '../core/extract';
import { codeFile, isProductPath } from '../knowledge/paths';
import { telemetrySdks } from '../knowledge/telemetry';
import { parseTypeScript } from '../parse/typescript';
import { scopeOf } from './code/scope';
import { metricFacts } from './telemetry/metrics';
import { startFacts } from './telemetry/starting';

const sdks = Object.keys(telemetrySdks)
  .map((name) => name.replace(/[^\w]/g, '\\$&'))
  .join('|');
const asks = new RegExp(
  `["'](?:${sdks}|@opentelemetry/api|prom-client|express-prom-bundle)["']|["']\\.{1,2}/[\\w./-]*(?:trac(?:e|ing)|instrument|otel|telemetry|apm)[\\w.-]*["']|(?<!\\bz|bserver)\\.(?:inc|observe|startTimer|record|labels)\\s*\\(`,
  'i',
);

/** Which telemetry a service starts and when, and the metrics that it emits. */
export const telemetry: Extractor = {
  name: 'telemetry',
  emits: ['telemetry.started', 'metric.emitted'],
  files: codeFile,
  accepts: (path, text) => isProductPath(path) && asks.test(text),
  extract(source) {
    const code = parseTypeScript(source);
    // Who else reads the file tells that it could not be.
    if (code.unread) return [];
    const scope = scopeOf(code);
    return [...startFacts(scope, source), ...metricFacts(scope, source)];
  },
};
