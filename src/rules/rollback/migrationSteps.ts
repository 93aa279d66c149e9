import type { Policy } from '../../core/policy';
import type { Case } from '../../core/rule';
import type { Step } from '../../core/step';

/** What the release must do about one pending migration, whether or not something is wrong with it. */
export function migrationSteps(_c: Case<'migration.declared' | 'ddl.resolved'>, _policy: Policy): Step[] {
  return [];
}
