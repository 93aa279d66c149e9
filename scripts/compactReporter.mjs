// A dot for each test and the failures in full; --reporter-option summary=<file> names the file for { passed, failed }.
import fs from 'node:fs';
import Mocha from 'mocha';

export default class CompactReporter extends Mocha.reporters.Dot {
  constructor(runner, options) {
    super(runner, options);
    const { summary } = options.reporterOptions ?? {};
    if (!summary) return;
    runner.once('end', () => {
      fs.writeFileSync(summary, JSON.stringify({ passed: this.stats.passes, failed: this.stats.failures }));
    });
  }
}
